"""Beginning a cohort and changing its settings, by organizers and administrators."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, Cohort, CohortRole, Membership, OutboxEmail, PlanState, Program
from tests.factories import make_membership, make_plan, make_plan_in, make_user, setup_data


@pytest.fixture
def admin(app, sign_in):
    return sign_in(make_user(is_admin=True))


@pytest.fixture
def mine(app, sign_in):
    """An organizer's cohort: the client, the row and its address."""
    organizer = make_membership(CohortRole.ORGANIZER)
    return sign_in(organizer.user), organizer.cohort, f"/cohorts/{organizer.cohort_id}/settings"


def newest() -> Cohort:
    db.session.expire_all()
    return db.session.scalars(sa.select(Cohort).order_by(Cohort.id.desc())).first()


def roles(cohort: Cohort) -> list[tuple[str, CohortRole]]:
    found = db.session.scalars(sa.select(Membership).filter_by(cohort_id=cohort.id))
    return [(row.user.email, row.role) for row in found]


def test_an_administrator_begins_a_cohort_and_its_organizer_is_invited(admin):
    data = setup_data(plans_due_at="2026-11-01T16:00", organizer_email=" Ani@Minahasa.go.id ")
    refused = admin.post("/cohorts/new", data=data)
    assert refused.status_code == 422
    assert "There is no account with this e-mail address yet." in refused.text
    assert 'value="2026-11-01T16:00"' in refused.text
    assert admin.post("/cohorts/new", data=data | {"organizer_person": "Ani, S.E."}).status_code == 303
    cohort = newest()
    assert cohort.plans_due_at == datetime(2026, 11, 1, 8, tzinfo=UTC), "16:00 WITA"
    assert roles(cohort) == [("ani@minahasa.go.id", CohortRole.ORGANIZER)]
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert letter.kind == "invitation" and letter.to == "ani@minahasa.go.id"


def test_an_account_that_exists_is_told_and_kept_as_it_is(admin):
    known = make_user(name="Ani Rorong, S.E.")
    data = setup_data(organizer_email=known.email, organizer_person="Orang Lain")
    assert admin.post("/cohorts/new", data=data).status_code == 303
    db.session.refresh(known)
    assert known.name == "Ani Rorong, S.E."
    assert db.session.scalars(sa.select(OutboxEmail.kind)).all() == ["enrolled"]


def test_an_organizer_begins_another_cohort_and_organizes_it(mine):
    client, cohort, _address = mine
    data = setup_data(program=cohort.program.name, coach_required="y", usg_method="sum", theme="Layanan")
    answer = client.post("/cohorts/new", data=data)
    made = newest()
    assert answer.headers["Location"] == f"/cohorts/{made.id}/settings"
    assert made.program_id == cohort.program_id, "the programme is the one that was there"
    assert (made.coach_required, made.usg_method, made.theme) == (True, "sum", "Layanan")
    assert client.get(f"/cohorts/{made.id}").status_code == 200
    again = client.post("/cohorts/new", data=data)
    assert again.status_code == 422 and "has a cohort of this name already" in again.text


def test_what_cannot_be_is_said_at_its_field(mine):
    client, cohort, address = mine
    wrong = {
        "ends_on": "2026-08-01",
        "plans_due_at": "2026-02-31T10:00",
        "review_days": "0",
        "timezone": "Mars",
    }
    answer = client.post(address, data=setup_data(cohort, **wrong) | {"seen": token(cohort)})
    assert answer.status_code == 422
    for words in ("There is no such day and hour", "working days from 1 to 60", "Not a valid choice"):
        assert words in answer.text
    late = setup_data(cohort, plans_due_at="2026-08-01T10:00", ends_on="2026-08-01")
    answer = client.post(address, data=late | {"seen": token(cohort)})
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text and "lies before the cohort begins" in answer.text


def test_what_cannot_be_read_hides_no_wrong_order_of_days(mine):
    client, cohort, address = mine
    wrong = setup_data(cohort, review_days="0", ends_on="2026-08-01") | {"seen": token(cohort)}
    for where in (address, "/cohorts/new"):
        answer = client.post(where, data=wrong)
        assert answer.status_code == 422
        assert "working days from 1 to 60" in answer.text and "ends before it begins" in answer.text


def test_drafts_follow_the_common_deadline_and_the_page_says_so_first(mine):
    client, cohort, address = mine
    draft, own = (make_plan(make_membership(cohort=cohort)) for _ in "ab")
    own.due_at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    waiting = make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort))
    db.session.commit()
    review_due = waiting.due_at
    data = setup_data(cohort, plans_due_at="2026-11-09T15:00", coach_required="y") | {"seen": token(cohort)}
    shown = client.post(address, data=data)
    assert shown.status_code == 200
    for words in (
        "1 draft gets the new deadline",
        "1 draft keeps the deadline it was given by itself",
        "1 plan that waits for its review keeps its date",
        "1 of them has no coach",
    ):
        assert words in shown.text
    assert dues(draft, own, waiting) == [cohort.plans_due_at, own.due_at, review_due], "nothing is kept yet"
    assert client.post(address, data=data | {"confirm": "yes"}).status_code == 303
    moved = datetime(2026, 11, 9, 7, tzinfo=UTC)
    assert dues(draft, own, waiting) == [moved, datetime(2026, 11, 20, 8, tzinfo=UTC), review_due]


def dues(*plans: ActionPlan) -> list[datetime | None]:
    db.session.expire_all()
    return [db.session.scalar(sa.select(ActionPlan.due_at).filter_by(id=plan.id)) for plan in plans]


def test_of_two_organizers_the_second_sees_both(mine):
    client, cohort, address = mine
    seen = {"seen": token(cohort)}
    first = setup_data(cohort, theme="Digital", ends_on="2026-12-18")
    assert client.post(address, data=first | seen).status_code == 303
    assert client.post(address, data=first | seen).status_code == 303, "the same again changes nothing"
    answer = client.post(address, data=setup_data(cohort, theme="Layanan <b>") | seen)
    assert answer.status_code == 409
    for words in ("Digital", "Layanan &lt;b&gt;", "18 Dec 2026", "11 Dec 2026"):
        assert words in answer.text
    assert newest().theme == "Digital"
    fresh = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)[1]
    assert client.post(address, data=setup_data(cohort, theme="Layanan") | {"seen": fresh}).status_code == 303


def test_an_administrator_sees_settings_of_all_cohorts_and_nobodys_work(admin, mine):
    _client, cohort, address = mine
    page = admin.get("/cohorts/").text
    assert cohort.name in page and f'href="{address}"' in page
    assert "/members" not in admin.get(address).text
    for hidden in ("", "/members", "/report", "/exports", "/holidays"):
        assert admin.get(f"/cohorts/{cohort.id}{hidden}").status_code == 404
    data = setup_data(cohort, theme="Baru") | {"seen": token(cohort)}
    assert admin.post(address, data=data).status_code == 303


def test_an_organizer_neither_sees_nor_changes_a_cohort_of_others(mine, sign_in):
    _client, cohort, address = mine
    stranger = sign_in(make_membership(CohortRole.ORGANIZER).user)
    assert cohort.name not in stranger.get("/cohorts/").text
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data=setup_data(cohort) | {"seen": token(cohort)}).status_code == 404
    participant = sign_in(make_membership(cohort=cohort).user)
    assert participant.get("/cohorts/").status_code == 404
    assert participant.post("/cohorts/new", data=setup_data()).status_code == 403
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Program).filter_by(name="PKA")) == 0


def test_the_list_costs_the_same_with_one_cohort_and_with_many(admin, mine, count_queries):
    admin.get("/cohorts/")
    with count_queries() as few:
        admin.get("/cohorts/")
    for _number in range(4):
        make_membership(CohortRole.ORGANIZER)
    with count_queries() as many:
        admin.get("/cohorts/")
    assert len(few) == len(many) <= 5
