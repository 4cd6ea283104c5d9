"""Reading the milestones of plans that are carried out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, case, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Horizon, Milestone, User
from pka_tracker.queries.plans.plans import may_see

HORIZON_ORDER = case(*((Milestone.horizon == h, place) for place, h in enumerate(Horizon)), else_=9)


def visible_to(user: User) -> Select[Milestone]:
    """The milestones of the plans this user may see, each with its plan."""
    return (
        select(Milestone)
        .join(Milestone.plan)
        .where(may_see(user))
        .options(contains_eager(Milestone.plan), raiseload("*", sql_only=True))
    )


def list_milestones(plan: ActionPlan, viewer: User) -> Sequence[Milestone]:
    """All milestones of a plan by horizon and date, with who verified each. One statement."""
    return db.session.scalars(
        visible_to(viewer)
        .where(Milestone.plan_id == plan.id)
        .options(joinedload(Milestone.verified_by))
        .order_by(HORIZON_ORDER, Milestone.ends_on, Milestone.id)
    ).all()


def get_milestone(milestone_id: int, viewer: User) -> Milestone:
    """One milestone with its plan, and the plan's people and cohort."""
    milestone = db.session.scalar(
        visible_to(viewer)
        .where(Milestone.id == milestone_id)
        .options(
            contains_eager(Milestone.plan).options(
                joinedload(ActionPlan.owner), joinedload(ActionPlan.mentor), joinedload(ActionPlan.cohort)
            ),
            joinedload(Milestone.verified_by),
        )
    )
    if milestone is None:
        raise NotFound(milestone_id)
    return milestone
