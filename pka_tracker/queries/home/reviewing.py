"""What a mentor or coach is waited for today. Each card is one or two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from pka_tracker.extensions import db
from pka_tracker.models import (
    FOLLOWED,
    ActionPlan,
    AtmNote,
    Cohort,
    CohortRole,
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
from pka_tracker.queries import notes
from pka_tracker.queries.home import SHOWN
from pka_tracker.queries.plans import milestones, plans


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
    """What waits for a mentor or coach, in all cohorts; None for everybody else. Five statements.

    A plan that is carried out and was last heard of before that moment is quiet.
    """
    if not (user.holds(CohortRole.MENTOR) or user.holds(CohortRole.COACH)):
        return None
    handed_in = and_(AtmNote.state == NoteState.SUBMITTED, _guided_by(user), notes.may_see(user))
    waiting, revising, note_count = db.session.execute(
        select(
            func.count().filter(plans.waits_for(user)),
            func.count().filter(ActionPlan.state == PlanState.REVISION_REQUESTED),
            select(func.count()).select_from(AtmNote).where(handed_in).correlate(None).scalar_subquery(),
        ).where(plans.reviewed_by(user))
    ).one()
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
        note_count,
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
    guided = ActionPlan.mentor_id == user.id
    reached = (
        select(
            literal("milestone").label("kind"),
            Milestone.id,
            Milestone.activity.label("words"),
            Milestone.reported_at.label("reported_at"),
            func.coalesce(Milestone.reported_by_id, ActionPlan.owner_id).label("reported_by_id"),
        )
        .join(ActionPlan, ActionPlan.id == Milestone.plan_id)
        .where(guided, milestones.is_followed(), Milestone.state == MilestoneState.REPORTED)
    )
    values = (
        select(
            literal("value"),
            IndicatorValue.id,
            Indicator.name,
            IndicatorValue.reported_at,
            IndicatorValue.reported_by_id,
        )
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .join(ActionPlan, ActionPlan.id == Indicator.plan_id)
        .where(guided, ActionPlan.state.in_(FOLLOWED), IndicatorValue.state == ValueState.REPORTED)
    )
    both = union_all(reached, values).subquery()
    return db.session.execute(
        select(both.c.kind, both.c.id, both.c.words, both.c.reported_at, User.name.label("reporter"))
        .join(User, User.id == both.c.reported_by_id)
        .order_by(both.c.reported_at, both.c.kind, both.c.id)
        .limit(SHOWN)
    ).all()
