"""The study visits of a cohort: planned, corrected, removed while no note speaks of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import AtmNote, CohortRole, StudyVisit, VisitMode
from tests.factories import make_membership, make_note, make_user

DAYS = {"mode": "virtual", "starts_on": "2026-10-12", "ends_on": "2026-10-13"}


@pytest.fixture
def mine(app, sign_in):
    """An organizer's client and cohort, which has one visit."""
    organizer = make_membership(CohortRole.ORGANIZER)
    return sign_in(organizer.user), organizer.cohort


def visits(cohort) -> list[StudyVisit]:
    db.session.expire_all()
    rows = sa.select(StudyVisit).filter_by(cohort_id=cohort.id).order_by(StudyVisit.id)
    return list(db.session.scalars(rows))


def test_a_visit_is_planned_and_a_known_host_keeps_its_spelling(mine):
    client, cohort = mine
    address = f"/cohorts/{cohort.id}/visits"
    known = cohort.visits[0].host
    assert client.post(f"{address}/new", data=DAYS | {"host": f" {known.upper()} "}).status_code == 303
    added = visits(cohort)[1]
    assert (added.host, added.mode) == (known, VisitMode.VIRTUAL)
    page = client.get(address).text
    assert "12 Oct 2026 to 13 Oct 2026" in page and "Virtual" in page
    again = client.post(f"{address}/new", data=DAYS | {"host": known})
    assert again.status_code == 422 and "has a visit to this host from this day already" in again.text


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(mine):
    client, cohort = mine
    address = f"/cohorts/{cohort.id}/visits/new"
    wrong = DAYS | {"host": "Kota Bitung <b>", "ends_on": "2026-10-01"}
    answer = client.post(address, data=wrong)
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text and 'value="Kota Bitung &lt;b&gt;"' in answer.text
    answer = client.post(address, data={"mode": "by air"})
    assert answer.status_code == 422 and "Name the host of the visit." in answer.text
    assert len(visits(cohort)) == 1


def test_of_two_organizers_the_second_sees_both(mine):
    client, cohort = mine
    visit = cohort.visits[0]
    seen = {"seen": token(visit)}
    address = f"/visits/{visit.id}/edit"
    assert client.post(address, data=DAYS | {"host": "Kota Bitung"} | seen).status_code == 303
    answer = client.post(address, data=DAYS | {"host": "Kota Tomohon", "mode": "on_site"} | seen)
    assert answer.status_code == 409
    for words in ("Kota Bitung", "Kota Tomohon", "Virtual", "On site"):
        assert words in answer.text
    assert visits(cohort)[0].host == "Kota Bitung"


def test_a_visit_that_notes_speak_of_stays(mine):
    client, cohort = mine
    visit = cohort.visits[0]
    address = f"/visits/{visit.id}"
    make_note(make_membership(cohort=cohort).user)
    assert "1 note speaks of this visit" in client.get(f"{address}/edit").text
    assert "so it stays" in client.get(f"{address}/remove").text
    refused = client.post(f"{address}/remove", data={"seen": token(visit)})
    assert refused.status_code == 409 and len(visits(cohort)) == 1
    client.post(f"/cohorts/{cohort.id}/visits/new", data=DAYS | {"host": "Kota Bitung"})
    other = visits(cohort)[1]
    assert client.post(f"/visits/{other.id}/remove", data={"seen": token(other)}).status_code == 303
    assert [one.id for one in visits(cohort)] == [visit.id]


def test_only_those_who_set_up_the_cohort_see_its_visits(mine, sign_in):
    _client, cohort = mine
    visit = cohort.visits[0]
    addresses = [f"/cohorts/{cohort.id}/visits", f"/cohorts/{cohort.id}/visits/new"]
    addresses += [f"/visits/{visit.id}/edit", f"/visits/{visit.id}/remove"]
    stranger = make_membership(CohortRole.ORGANIZER).user
    for person in (make_membership(cohort=cohort).user, stranger):
        client = sign_in(person)
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.post(addresses[3], data={"seen": token(visit)}).status_code == 404
    admin = sign_in(make_user(is_admin=True))
    assert {admin.get(address).status_code for address in addresses} == {200}


def test_the_list_costs_the_same_with_one_visit_and_with_many(mine, count_queries):
    client, cohort = mine
    address = f"/cohorts/{cohort.id}/visits"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(4):
        client.post(f"{address}/new", data=DAYS | {"host": f"Kota {number}"})
    client.get(address)
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 4


def test_a_visit_names_the_groups_that_take_part(mine):
    client, cohort = mine
    make_membership(cohort=cohort).group_name = "Kelompok 1"
    make_membership(cohort=cohort).group_name = "Kelompok 2"
    db.session.commit()
    address = f"/cohorts/{cohort.id}/visits"
    form = client.get(f"{address}/new").text
    assert 'value="Kelompok 1"' in form and 'value="Kelompok 2"' in form
    typed = {"host": "Kota Bitung", "groups": ["Kelompok 1"], "more_groups": "kelompok 2, Kelompok 7"}
    assert client.post(f"{address}/new", data=DAYS | typed).status_code == 303
    added = visits(cohort)[1]
    assert added.groups == ["Kelompok 1", "Kelompok 2", "Kelompok 7"]
    page = client.get(address).text
    assert "Kelompok 1, Kelompok 2, Kelompok 7" in page and "The whole cohort" in page
    assert "Kota Bitung (Kelompok 1, Kelompok 2, Kelompok 7)" in client.get(f"/cohorts/{cohort.id}").text
    edit = client.get(f"/visits/{added.id}/edit").text
    assert 'value="Kelompok 7" checked' in edit
    answer = client.post(f"{address}/new", data=DAYS | {"host": "Kota", "more_groups": "x" * 81})
    assert answer.status_code == 422 and len(visits(cohort)) == 2


def test_two_organizers_who_choose_other_groups_see_both(mine):
    client, cohort = mine
    visit = cohort.visits[0]
    typed = DAYS | {"host": visit.host, "seen": token(visit)}
    address = f"/visits/{visit.id}/edit"
    assert client.post(address, data=typed | {"more_groups": "Kelompok 3"}).status_code == 303
    answer = client.post(address, data=typed | {"more_groups": "Kelompok 4"})
    assert answer.status_code == 409 and "Kelompok 3" in answer.text
    assert 'value="Kelompok 4" checked' in answer.text


def test_a_participant_chooses_among_the_visits_of_their_group(mine, sign_in):
    _client, cohort = mine
    first = cohort.visits[0]
    first.groups = ["Kelompok 1"]
    other = StudyVisit(
        host="Kota Bitung", starts_on=first.ends_on, ends_on=first.ends_on, groups=["Kelompok 2"]
    )
    cohort.visits.append(other)
    member = make_membership(cohort=cohort)
    member.group_name = "Kelompok 1"
    db.session.commit()
    client = sign_in(member.user)
    assert first.host in client.get("/notes/new").text
    client.post("/notes/new")
    note = db.session.scalars(sa.select(AtmNote).filter_by(owner_id=member.user_id)).one()
    assert note.visit_id == first.id
    address = f"/notes/{note.id}/edit"
    assert "Kota Bitung" not in client.get(address).text
    assert "Kota Bitung" not in client.get("/").text
    member.group_name = "Kelompok 2"
    db.session.commit()
    page = client.get(address).text
    assert "Kota Bitung" in page and first.host in page
    member.group_name = "Kelompok 9"
    db.session.commit()
    assert "Kota Bitung" in client.get(address).text
