"""Which agency a row means: the same import again moves nobody and adds nothing."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.models import Agency, CohortRole, Judgement, User
from pka_tracker.operations.people.offices import Offices
from pka_tracker.queries.cohorts.people_import import Office, usual_region
from tests import factories
from tests.operations.test_people_import import carry_out, judge, row


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def listed(usual, **texts):
    """A row of a list without a column of regions, for which one was typed beside the file."""
    return row(
        **{"email": "a@example.org", "agency": "Dinas Sosial", "region": "", "usual_region": usual} | texts
    )


def test_the_same_list_with_another_region_beside_it_moves_nobody(organizer):
    carry_out(organizer, listed("Minahasa"))
    for region in ("", "Kota Bitung", "Minahasa"):
        (verdict,) = carry_out(organizer, listed(region))
        assert verdict.judgement is Judgement.SAME and verdict.notes == []
    assert db.session.query(Agency).filter_by(name="Dinas Sosial").count() == 1
    (verdict,) = judge(organizer, listed("Minahasa", region="Kota Bitung"))
    (change,) = verdict.changes
    assert change == ("agency", "Dinas Sosial – Minahasa", "Dinas Sosial – Kota Bitung")
    assert verdict.notes[0].name == "Dinas Sosial – Kota Bitung"


def test_who_has_another_agency_gets_that_of_the_usual_region(organizer):
    user = factories.make_membership(cohort=organizer.cohort).user
    (verdict,) = carry_out(organizer, listed("Minahasa", name=user.name, email=user.email))
    assert [change.field for change in verdict.changes] == ["agency"]
    db.session.expire_all()
    assert (user.agency.name, user.agency.region) == ("Dinas Sosial", "Minahasa")


def test_the_region_offered_is_that_of_the_participants_and_stays(organizer):
    def member(role, region):
        agency = Agency(name=f"Dinas {region} {db.session.query(User).count()}", region=region)
        factories.make_membership(role, cohort=organizer.cohort, user=factories.make_user(agency=agency))

    assert usual_region(organizer.cohort_id) == ""  # the organizer's own is not that of the participants
    for _n in range(3):
        member(CohortRole.MENTOR, "Kota Bitung")
    assert usual_region(organizer.cohort_id) == "Kota Bitung"
    member(CohortRole.PARTICIPANT, "")
    assert usual_region(organizer.cohort_id) == ""  # as their list was imported
    for _n in range(2):
        member(CohortRole.PARTICIPANT, "Minahasa")
    assert usual_region(organizer.cohort_id) == "Minahasa"


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Dinas Pendidikan dan Kebudayaan", "Kab. Minahasa Utara"),
        ("DINAS PENDIDIKAN & KEBUDAYAAN", "kab Minahasa  Utara"),
        ("Dinas Pendidikan dan Kebudayaan Kab. Minahasa Utara", "Kabupaten Minahasa Utara"),
        ("Dinas Pendidikan dan Kebudayaan, Kabupaten Minahasa Utara", "Kab. Minahasa Utara"),
    ],
)
def test_shortened_words_are_the_same_words(name, region):
    known = Office(1, "Dinas Pendidikan & Kebudayaan", "Kabupaten Minahasa Utara")
    assert Offices([known]).find(name, region) == [known]
    school = Office(2, "BPSDM", "Provinsi Sulawesi Utara")
    assert Offices([school]).find("BPSDM", "Prov. Sulawesi Utara") == [school]


def test_a_name_that_is_alike_is_told_with_its_region_and_the_same_one_elsewhere_is_not():
    known = [
        Office(1, "Dinas Kesehatan", "Minahasa"),
        Office(2, "Dinas Sosial", "Bitung"),
        Office(3, "RSUD Noongan", ""),
    ]
    offices = Offices(known)
    for name, region, other in (
        ("Dinas Kesehatan", "Bitung", ""),
        ("Dinas Sosail", "Bitung", "Dinas Sosial – Bitung"),
        ("Dinas Sosail", "Minahasa", ""),
        ("Dinas Sosail", "", "Dinas Sosial – Bitung"),
        ("RSUD Nongan", "Minahasa", "RSUD Noongan"),
    ):
        (office,) = Offices(known).find(name, region)
        assert Offices(known).alike(office) == other, (name, region)
    assert offices.find("Dinas Kesehatan", "Bitung")[0].id is None


def test_offices_that_only_their_numbers_tell_apart_are_not_alike():
    offices = Offices([Office(1, "SMP Negeri 1 Tondano", "Minahasa")])
    (other,) = offices.find("SMP Negeri 2 Tondano", "Minahasa")
    assert offices.alike(other) == ""
    (slip,) = offices.find("SMP Negri 1 Tondano", "Minahasa")
    assert offices.alike(slip) == "SMP Negeri 1 Tondano – Minahasa"
