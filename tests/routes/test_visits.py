"""The study visits of a cohort: planned, corrected, removed while no note speaks of them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, StudyVisit, VisitMode
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
