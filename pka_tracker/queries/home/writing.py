"""A participant's own work today. Each card is one or two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import joinedload

from pka_tracker.extensions import db
from pka_tracker.models import (
    FOLLOWED,
    TO_REPORT,
    ActionPlan,
    AtmNote,
    CohortRole,
    CohortStage,
    Comment,
    Indicator,
    IndicatorValue,
    Membership,
    Milestone,
    MilestoneState,
    NoteState,
    PlanState,
    User,
    ValueState,
)
from pka_tracker.models.cohorts.schedule import Schedule, Stage, schedule_of
from pka_tracker.queries.cohorts.visits import visits_of
from pka_tracker.queries.home import SHOWN
from pka_tracker.queries.plans import plans
from pka_tracker.queries.reviews.answers import waits_for_answer
from pka_tracker.queries.reviews.consultations import count_to_acknowledge

#: The stages that are the same for all, whatever became of their plans.
EVERYBODYS = frozenset(CohortStage) - {CohortStage.PLANS_DUE}


class Tracked(NamedTuple):
    """How many milestones a plan has, and which of them the mentor returned."""

    total: int
    verified: int
    overdue: int
    going_on: int  # of the medium and long term, not verified yet
    returned: Sequence[Any]


@dataclass(frozen=True)
class Writing:
    """A participant's own work in one cohort."""

    membership: Membership
    schedule: Schedule
    at_hand: Sequence[Stage]  # of the schedule; a plan that was begun has a deadline of its own
    plan: ActionPlan | None
    notes: Sequence[Any]  # drafts and returned ones, returned first
    note_counts: dict[NoteState, int]
    unanswered: int  # required comments that still want an answer
    milestones: Tracked
    values_returned: int  # indicators whose latest value the mentor returned
    to_acknowledge: int  # entries of the consultation log


def get_writing(user: User, moment: datetime) -> Writing | None:
    """The work of a participant in their newest cohort; None for everybody else. Eight statements."""
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
    cohort = membership.cohort
    visits = [visit for visit in visits_of(cohort) if visit.takes(membership.group_name)]
    return Writing(
        membership,
        schedule_of(cohort, moment, visits),
        schedule_of(cohort, moment, visits, only=EVERYBODYS if plan else frozenset(CohortStage)).at_hand,
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


def _milestones(plan_id: int, today: date) -> Tracked:
    """Where the milestones of one plan are. There are few, and the page names some of them."""
    rows = db.session.execute(
        select(Milestone.id, Milestone.activity, Milestone.state, Milestone.horizon, Milestone.ends_on)
        .where(Milestone.plan_id == plan_id)
        .order_by(Milestone.ends_on, Milestone.id)
    ).all()
    verified = sum(row.state is MilestoneState.VERIFIED for row in rows)
    after = FOLLOWED[PlanState.COMPLETED]
    return Tracked(
        total=len(rows),
        verified=verified,
        overdue=sum(row.state in TO_REPORT and row.ends_on < today for row in rows),
        going_on=sum(row.state is not MilestoneState.VERIFIED and row.horizon in after for row in rows),
        returned=[row for row in rows if row.state is MilestoneState.RETURNED],
    )


def _values_returned(plan_id: int) -> int:
    latest = (
        select(func.max(IndicatorValue.id))
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .where(Indicator.plan_id == plan_id)
        .group_by(Indicator.id)
    )
    returned = and_(IndicatorValue.id.in_(latest), IndicatorValue.state == ValueState.RETURNED)
    return db.session.execute(select(func.count(IndicatorValue.id)).where(returned)).scalar_one()
