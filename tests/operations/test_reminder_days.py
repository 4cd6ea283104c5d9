"""Weeks of random cohorts, plans and hours: whatever happens, reminders keep their promises."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from pka_tracker.extensions import db, story_time
from pka_tracker.models import (
    WITH_MENTOR,
    WRITABLE,
    ActionPlan,
    Cohort,
    OutboxEmail,
    PlanState,
    Program,
    Reminder,
    User,
)
from pka_tracker.models.cohorts.workdays import add_workdays, is_workday
from pka_tracker.models.letters.letter import LAST_DAY, deadline_day
from pka_tracker.operations.letters import reminders

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
COHORTS, WEEKS, RUNS = 200, 5, 70


@pytest.fixture
def random():
    """The same cohorts each time; the clock goes on as before afterwards."""
    token = story_time.set(BEGIN)
    yield Random(20261201)
    story_time.reset(token)


def somebody(random: Random, number: int) -> User:
    choices = random.choice([{}, {}, {}, {"reminder": "daily"}, {"reminder": "never"}])
    return User(
        name=f"Pejabat {number}",
        email=f"r{number}@example.org",
        locale=random.choice(["id", "en"]),
        timezone=random.choice([None, None, *ZONES]),
        active=random.random() > 0.05,
        letter_choices=choices,
    )


def write_cohorts(random: Random) -> None:
    """Cohorts with a plan or three each; mentors guide in several of them."""
    program = Program(name="PKA")
    people = [somebody(random, number) for number in range(3 * COHORTS)]
    mentors = people[: COHORTS // 4]
    db.session.add_all([program, *people])
    db.session.flush()
    for number in range(COHORTS):
        days = [date(2026, 12, 1) + timedelta(days=random.randrange(60)) for _ in range(random.randrange(12))]
        cohort = Cohort(
            program_id=program.id,
            name=f"Angkatan {number}",
            timezone=random.choice(ZONES),
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 2, 1),
            holidays={day.isoformat(): "" for day in days},
        )
        db.session.add(cohort)
        db.session.flush()
        for owner in random.sample(people[COHORTS // 4 :], random.randint(1, 3)):
            mentor = random.choice([*mentors, None])
            db.session.add(
                ActionPlan(
                    cohort_id=cohort.id,
                    owner_id=owner.id,
                    mentor_id=mentor.id if mentor else None,
                    state=random.choice(list(PlanState)),
                    state_since=BEGIN - timedelta(days=random.randrange(20)),
                    due_at=some_deadline(random),
                )
            )
    db.session.commit()


def some_deadline(random: Random) -> datetime | None:
    if random.random() < 0.1:
        return None
    return BEGIN + timedelta(days=random.uniform(-15, 7 * WEEKS + 15))


def change_something(random: Random) -> None:
    """Somebody hands in, decides, opts out, or gets a new deadline."""
    for plan in random.sample(list(db.session.scalars(sa.select(ActionPlan))), 10):
        plan.state = random.choice(list(PlanState))
        plan.state_since = story_time.get()
        if random.random() < 0.5:
            plan.due_at = some_deadline(random)
    for user in random.sample(list(db.session.scalars(sa.select(User))), 3):
        user.letter_choices = random.choice([{}, {"reminder": "never"}])
    db.session.commit()


def check(reminder: Reminder, moment: datetime) -> tuple[int, date]:
    """The promises about one reminder just written; answers for whom and on which day it was."""
    plan = db.session.scalars(
        sa.select(ActionPlan)
        .where(ActionPlan.id == reminder.plan_id)
        .options(joinedload(ActionPlan.cohort), joinedload(ActionPlan.owner), joinedload(ActionPlan.mentor))
    ).one()
    holder = plan.mentor if plan.state in WITH_MENTOR else plan.owner if plan.state in WRITABLE else None
    assert holder is not None and reminder.user_id == holder.id, "somebody who need not act"
    assert holder.active and holder.letter_choices.get("reminder") != "never", "somebody who opted out"
    zone, holidays = ZoneInfo(holder.timezone or plan.cohort.timezone), plan.cohort.holidays
    here = moment.astimezone(zone)
    assert 8 <= here.hour < 16, "at night"
    assert is_workday(here.date(), holidays), "on a day off"
    due = deadline_day(plan.due_at, zone)
    assert add_workdays(due, -7, holidays) <= here.date() <= add_workdays(due, LAST_DAY, holidays), "far off"
    return holder.id, here.date()


def test_whatever_happens_reminders_keep_their_promises(app, random):
    write_cohorts(random)
    seen, letters, days = 0, 0, Counter()
    hours = sorted(random.sample(range(24 * 7 * WEEKS), RUNS))
    for hour in hours:
        moment = BEGIN + timedelta(hours=hour, minutes=random.randrange(60))
        story_time.set(moment)
        change_something(random)
        for reader in reminders.list_readers():
            letters += reminders.write_letters(reader)
            db.session.commit()
        fresh = db.session.scalars(sa.select(Reminder).where(Reminder.id > seen).order_by(Reminder.id)).all()
        days.update({check(reminder, moment) for reminder in fresh})
        seen = fresh[-1].id if fresh else seen
    assert set(days.values()) == {1}, "two letters on one day"
    assert letters == len(days) == db.session.scalar(sa.select(sa.func.count()).select_from(OutboxEmail))
    assert letters > COHORTS, "the simulation hardly reminds anybody"
    assert {*db.session.scalars(sa.select(Reminder.step))} == {-7, -2, 0, 2, 5}
