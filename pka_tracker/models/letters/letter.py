"""Which letters somebody wants and how often, what waits for their daily letter, and what they were reminded of."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.cohorts.workdays import WORK_BEGINS, add_workdays


class LetterKind(enum.StrEnum):
    """What people choose for; letters about an account are none of these, they always come at once."""

    REVIEW_SENT = "review_sent"
    PLAN_SUBMITTED = "plan_submitted"
    NOTE_REVIEWED = "note_reviewed"
    MENTOR_CHANGED = "mentor_changed"
    PROGRESS = "progress"
    REPLICATION = "replication"
    REPLICATION_SILENT = "replication_silent"
    REMINDER = "reminder"


class Frequency(enum.StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


#: What can be chosen for each kind. Reminders come at most once a day, whatever is due.
OFFERED: dict[LetterKind, tuple[Frequency, ...]] = dict.fromkeys(LetterKind, tuple(Frequency)) | {
    LetterKind.REMINDER: (Frequency.DAILY, Frequency.NEVER)
}
#: What happens where nobody chose: what somebody waits for comes at once, the rest together.
USUAL: dict[LetterKind, Frequency] = {
    LetterKind.REVIEW_SENT: Frequency.AT_ONCE,
    LetterKind.PLAN_SUBMITTED: Frequency.AT_ONCE,
    LetterKind.NOTE_REVIEWED: Frequency.DAILY,
    LetterKind.MENTOR_CHANGED: Frequency.DAILY,
    LetterKind.PROGRESS: Frequency.DAILY,
    LetterKind.REPLICATION: Frequency.DAILY,
    LetterKind.REPLICATION_SILENT: Frequency.DAILY,
    LetterKind.REMINDER: Frequency.DAILY,
}

#: When whoever must act is reminded, in working days from the deadline.
STEPS = (-7, -2, 0, 2, 5)
#: A step that was missed is made up for until this day; later ones would only nag.
LAST_DAY = 7


def deadline_day(due_at: datetime, zone: ZoneInfo) -> date:
    """The day a deadline is felt on: one that ends before offices open belongs to the day before."""
    return (due_at.astimezone(zone) - timedelta(hours=WORK_BEGINS)).date()


def step_on(day: date, *, due: date, since: date, holidays: Collection[str]) -> int | None:
    """The reminder that stands on this day, if any.

    Of the steps that were reached it is the latest. Those from before the plan came to its holder, or of that
    very day, do not count: they have just had a letter about it.
    """
    if day > add_workdays(due, LAST_DAY, holidays):
        return None
    reached = [step for step in STEPS if since < add_workdays(due, step, holidays) <= day]
    return max(reached, default=None)


class Reminder(Model):
    """That somebody was reminded of a plan. The constraint lets two workers write it only once."""

    __table_args__ = (sa.UniqueConstraint("user_id", "plan_id", "due_at", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    due_at: Mapped[datetime]  # a new deadline begins anew
    step: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(default=now)


class DigestItem(Model):
    """One thing the next daily letter tells, written in its reader's language; gone once it is told."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(StrEnumType(LetterKind))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    #: The plan it speaks of: to whoever guides it no more, it is never told.
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    #: The review whose decision it tells of: taken back in time, it is never told.
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey("review.id"), index=True)
    #: The coach's approval it tells of: taken back in time, it is never told.
    endorsement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("endorsement.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
