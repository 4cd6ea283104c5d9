"""Who holds a plan near its deadline, and what they were told: what reminders are made from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.extensions import db, now
from pka_tracker.models import (
    WITH_MENTOR,
    WRITABLE,
    ActionPlan,
    Cohort,
    DigestItem,
    Membership,
    PlanAction,
    PlanEvent,
    Reminder,
    User,
)

#: More than the working days around a deadline can span, whatever the holidays.
NEAR = timedelta(days=60)
#: What hands a plan to whoever must act on it next.
HANDOVERS = (
    "start",
    PlanAction.SUBMIT,
    PlanAction.RESUBMIT,
    PlanAction.WITHDRAW,
    PlanAction.REQUEST_REVISION,
    PlanAction.REOPEN,
)


class Held(NamedTuple):
    """A plan with a deadline, who must act on it, and since when."""

    plan: ActionPlan
    holder: User
    since: datetime


class Told(NamedTuple):
    """The latest step that was written, by (user, plan, deadline), and when each user was last reminded."""

    steps: dict[tuple[int, int, datetime], int]
    last: dict[int, datetime]


def list_held(user_id: int | None = None) -> list[Held]:
    """Plans near a deadline whose holder has an account in use, nearest first: everybody's, or one user's."""
    holder = case(
        (ActionPlan.state.in_(WITH_MENTOR), ActionPlan.mentor_id),
        (ActionPlan.state.in_(WRITABLE), ActionPlan.owner_id),
    )
    new_mentor = and_(PlanEvent.action == "assign_mentor", PlanEvent.to_state.in_(WITH_MENTOR))
    handed = (
        select(func.max(PlanEvent.at))
        .where(PlanEvent.plan_id == ActionPlan.id, or_(PlanEvent.action.in_(HANDOVERS), new_mentor))
        .correlate(ActionPlan)
        .scalar_subquery()
    )
    statement = (
        select(ActionPlan, User, func.coalesce(handed, ActionPlan.state_since))
        .join(User, User.id == holder)
        .where(User.active, ActionPlan.due_at.between(now() - NEAR, now() + NEAR))
        .order_by(ActionPlan.due_at, ActionPlan.id)
        .options(joinedload(ActionPlan.cohort), joinedload(ActionPlan.owner), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    if user_id is not None:
        statement = statement.where(User.id == user_id)
    return [Held(*row) for row in db.session.execute(statement)]


def list_told(user_id: int | None = None) -> Told:
    """The reminders of the last months: everybody's, or those of one user."""
    statement = select(Reminder).where(Reminder.sent_at > now() - 2 * NEAR).order_by(Reminder.sent_at)
    if user_id is not None:
        statement = statement.where(Reminder.user_id == user_id)
    told = Told({}, {})
    for row in db.session.scalars(statement):
        key = (row.user_id, row.plan_id, row.due_at)
        told.steps[key] = max(row.step, told.steps.get(key, row.step))
        told.last[row.user_id] = row.sent_at
    return told


def newest_cohort(user_id: int) -> Cohort | None:
    """The cohort whose zone and holidays are also somebody's own."""
    mine = select(Cohort).join(Membership).where(Membership.user_id == user_id)
    return db.session.scalar(mine.order_by(Membership.id.desc()).limit(1))


def list_digest_readers() -> set[int]:
    """Everybody for whom something waits for the daily letter."""
    return set(
        db.session.scalars(
            select(DigestItem.user_id).join(User, User.id == DigestItem.user_id).where(User.active)
        )
    )


def list_digest_items(user_id: int, before: datetime) -> list[DigestItem]:
    """What was written for somebody's daily letter before this moment, oldest first."""
    wanted = select(DigestItem).where(DigestItem.user_id == user_id, DigestItem.created_at < before)
    return list(db.session.scalars(wanted.order_by(DigestItem.id)))
