"""The calendar under a secret address."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from pka_tracker.extensions import db
from pka_tracker.models import CalendarFeed, CohortRole, Party, PlanState, User
from pka_tracker.operations.accounts import attempts
from tests.factories import (
    make_cohort,
    make_entry,
    make_membership,
    make_plan_in,
    make_replication,
    make_user,
)


def address_of(client) -> str:
    page = client.post("/settings/calendar/renew").text
    return re.search(r'value="http://127.0.0.1:8000(/calendar/[^"]+\.ics)"', page)[1]


def events(app, address: str) -> dict[str, dict]:
    """By UID, what anybody with the address reads."""
    answer = app.test_client().get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


@pytest.fixture
def member(app):
    cohort = make_cohort(
        notes_due_at=datetime(2026, 10, 30, 8, tzinfo=UTC), name="Angkatan I; Minahasa, Sulut"
    )
    return make_membership(cohort=cohort)


def test_a_participant_reads_deadlines_with_zone_and_follow_ups(app, sign_in, member):
    entry = make_entry(member, due_on=date(2026, 11, 20), topic="Data, angka; dan\nsumber")
    found = events(app, address_of(sign_in(member.user)))
    notes = found[f"notes_due-{member.cohort_id}@127.0.0.1"]
    assert notes["dtend"].params["TZID"] == "Asia/Makassar"
    assert notes.decoded("dtend") == datetime(2026, 10, 30, 8, tzinfo=UTC)
    assert "Angkatan I; Minahasa, Sulut" in str(notes["summary"])
    follow_up = found[f"follow_up-{entry.id}@127.0.0.1"]
    assert follow_up.decoded("dtstart") == date(2026, 11, 20)
    assert "Data, angka; dan" in str(follow_up["summary"])
    assert f"plans_due-{member.cohort_id}@127.0.0.1" in found


def test_the_next_step_of_a_replication_is_a_date_of_whoever_must_act(app, sign_in, member):
    row = make_replication(member)
    helper = make_membership(CohortRole.COACH, cohort=member.cohort).user
    row.next_on, row.facilitator_user = date(2026, 12, 7), helper
    db.session.commit()
    own, theirs = (address_of(sign_in(person)) for person in (member.user, helper))
    uid = f"replication_step-{row.id}@127.0.0.1"
    event = events(app, own)[uid]
    assert event.decoded("dtstart") == date(2026, 12, 7) and row.practice.name in str(event["summary"])
    assert uid not in events(app, theirs)
    row.waits_for = Party.FACILITATOR
    db.session.commit()
    assert uid in events(app, theirs) and uid not in events(app, own)


def test_everybody_reads_the_seminars_and_who_takes_part_what_lies_between(app, sign_in, member):
    cohort = member.cohort
    cohort.design_seminar_starts_on, cohort.design_seminar_ends_on = date(2026, 11, 3), date(2026, 11, 4)
    cohort.implementation_starts_on, cohort.implementation_ends_on = date(2026, 11, 5), date(2026, 12, 1)
    cohort.report_due_at = datetime(2026, 12, 3, 8, tzinfo=UTC)
    examiner = make_membership(CohortRole.EXAMINER, cohort=cohort).user
    db.session.commit()
    found = events(app, address_of(sign_in(member.user)))
    seminar = found[f"design_seminar-{cohort.id}@127.0.0.1"]
    assert (seminar.decoded("dtstart"), seminar.decoded("dtend")) == (date(2026, 11, 3), date(2026, 11, 5))
    assert "transp" not in seminar, "these days are taken"
    begins, ends = (found[f"implementation_{end}-{cohort.id}@127.0.0.1"] for end in ("begins", "ends"))
    assert (begins.decoded("dtstart"), ends.decoded("dtstart")) == (date(2026, 11, 5), date(2026, 12, 1))
    assert ends["transp"] == "TRANSPARENT"
    assert found[f"report_due-{cohort.id}@127.0.0.1"].decoded("dtend") == cohort.report_due_at
    assert not any(uid.startswith("final_seminar") for uid in found), "what has no date is not there"
    assert list(events(app, address_of(sign_in(examiner)))) == [f"design_seminar-{cohort.id}@127.0.0.1"]


def test_a_mentor_reads_reviews_and_milestones_of_their_own_only(app, sign_in):
    plan, carried_out = make_plan_in(PlanState.SUBMITTED), make_plan_in(PlanState.IN_IMPLEMENTATION)
    carried_out.mentor = plan.mentor
    make_plan_in(PlanState.SUBMITTED), make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.commit()
    found = events(app, address_of(sign_in(plan.mentor)))
    kinds = [uid.partition("-")[0] for uid in found]
    assert kinds.count("review_due") == 1 and kinds.count("milestone") == 3
    assert plan.owner.name in str(found[f"review_due-{plan.id}@127.0.0.1"]["summary"])
    assert set(kinds) == {"review_due", "milestone"}


def test_the_file_names_its_zones_and_its_lines_are_short(app, sign_in, member):
    data = app.test_client().get(address_of(sign_in(member.user))).data
    assert b"BEGIN:VTIMEZONE" in data and b"\r\n" in data
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_only_a_hash_is_kept_and_a_new_address_ends_the_old(app, sign_in, member):
    client = sign_in(member.user)
    first = address_of(client)
    second = address_of(client)
    kept = db.session.scalars(sa.select(CalendarFeed.token_hash)).one()
    assert kept not in second and second.split("/")[-1].removesuffix(".ics") not in kept
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200
    assert second not in client.get("/settings").text
    assert client.post("/settings/calendar/revoke").status_code == 303
    assert app.test_client().get(second).status_code == 404


def test_the_address_of_a_disabled_account_is_not_found(app, sign_in, member):
    address = address_of(sign_in(member.user))
    db.session.get_one(User, member.user_id).active = False
    db.session.commit()
    assert app.test_client().get(address).status_code == 404
    assert app.test_client().get("/calendar/x.ics").status_code == 404


def test_whoever_lost_a_participant_reads_nothing_of_them_any_more(app, sign_in):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    before = plan.mentor
    address = address_of(sign_in(before))
    assert len(events(app, address)) == 3
    plan.mentor = make_membership(CohortRole.MENTOR, cohort=plan.cohort).user
    db.session.commit()
    assert events(app, address) == {}


def test_asking_again_and_again_is_slowed_down(app, sign_in, member, monkeypatch):
    address = address_of(sign_in(member.user))
    limit = attempts.Limit("account", 2, attempts.LIMITS["calendar"][0].window)
    monkeypatch.setitem(attempts.LIMITS, "calendar", (limit,))
    client = app.test_client()
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]
    assert address_of(sign_in(make_user())) != address


def test_it_costs_the_same_for_few_and_for_many(app, sign_in, count_queries):
    plan = make_plan_in(PlanState.SUBMITTED)
    address, client = address_of(sign_in(plan.mentor)), app.test_client()
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for _number in range(2):
        make_plan_in(PlanState.SUBMITTED, mentor=plan.mentor, cohort=plan.cohort)
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many)
