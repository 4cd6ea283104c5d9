"""The dates that concern one person, for their calendar: what they must do, and by when."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    WRITABLE,
    ActionPlan,
    CalendarFeed,
    Cohort,
    CohortRole,
    ConsultationEntry,
    Membership,
    Milestone,
    MilestoneState,
    PlanState,
    User,
)
from pka_tracker.models.accounts.secret import fingerprint
from pka_tracker.queries.plans import milestones, plans
from pka_tracker.queries.reviews import consultations


class DateKind(enum.StrEnum):
    NOTES_DUE = "notes_due"
    PLANS_DUE = "plans_due"
    OWN_PLAN_DUE = "own_plan_due"
    REVIEW_DUE = "review_due"
    MILESTONE = "milestone"
    FOLLOW_UP = "follow_up"


class DatedThing(NamedTuple):
    """One date: a moment with its zone, or a whole day. ``about`` is what it is about, ``path`` where it is done."""

    kind: DateKind
    id: int
    at: datetime | date
    timezone: str
    about: str
    who: str
    path: str


def get_calendar_owner(token: str) -> User:
    """Whose address it is, with their cohorts. An unknown or revoked one, and that of a disabled account, is not found."""
    user = db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_hash == fingerprint(token), User.active)
        .options(joinedload(User.memberships).joinedload(Membership.cohort), raiseload("*"))
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound("calendar")
    return user


def has_feed(user: User) -> datetime | None:
    """Since when the person has an address; None where they have none."""
    return db.session.scalar(select(CalendarFeed.created_at).where(CalendarFeed.user_id == user.id))


def list_dates(user: User) -> list[DatedThing]:
    """Every date that concerns the person, as far as they may see what it belongs to. Four statements."""
    return [*_deadlines(user), *_reviews(user), *_milestones(user), *_follow_ups(user)]


def _deadlines(user: User) -> Iterator[DatedThing]:
    """Those of the cohorts they take part in or organize; the own plan's where it has one of its own."""
    own = {
        plan.cohort_id: plan
        for plan in db.session.scalars(plans.visible_to(user).where(ActionPlan.owner_id == user.id))
    }
    cohorts: dict[int, tuple[Cohort, bool]] = {}
    for one in user.memberships:
        if one.role in (CohortRole.PARTICIPANT, CohortRole.ORGANIZER):
            takes_part = one.role is CohortRole.PARTICIPANT
            cohorts[one.cohort_id] = one.cohort, takes_part or cohorts.get(one.cohort_id, (None, False))[1]
    for cohort, takes_part in cohorts.values():
        path = "/" if takes_part else f"/cohorts/{cohort.id}"
        told = (cohort.timezone, cohort.name, "", path)
        if cohort.notes_due_at:
            yield DatedThing(DateKind.NOTES_DUE, cohort.id, cohort.notes_due_at, *told)
        plan = own.get(cohort.id)
        if plan and plan.state in WRITABLE and plan.due_at:
            path = f"/plans/{plan.id}"
            yield DatedThing(
                DateKind.OWN_PLAN_DUE, plan.id, plan.due_at, cohort.timezone, plan.title, "", path
            )
        elif cohort.plans_due_at and not plan:
            yield DatedThing(DateKind.PLANS_DUE, cohort.id, cohort.plans_due_at, *told)


def _reviews(user: User) -> Iterator[DatedThing]:
    waiting = (
        plans.visible_to(user)
        .where(plans.waits_for(user), ActionPlan.due_at.is_not(None))
        .options(joinedload(ActionPlan.owner), joinedload(ActionPlan.cohort))
        .order_by(ActionPlan.id)
    )
    for plan in db.session.scalars(waiting):
        if plan.due_at:
            zone, path = plan.cohort.timezone, f"/reviews/{plan.id}"
            yield DatedThing(
                DateKind.REVIEW_DUE, plan.id, plan.due_at, zone, plan.title, plan.owner.name, path
            )


def _milestones(user: User) -> Iterator[DatedThing]:
    """Those still to be verified, of the plans they carry out or guide, on the last day of each."""
    steward = func.coalesce(ActionPlan.successor_id, ActionPlan.owner_id)
    concerned = or_(steward == user.id, ActionPlan.mentor_id == user.id)
    wanted = (
        milestones.visible_to(user)
        .where(
            concerned,
            ActionPlan.state == PlanState.IN_IMPLEMENTATION,
            Milestone.state != MilestoneState.VERIFIED,
        )
        .options(
            contains_eager(Milestone.plan).options(
                joinedload(ActionPlan.owner), joinedload(ActionPlan.cohort)
            )
        )
        .order_by(Milestone.id)
    )
    for one in db.session.scalars(wanted):
        plan, path = one.plan, f"/plans/{one.plan_id}/milestones#m{one.id}"
        who = "" if plan.owner_id == user.id else plan.owner.name
        yield DatedThing(
            DateKind.MILESTONE, one.id, one.ends_on, plan.cohort.timezone, one.activity, who, path
        )


def _follow_ups(user: User) -> Iterator[DatedThing]:
    """What was agreed in a talk, for the participant and for who guided."""
    wanted = (
        consultations.visible_to(user)
        .where(
            ConsultationEntry.due_on.is_not(None),
            or_(Membership.user_id == user.id, ConsultationEntry.writer_id == user.id),
        )
        .options(
            contains_eager(ConsultationEntry.membership).options(
                joinedload(Membership.user), joinedload(Membership.cohort)
            )
        )
        .order_by(ConsultationEntry.id)
    )
    for one in db.session.scalars(wanted):
        member = one.membership
        who = "" if member.user_id == user.id else member.user.name
        if one.due_on:
            path = f"/consultations/{member.id}"
            yield DatedThing(
                DateKind.FOLLOW_UP, one.id, one.due_on, member.cohort.timezone, one.topic, who, path
            )
