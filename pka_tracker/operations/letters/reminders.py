"""Reminders and daily letters: written in working hours, at most one of each a day and person.

Somebody is reminded only while a plan waits for them, around its deadline (``STEPS``, in working days), in their
own zone. A step that fell on a night, a weekend or a holiday, or was missed, is made up for at the next working hour.
"""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from pka_tracker import emails
from pka_tracker.extensions import db, now
from pka_tracker.models import Frequency, LetterKind, Reminder, User
from pka_tracker.models.cohorts.workdays import WORK_BEGINS, is_working_hour
from pka_tracker.models.letters.letter import deadline_day, step_on
from pka_tracker.operations.letters import silence
from pka_tracker.operations.letters.calendars import calendar_of
from pka_tracker.queries.reminders import (
    Held,
    Told,
    list_digest_items,
    list_digest_readers,
    list_held,
    list_told,
)

log = logging.getLogger(__name__)


def list_readers() -> list[int]:
    """Everybody who may be due a letter now: a cheap first look, ``write_letters`` looks again under a lock."""
    told = list_told()
    reminded = {held.holder.id for held in list_held() if _standing(held, told) is not None}
    return sorted(reminded | silence.list_readers() | list_digest_readers())


def write_letters(user_id: int) -> int:
    """Write what this person is due now, a reminder, a question about replications and the daily letter, and say how
    many letters that is.

    The caller commits before the next person. Asked twice, or by two workers, it is written once.
    """
    # Two workers write to one person in turn, and the second sees what the first has written.
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    reader = db.session.get_one(User, user_id, populate_existing=True)
    return _remind(reader) + silence.ask(reader) + _write_digest(reader)


def _remind(reader: User) -> int:
    told = list_told(reader.id)
    due = [(held.plan, step) for held in list_held(reader.id) if (step := _standing(held, told)) is not None]
    if not due:
        return 0
    for plan, step in due:
        db.session.add(Reminder(user_id=reader.id, plan_id=plan.id, due_at=plan.due_at, step=step))
    emails.reminder(reader, due)
    db.session.flush()
    log.info("user %s is reminded of plans %s", reader.id, [plan.id for plan, _step in due])
    return 1


def _standing(held: Held, told: Told) -> int | None:
    """The step to write now; None if this is not the hour, or all is said."""
    plan, holder = held.plan, held.holder
    zone, holidays = ZoneInfo(holder.timezone or plan.cohort.timezone), plan.cohort.holidays
    here = now().astimezone(zone)
    if plan.due_at is None or holder.frequency(LetterKind.REMINDER) is Frequency.NEVER:
        return None
    if not is_working_hour(here, holidays) or _was_today(told.last.get(holder.id), here):
        return None
    step = step_on(
        here.date(),
        due=deadline_day(plan.due_at, zone),
        since=held.since.astimezone(zone).date(),
        holidays=holidays,
    )
    said = told.steps.get((holder.id, plan.id, plan.due_at))
    return step if step is not None and (said is None or step > said) else None


def _was_today(moment: datetime | None, here: datetime) -> bool:
    return moment is not None and moment.astimezone(here.tzinfo).date() == here.date()


def _write_digest(reader: User) -> int:
    """The daily letter: everything written before this morning. What comes later is in tomorrow's."""
    zone, holidays = calendar_of(reader)
    here = now().astimezone(zone)
    if not is_working_hour(here, holidays):
        return 0
    morning = here.replace(hour=WORK_BEGINS, minute=0, second=0, microsecond=0)
    items = list_digest_items(reader.id, before=morning)
    wanted = [item for item in items if reader.frequency(item.kind) is not Frequency.NEVER]
    if wanted:
        emails.digest(reader, wanted)
    for item in items:
        db.session.delete(item)
    db.session.flush()
    return 1 if wanted else 0
