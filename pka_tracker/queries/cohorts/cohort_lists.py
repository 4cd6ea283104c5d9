"""Whole lists of a cohort, to be taken along. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, AtmNote, Indicator, IndicatorValue, Milestone, PlanVersion, User
from pka_tracker.queries.notes import may_see
from pka_tracker.queries.plans import indicators, milestones, plans
from pka_tracker.queries.plans.milestones import HORIZON_ORDER


def notes_of(cohort_id: int, viewer: User) -> Sequence[AtmNote]:
    """The notes of a cohort that the viewer may see, by writer, with visit and agency. One statement."""
    return db.session.scalars(
        select(AtmNote)
        .join(AtmNote.owner)
        .where(may_see(viewer), AtmNote.cohort_id == cohort_id)
        .order_by(User.name, AtmNote.id)
        .options(
            raiseload("*", sql_only=True),
            contains_eager(AtmNote.owner).options(joinedload(User.agency), raiseload("*", sql_only=True)),
            joinedload(AtmNote.visit),
        )
    ).all()


def indicators_of(cohort_id: int, viewer: User) -> Sequence[Indicator]:
    """The indicators of a cohort that the viewer may see, by writer, with their values. Two statements."""
    return db.session.scalars(
        indicators.visible_to(viewer)
        .join(ActionPlan.owner)
        .where(ActionPlan.cohort_id == cohort_id)
        .order_by(User.name, Indicator.plan_id, Indicator.place, Indicator.id)
        .options(
            contains_eager(Indicator.plan).options(
                contains_eager(ActionPlan.owner).options(
                    joinedload(User.agency), raiseload("*", sql_only=True)
                ),
                joinedload(ActionPlan.successor),
                raiseload("*", sql_only=True),
            ),
            selectinload(Indicator.values).options(
                joinedload(IndicatorValue.reported_by), raiseload("*", sql_only=True)
            ),
        )
    ).all()


def milestones_of(cohort_id: int, viewer: User) -> Sequence[Milestone]:
    """The milestones of a cohort that the viewer may see, by writer and time. One statement."""
    return db.session.scalars(
        milestones.visible_to(viewer)
        .join(ActionPlan.owner)
        .where(ActionPlan.cohort_id == cohort_id)
        .order_by(User.name, Milestone.plan_id, HORIZON_ORDER, Milestone.ends_on, Milestone.id)
        .options(
            contains_eager(Milestone.plan).options(
                contains_eager(ActionPlan.owner).options(
                    joinedload(User.agency), raiseload("*", sql_only=True)
                ),
                joinedload(ActionPlan.successor),
                raiseload("*", sql_only=True),
            ),
            joinedload(Milestone.reported_by).raiseload("*", sql_only=True),
            joinedload(Milestone.verified_by).raiseload("*", sql_only=True),
        )
    ).all()


def versions_of(cohort_id: int, viewer: User) -> Sequence[PlanVersion]:
    """The latest version of each plan of a cohort that was handed in, by writer, with plan and agency. One statement."""
    return db.session.scalars(
        select(PlanVersion)
        .join(PlanVersion.plan)
        .join(ActionPlan.owner)
        .where(
            plans.may_see(viewer),
            ActionPlan.cohort_id == cohort_id,
            PlanVersion.number == ActionPlan.version_no,
        )
        .order_by(User.name, PlanVersion.plan_id)
        .options(
            contains_eager(PlanVersion.plan).options(
                contains_eager(ActionPlan.owner).options(
                    joinedload(User.agency), raiseload("*", sql_only=True)
                ),
                raiseload("*", sql_only=True),
            ),
            raiseload("*", sql_only=True),
        )
    ).all()
