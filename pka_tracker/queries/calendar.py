"""The dates that concern one person, for their calendar: what they must do, and by when."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    WRITABLE,
    ActionPlan,
    CalendarFeed,
    Cohort,
    CohortRole,
    CohortStage,
    ConsultationEntry,
    Membership,
    Milestone,
    MilestoneState,
    Party,
    Replication,
    User,
)
from pka_tracker.models.accounts.secret import fingerprint
from pka_tracker.models.cohorts.schedule import span_of
from pka_tracker.queries.plans import milestones, plans
from pka_tracker.queries.replications import replications
from pka_tracker.queries.reviews import consultations


class DateKind(enum.StrEnum):
    NOTES_DUE = "notes_due"
    PLANS_DUE = "plans_due"
    DESIGN_SEMINAR = "design_seminar"
    IMPLEMENTATION_BEGINS = "implementation_begins"
    IMPLEMENTATION_ENDS = "implementation_ends"
    REPORT_DUE = "report_due"
    FINAL_SEMINAR = "final_seminar"
    OWN_PLAN_DUE = "own_plan_due"
    REVIEW_DUE = "review_due"
    MILESTONE = "milestone"
    FOLLOW_UP = "follow_up"
    REPLICATION_STEP = "replication_step"


#: Whom every date of a cohort concerns; the others come to its seminars.
WHOLE_COURSE = {CohortRole.PARTICIPANT, CohortRole.ORGANIZER}


class DatedThing(NamedTuple):
    """One date: a moment with its zone, or a whole day, or days to ``until``, which they are taken up by. ``about`` is
    what it is about, ``path`` where it is done."""

    kind: DateKind
    id: int
    at: datetime | date
    timezone: str
    about: str
    who: str
    path: str
    until: date | None = None


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
    """Every date that concerns the person, as far as they may see what it belongs to. Five statements."""
    own = (*_reviews(user), *_milestones(user), *_follow_ups(user), *_replication_steps(user))
    return [*_stages(user), *_deadlines(user), *own]


def _stages(user: User) -> Iterator[DatedThing]:
    """Seminars, for everybody in a cohort; for who takes part or organizes, what lies between them as well. The
    implementation is told by its two ends: a bar of sixty days would hide everything else."""
    for cohort, roles in _roles(user):
        told = (cohort.timezone, cohort.name, "", _path_of(cohort, roles))
        for kind in (CohortStage.DESIGN_SEMINAR, CohortStage.FINAL_SEMINAR):
            first, last = span_of(cohort, kind)
            if first:
                yield DatedThing(DateKind(kind), cohort.id, first, *told, until=last)
        if roles & WHOLE_COURSE:
            begins, ends = span_of(cohort, CohortStage.IMPLEMENTATION)
            between = (
                (DateKind.IMPLEMENTATION_BEGINS, begins),
                (DateKind.IMPLEMENTATION_ENDS, ends),
                (DateKind.REPORT_DUE, cohort.report_due_at),
            )
            yield from (DatedThing(kind, cohort.id, at, *told) for kind, at in between if at)


def _roles(user: User) -> list[tuple[Cohort, set[CohortRole]]]:
    """The cohorts somebody is in, and what they are there."""
    roles: dict[int, set[CohortRole]] = defaultdict(set)
    for one in user.memberships:
        roles[one.cohort_id].add(one.role)
    return [(cohort, roles[key]) for key, cohort in {m.cohort_id: m.cohort for m in user.memberships}.items()]


def _path_of(cohort: Cohort, roles: set[CohortRole]) -> str:
    """Where somebody with these roles sees how far they or the cohort are."""
    return f"/cohorts/{cohort.id}" if roles & WHOLE_COURSE == {CohortRole.ORGANIZER} else "/"


def _deadlines(user: User) -> Iterator[DatedThing]:
    """Those of the cohorts they take part in or organize; the own plan's where it has one of its own."""
    own = {
        plan.cohort_id: plan
        for plan in db.session.scalars(plans.visible_to(user).where(ActionPlan.owner_id == user.id))
    }
    for cohort, roles in _roles(user):
        if not roles & WHOLE_COURSE:
            continue
        told = (cohort.timezone, cohort.name, "", _path_of(cohort, roles))
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
            milestones.is_followed(),
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


def _replication_steps(user: User) -> Iterator[DatedThing]:
    """What comes next in replications, for the facilitator whose turn it is, else for the participant, who also speaks for
    the host."""
    helps = replications.is_facilitated_by(user) & (Replication.waits_for == Party.FACILITATOR)
    wanted = (
        replications.visible_to(user)
        .where(
            replications.is_under_way(),
            Replication.next_on.is_not(None),
            or_(helps, (Replication.owner_id == user.id) & ~_somebody_helps()),
        )
        .options(
            joinedload(Replication.owner), joinedload(Replication.cohort), joinedload(Replication.practice)
        )
        .order_by(Replication.id)
    )
    for one in db.session.scalars(wanted):
        about = f"{one.practice.name}: {one.next_step}"
        who = "" if one.owner_id == user.id else one.owner.name
        if one.next_on:
            path = f"/replications/{one.id}"
            yield DatedThing(
                DateKind.REPLICATION_STEP, one.id, one.next_on, one.cohort.timezone, about, who, path
            )


def _somebody_helps() -> ColumnElement[bool]:
    """A facilitator with an account, who gets the date instead."""
    return (Replication.waits_for == Party.FACILITATOR) & Replication.facilitator_id.is_not(None)
