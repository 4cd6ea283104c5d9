"""What waits for one person today, in every role they have. Each card is one or two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Cohort,
    CohortRole,
    Comment,
    Indicator,
    IndicatorValue,
    Membership,
    Milestone,
    MilestoneState,
    NoteState,
    PlanState,
    Practice,
    Replication,
    User,
    ValueState,
)
from pka_tracker.queries import notes
from pka_tracker.queries.plans import plans
from pka_tracker.queries.replications.replications import is_stale, is_under_way, may_see
from pka_tracker.queries.reviews.answers import waits_for_answer
from pka_tracker.queries.reviews.consultations import count_to_acknowledge

SHOWN = 5


@dataclass(frozen=True)
class Writing:
    """A participant's own work in one cohort."""

    membership: Membership
    plan: ActionPlan | None
    notes: Sequence[Any]  # drafts and returned ones, returned first
    note_counts: dict[NoteState, int]
    unanswered: int  # required comments that still want an answer
    milestones: dict[str, int]  # "open", "overdue", "verified", "total"
    values_returned: int  # indicators whose latest value the mentor returned
    to_acknowledge: int  # entries of the consultation log


def get_writing(user: User, moment: datetime) -> Writing | None:
    """The work of a participant in their newest cohort; None for everybody else. Seven statements."""
    membership = next((m for m in user.memberships if m.role is CohortRole.PARTICIPANT), None)
    if membership is None:
        return None
    plan = db.session.scalar(
        plans.visible_to(user)
        .where(ActionPlan.owner_id == user.id, ActionPlan.cohort_id == membership.cohort_id)
        .options(joinedload(ActionPlan.mentor), joinedload(ActionPlan.successor))
    )
    plan_id = plan.id if plan else -1  # asked all the same, so that the page costs the same in every state
    today = moment.astimezone(ZoneInfo(membership.cohort.timezone)).date()
    return Writing(
        membership,
        plan,
        _unfinished_notes(user, membership.cohort_id),
        _note_counts(user, membership.cohort_id),
        _unanswered(plan_id),
        _milestones(plan_id, today),
        _values_returned(plan_id),
        count_to_acknowledge(membership),
    )


def _unfinished_notes(user: User, cohort_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(
            AtmNote.id, AtmNote.title, AtmNote.state, AtmNote.required, AtmNote.missing, AtmNote.updated_at
        )
        .where(
            AtmNote.owner_id == user.id,
            AtmNote.cohort_id == cohort_id,
            AtmNote.state.in_((NoteState.DRAFT, NoteState.RETURNED)),
        )
        .order_by(
            case((AtmNote.state == NoteState.RETURNED, 0), else_=1), AtmNote.updated_at.desc(), AtmNote.id
        )
        .limit(SHOWN)
    ).all()


def _note_counts(user: User, cohort_id: int) -> dict[NoteState, int]:
    rows = db.session.execute(
        select(AtmNote.state, func.count())
        .where(AtmNote.owner_id == user.id, AtmNote.cohort_id == cohort_id)
        .group_by(AtmNote.state)
    )
    return {state: count for state, count in rows}


def _unanswered(plan_id: int) -> int:
    return db.session.execute(
        select(func.count()).select_from(Comment).where(waits_for_answer(plan_id))
    ).scalar_one()


def _milestones(plan_id: int, today: Any) -> dict[str, int]:
    to_do = Milestone.state.in_((MilestoneState.PLANNED, MilestoneState.RETURNED))
    row = db.session.execute(
        select(
            func.count().filter(to_do),
            func.count().filter(and_(to_do, Milestone.ends_on < today)),
            func.count().filter(Milestone.state == MilestoneState.VERIFIED),
            func.count(),
        ).where(Milestone.plan_id == plan_id)
    ).one()
    return dict(zip(("open", "overdue", "verified", "total"), row, strict=True))


def _values_returned(plan_id: int) -> int:
    latest = (
        select(func.max(IndicatorValue.id))
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .where(Indicator.plan_id == plan_id)
        .group_by(Indicator.id)
    )
    returned = and_(IndicatorValue.id.in_(latest), IndicatorValue.state == ValueState.RETURNED)
    return db.session.execute(select(func.count(IndicatorValue.id)).where(returned)).scalar_one()


@dataclass(frozen=True)
class Reviewing:
    """What a mentor or a coach is waited for."""

    plans: Sequence[Any]  # to review, by due date
    waiting: int
    revising: int  # plans that come back
    notes: Sequence[Any]  # handed in, oldest first
    note_count: int
    quiet: Sequence[ActionPlan]  # carried out, and not heard of for long; the longest first
    reports: Sequence[Any]  # of milestones and of indicators' values, oldest first


def get_reviewing(user: User, quiet_before: datetime) -> Reviewing | None:
    """What waits for a mentor or coach, in all cohorts; None for everybody else. Six statements.

    A plan that is carried out and was last heard of before that moment is quiet.
    """
    if not (user.holds(CohortRole.MENTOR) or user.holds(CohortRole.COACH)):
        return None
    waiting, revising = db.session.execute(
        select(
            func.count().filter(plans.waits_for(user)),
            func.count().filter(ActionPlan.state == PlanState.REVISION_REQUESTED),
        ).where(plans.reviewed_by(user))
    ).one()
    handed_in = and_(AtmNote.state == NoteState.SUBMITTED, _guided_by(user), notes.may_see(user))
    return Reviewing(
        _plans_to_review(user),
        waiting,
        revising,
        db.session.execute(
            select(AtmNote.id, AtmNote.title, AtmNote.submitted_at, User.name.label("owner_name"))
            .join(User, User.id == AtmNote.owner_id)
            .where(handed_in)
            .order_by(AtmNote.submitted_at, AtmNote.id)
            .limit(SHOWN)
        ).all(),
        db.session.execute(select(func.count()).select_from(AtmNote).where(handed_in)).scalar_one(),
        _quiet(user, quiet_before),
        _reports_to_verify(user),
    )


def _guided_by(user: User) -> Any:
    return exists().where(
        Membership.user_id == AtmNote.owner_id,
        Membership.cohort_id == AtmNote.cohort_id,
        Membership.mentor_id == user.id,
    )


def _plans_to_review(user: User) -> Sequence[Any]:
    return db.session.execute(
        select(
            ActionPlan.id,
            ActionPlan.title,
            ActionPlan.state,
            ActionPlan.state_since,
            ActionPlan.due_at,
            ActionPlan.version_no,
            User.name.label("owner_name"),
            Cohort.timezone,
            Cohort.holidays,
        )
        .join(User, User.id == ActionPlan.owner_id)
        .join(Cohort, Cohort.id == ActionPlan.cohort_id)
        .where(plans.waits_for(user))
        .order_by(ActionPlan.due_at.is_(None), ActionPlan.due_at, ActionPlan.id)
        .limit(SHOWN)
    ).all()


def _quiet(user: User, before: datetime) -> Sequence[ActionPlan]:
    return db.session.scalars(
        plans.visible_to(user)
        .where(
            ActionPlan.mentor_id == user.id,
            ActionPlan.state == PlanState.IN_IMPLEMENTATION,
            ActionPlan.news_at < before,
        )
        .options(joinedload(ActionPlan.owner), joinedload(ActionPlan.cohort))
        .order_by(ActionPlan.news_at, ActionPlan.id)
        .limit(SHOWN)
    ).all()


def _reports_to_verify(user: User) -> Sequence[Any]:
    """Reported milestones and values of indicators, as rows with ``kind``, ``id``, ``words`` and who reported."""
    guided = and_(ActionPlan.mentor_id == user.id, ActionPlan.state == PlanState.IN_IMPLEMENTATION)
    milestones = (
        select(
            literal("milestone").label("kind"),
            Milestone.id,
            Milestone.activity.label("words"),
            Milestone.reported_at.label("reported_at"),
            ActionPlan.owner_id,
        )
        .join(ActionPlan, ActionPlan.id == Milestone.plan_id)
        .where(guided, Milestone.state == MilestoneState.REPORTED)
    )
    values = (
        select(
            literal("value"),
            IndicatorValue.id,
            Indicator.name,
            IndicatorValue.reported_at,
            ActionPlan.owner_id,
        )
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .join(ActionPlan, ActionPlan.id == Indicator.plan_id)
        .where(guided, IndicatorValue.state == ValueState.REPORTED)
    )
    both = union_all(milestones, values).subquery()
    return db.session.execute(
        select(both.c.kind, both.c.id, both.c.words, both.c.reported_at, User.name.label("owner_name"))
        .join(User, User.id == both.c.owner_id)
        .order_by(both.c.reported_at, both.c.kind, both.c.id)
        .limit(SHOWN)
    ).all()


@dataclass(frozen=True)
class Replicating:
    """The replications that somebody drives: how many are under way, how many without progress, and the first."""

    rows: Sequence[Any]
    under_way: int
    stale: int


def get_replicating(user: User, moment: datetime) -> Replicating | None:
    """What a participant or an organizer takes forward, without progress first; None where nothing is. Two
    statements."""
    if not (user.holds(CohortRole.PARTICIPANT) or user.holds(CohortRole.ORGANIZER)):
        return None
    driven = and_(
        may_see(user),
        is_under_way(),
        or_(
            Replication.owner_id == user.id,
            Replication.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)),
        ),
    )
    counts = select(func.count(), func.count().filter(is_stale(moment))).select_from(Replication)
    under_way, stale = db.session.execute(counts.where(driven)).one()
    rows = db.session.execute(
        select(
            *(Replication.id, Replication.receiver, Replication.stage, Replication.next_step),
            *(Replication.next_on, Replication.waits_for, Practice.name.label("practice")),
            is_stale(moment).label("stale"),
        )
        .join(Practice, Practice.id == Replication.practice_id)
        .where(driven)
        .order_by(
            case((is_stale(moment), 0), else_=1),
            Replication.next_on.is_(None),
            Replication.next_on,
            Replication.id,
        )
        .limit(SHOWN)
    ).all()
    return Replicating(rows, under_way, stale) if under_way else None
