"""Whose time is over, seen and confirmed in the browser, by the same operation as on the command line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, story_time
from pka_tracker.labels import RECORDS
from pka_tracker.models import AccountAction, AccountEvent, CohortRole, User
from pka_tracker.models.personal import OWN
from tests.factories import make_cohort, make_membership, make_note, make_user

LATER = datetime(2032, 1, 15, tzinfo=UTC)


@pytest.fixture
def client(app, sign_in):
    client = sign_in(make_user(is_admin=True, name="Reza Kolondam"))
    token = story_time.set(LATER)
    yield client
    story_time.reset(token)


@pytest.fixture
def cohort(client):
    """A course that ended in December 2026."""
    return make_cohort()


def person_of(cohort, **values) -> User:
    return make_membership(CohortRole.EXAMINER, cohort=cohort, user=make_user(**values)).user


def anonymous() -> set[int]:
    db.session.expire_all()
    return set(db.session.scalars(sa.select(User.id).where(User.anonymised_at.is_not(None))))


def test_who_is_due_is_listed_with_the_end_of_the_last_cohort(client, cohort):
    person = person_of(cohort, name="Maria Wowor")
    back = person_of(cohort, name="Kembali Lagi")
    make_membership(CohortRole.MENTOR, user=back, cohort=make_cohort(starts_on=LATER.date(), ends_on=LATER.date()))  # fmt: skip
    page = client.get("/retention/").text
    assert "Maria Wowor" in page and "11 Dec 2026" in page and "Examiner" in page and "5 years" in page
    assert "Kembali Lagi" not in page and f"/accounts/{person.id}" in page


def test_nothing_is_written_before_it_is_confirmed(client, cohort):
    maria, other = person_of(cohort, name="Maria Wowor"), person_of(cohort, name="Orang Lain")
    note = make_note(make_membership(cohort=cohort).user)
    note.content = {"context": {"speaker": "Maria Wowor, 0812 3456 7890"}}
    db.session.commit()
    page = client.post("/retention/run", data={"person": [str(maria.id)]})
    assert page.status_code == 200 and "This cannot be undone" in page.text
    assert "Maria Wowor" in page.text and "ATM notes: 1" in page.text and "Orang Lain" not in page.text
    assert anonymous() == set() and note.content["context"]["speaker"].startswith("Maria")
    done = client.post("/retention/run", data={"person": [str(maria.id)], "confirm": "yes"}, follow_redirects=True)  # fmt: skip
    assert "1 account is anonymous now" in done.text and "Orang Lain" in done.text
    assert anonymous() == {maria.id} and other.name == "Orang Lain"
    assert note.content["context"]["speaker"] == "–"
    event = db.session.scalars(sa.select(AccountEvent)).one()
    assert (event.action, event.actor.name) == (AccountAction.ANONYMISE, "Reza Kolondam")


def test_only_whose_time_is_over_goes_whatever_was_chosen(client, cohort):
    stays = make_membership(CohortRole.MENTOR, cohort=make_cohort(starts_on=LATER.date(), ends_on=LATER.date())).user  # fmt: skip
    gone = person_of(cohort)
    chosen = [str(stays.id), str(gone.id), "x", "999999"]
    client.post("/retention/run", data={"person": chosen, "confirm": "yes"})
    assert anonymous() == {gone.id}
    page = client.post("/retention/run", data={"person": chosen, "confirm": "yes"}, follow_redirects=True)
    assert "Choose somebody whose time is over" in page.text and anonymous() == {gone.id}
    assert client.post("/retention/run", follow_redirects=True).status_code == 200


def test_without_a_time_nobody_is_due(app, client, cohort):
    person = person_of(cohort)
    app.config["RETENTION_YEARS"] = 0
    try:
        assert "No time is set" in client.get("/retention/").text
        client.post("/retention/run", data={"person": [str(person.id)], "confirm": "yes"})
    finally:
        app.config["RETENTION_YEARS"] = 5
    assert anonymous() == set()


def test_an_empty_list_says_so(client):
    assert "Nobody’s time is over" in client.get("/retention/").text


def test_the_list_costs_the_same_for_one_and_for_many(client, cohort, count_queries):
    person_of(cohort)
    client.get("/retention/")
    with count_queries() as few:
        client.get("/retention/")
    for _ in range(27):
        person_of(cohort)
    with count_queries() as many:
        page = client.get("/retention/").text
    assert len(few) == len(many) <= 5 and "Page 1 of 2" in page


def test_what_becomes_of_one_costs_the_same_for_few_texts_and_for_many(client, cohort, count_queries):
    def cost(user: User) -> int:
        with count_queries() as seen:
            assert client.post("/retention/run", data={"person": [str(user.id)]}).status_code == 200
        return len(seen)

    person = make_membership(cohort=cohort).user
    for _ in range(2):
        make_note(person, complete=True)
    db.session.execute(sa.text("UPDATE atm_note SET title = 'Telepon 081234567890'"))
    db.session.commit()
    few = cost(person)
    for _ in range(8):
        make_note(person, complete=True)
    db.session.execute(sa.text("UPDATE atm_note SET title = 'Telepon 081234567890'"))
    db.session.commit()
    assert cost(person) == few


def test_only_administrators_come_here(client, cohort, sign_in):
    organizer = sign_in(make_membership(CohortRole.ORGANIZER, cohort=cohort).user)
    person = person_of(cohort)
    assert organizer.get("/retention/").status_code == 404
    answer = organizer.post("/retention/run", data={"person": [str(person.id)], "confirm": "yes"})
    assert answer.status_code == 403 and anonymous() == set()


def test_every_table_has_a_word_for_its_rows():
    assert set(RECORDS) == set(OWN)
