"""Reminders: to whoever must act, on working days around the deadline, once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from pka_tracker import create_app
from pka_tracker.extensions import db, story_time
from pka_tracker.models import (
    ActionPlan,
    CohortRole,
    DigestItem,
    OutboxEmail,
    PlanEvent,
    PlanState,
    Reminder,
    User,
)
from pka_tracker.operations.letters import reminders
from pka_tracker.operations.plans import plans
from tests.databases import database_url
from tests.factories import (
    hand_over,
    make_cohort,
    make_membership,
    make_plan,
    make_plan_in,
    make_submitted_plan,
    make_user,
)

WITA = ZoneInfo("Asia/Makassar")
DUE = datetime(2026, 12, 4, 16, tzinfo=WITA)  # a Friday
#: The days of the five steps: 25 November, 2, 4, 8 and 11 December.
STEP_DAYS = [(11, 25), (12, 2), (12, 4), (12, 8), (12, 11)]


@pytest.fixture
def clock():
    """Sets the clock; the real one goes on afterwards."""
    token = story_time.set(None)
    yield lambda *moment, zone=WITA: story_time.set(datetime(2026, *moment, tzinfo=zone))
    story_time.reset(token)


def due(plan: ActionPlan, moment: datetime = DUE) -> ActionPlan:
    """Let a plan be due then, and have come to its holder long before."""
    plan.due_at = moment.astimezone(UTC)
    db.session.flush()
    db.session.execute(sa.update(PlanEvent).values(at=moment - timedelta(days=40)))
    db.session.commit()
    return plan


def send() -> list[OutboxEmail]:
    """The letters that one run of the command wrote."""
    before = db.session.scalar(sa.select(sa.func.max(OutboxEmail.id))) or 0
    for reader in reminders.list_readers():
        reminders.write_letters(reader)
        db.session.commit()
    return list(db.session.scalars(sa.select(OutboxEmail).where(OutboxEmail.id > before)))


def test_a_participant_is_reminded_five_times_and_never_again(app, clock):
    plan = due(make_plan())
    days = []
    for day in range(40):
        for hour in range(24):
            moment = datetime(2026, 11, 10, hour, 7, tzinfo=WITA) + timedelta(days=day)
            story_time.set(moment)
            for letter in send():
                assert letter.to == plan.owner.email
                days.append((moment.month, moment.day, moment.hour))
    assert days == [(*day, 8) for day in STEP_DAYS]


def test_the_letter_says_what_waits_until_when_and_where_to_stop_it(app, clock):
    plan = due(make_plan_in(PlanState.REVISION_REQUESTED))
    clock(12, 2, 9)
    (letter,) = send()
    assert letter.subject == "Reminder: 1 plan waits for you"
    assert (
        f"resubmit your action plan “{plan.title}”. It is due by 4 December 2026, 16:00 WITA" in letter.body
    )
    assert f"/plans/{plan.id}" in letter.body
    assert letter.body.rstrip().endswith("/settings")
    clock(12, 11, 9)
    (letter,) = send()
    assert "It was due by 4 December" in letter.body and "last reminder" in letter.body


def test_the_letter_is_in_the_readers_language_and_zone(app, clock):
    plan = due(make_submitted_plan())
    plan.mentor.locale, plan.mentor.timezone = "id", "Asia/Jayapura"
    db.session.commit()
    clock(12, 2, 7)  # 8 o'clock in Jayapura
    (letter,) = send()
    assert letter.to == plan.mentor.email
    assert "4 Desember 2026, 17.00 WIT" in letter.body.replace("17:00", "17.00")
    assert f"/reviews/{plan.id}" in letter.body


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (PlanState.DRAFT, "owner"),
        (PlanState.SUBMITTED, "mentor"),
        (PlanState.IN_REVIEW, "mentor"),
        (PlanState.REVISION_REQUESTED, "owner"),
        (PlanState.APPROVED, None),
        (PlanState.IN_IMPLEMENTATION, None),
        (PlanState.COMPLETED, None),
    ],
)
def test_only_whoever_must_act_is_reminded(app, clock, state, who):
    plan = due(make_plan_in(state))
    db.session.execute(sa.delete(DigestItem))  # what was told on the way there
    clock(12, 2, 9)
    assert [letter.to for letter in send()] == ([getattr(plan, who).email] if who else [])


def test_a_plan_without_a_deadline_or_without_a_mentor_reminds_nobody(app, clock):
    plan = due(make_submitted_plan())
    plan.mentor = None
    other = make_plan()
    other.due_at = None
    db.session.commit()
    clock(12, 2, 9)
    assert send() == []


def test_several_plans_are_one_letter(app, clock):
    first = make_membership(roster_no=1)
    second = make_membership(cohort=first.cohort, mentor=first.mentor, roster_no=2)
    due(make_submitted_plan(first))
    due(make_submitted_plan(second), DUE + timedelta(days=3))
    clock(12, 3, 9)
    (letter,) = send()
    assert letter.subject == "Reminder: 2 plans wait for you"
    assert letter.body.index(first.user.name) < letter.body.index(second.user.name)


def test_a_second_plan_waits_for_the_next_working_day(app, clock):
    first = make_membership(roster_no=1)
    second = make_membership(cohort=first.cohort, mentor=first.mentor, roster_no=2)
    due(make_submitted_plan(first))
    other = due(make_submitted_plan(second), DUE + timedelta(days=30))
    clock(12, 4, 9)
    assert len(send()) == 1
    due(other)
    clock(12, 4, 15)
    assert send() == []
    clock(12, 7, 8)
    (letter,) = send()
    assert second.user.name in letter.body and first.user.name not in letter.body


def test_of_several_missed_steps_only_the_latest_is_made_up_for(app, clock):
    due(make_plan())
    clock(12, 7, 9)
    assert len(send()) == 1
    assert db.session.scalars(sa.select(Reminder.step)).all() == [0]
    clock(12, 7, 10)
    assert send() == []


def test_long_after_the_deadline_nobody_is_reminded(app, clock):
    due(make_plan())
    clock(12, 16, 9)
    assert send() == []


def test_a_step_on_a_holiday_is_made_up_for_afterwards(app, clock):
    due(make_plan(cohort=make_cohort(holidays={"2026-12-04": ""})))
    clock(12, 4, 9)
    db.session.execute(sa.insert(Reminder).values(**told(-2)))
    db.session.commit()
    assert send() == []
    clock(12, 7, 8)
    assert len(send()) == 1


def told(step: int) -> dict[str, object]:
    plan = db.session.scalars(sa.select(ActionPlan)).one()
    sent = datetime(2026, 12, 1, 9, tzinfo=WITA)
    return {
        "user_id": plan.owner_id,
        "plan_id": plan.id,
        "due_at": plan.due_at,
        "step": step,
        "sent_at": sent,
    }


def test_steps_from_before_the_plan_came_are_not_made_up_for(app, clock):
    clock(12, 1, 10)
    plan = make_submitted_plan()  # due in five working days: the first step lies before
    clock(12, 2, 9)
    assert send() == []
    clock(12, 4, 9)
    assert [letter.to for letter in send()] == [plan.mentor.email]


def test_opening_the_review_does_not_hide_a_step(app, clock):
    clock(12, 1, 10)
    plan = make_submitted_plan()
    clock(12, 4, 7)
    plans.start_review(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    clock(12, 4, 9)
    assert len(send()) == 1


def test_a_new_mentor_begins_anew(app, clock):
    clock(11, 20, 10)
    plan = make_submitted_plan()
    new = make_membership(CohortRole.MENTOR, cohort=plan.cohort).user
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    clock(12, 1, 10)
    hand_over(plan.owner.memberships[0], new, organizer)
    db.session.commit()
    clock(12, 2, 6)
    db.session.execute(sa.text("DELETE FROM digest_item"))
    clock(12, 2, 9)
    assert send() == []
    clock(12, 4, 9)
    assert [letter.to for letter in send()] == [new.email]


def test_who_opted_out_or_left_is_not_reminded(app, clock):
    plan = due(make_plan())
    plan.owner.letter_choices = {"reminder": "never"}
    other = due(make_plan())
    other.owner.active = False
    db.session.commit()
    clock(12, 2, 9)
    assert send() == []


def test_a_new_deadline_begins_anew(app, clock):
    plan = due(make_plan())
    clock(12, 2, 9)
    assert len(send()) == 1
    due(plan, DUE + timedelta(days=14))
    clock(12, 16, 9)
    assert len(send()) == 1


def test_the_hourly_look_costs_the_same_however_many_plans_wait(app, clock, count_queries):
    def cost() -> int:
        with count_queries() as seen:
            reminders.list_readers()
        return len(seen)

    clock(12, 2, 3)
    due(make_plan())
    first = cost()
    for _number in range(4):
        due(make_plan())
    assert cost() == first == 4


def test_two_workers_write_it_once(database, tmp_path):
    with database_url(database, tmp_path) as url:
        site = create_app("Testing", SQLALCHEMY_DATABASE_URI=url)
        with site.app_context():
            upgrade()
            plan = make_plan()
            address = due(plan).owner.email
            db.session.remove()

            def work() -> None:
                story_time.set(datetime(2026, 12, 2, 9, tzinfo=WITA))
                results.append(site.test_cli_runner().invoke(args=["reminders", "send"]))

            results: list = []
            workers = [threading.Thread(target=work) for _ in range(3)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(timeout=60)
            assert [result.exit_code for result in results] == [0, 0, 0]
            wrote = db.session.scalars(sa.select(OutboxEmail.to)).all()
            assert wrote == [address]
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 1
            db.session.remove()
            db.engine.dispose()


def test_the_database_refuses_a_step_twice(app, clock):
    due(make_plan())
    db.session.execute(sa.insert(Reminder).values(**told(0)))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.insert(Reminder).values(**told(0)))


def test_a_person_who_holds_nothing_gets_nothing(app, clock):
    user: User = make_user()
    clock(12, 2, 9)
    assert reminders.write_letters(user.id) == 0
