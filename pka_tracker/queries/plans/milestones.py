"""Reading the milestones of plans that are carried out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import FOLLOWED, ActionPlan, Horizon, Milestone, MilestoneEvent, User
from pka_tracker.queries.plans.plans import may_see

#: Who reported and who verified, and the history with who made it.
PEOPLE = (
    joinedload(Milestone.reported_by),
    joinedload(Milestone.verified_by),
    selectinload(Milestone.events).joinedload(MilestoneEvent.actor),
)
HORIZON_ORDER = case(*((Milestone.horizon == h, place) for place, h in enumerate(Horizon)), else_=9)


def visible_to(user: User) -> Select[Milestone]:
    """The milestones of the plans this user may see, each with its plan."""
    return (
        select(Milestone)
        .join(Milestone.plan)
        .where(may_see(user))
        .options(contains_eager(Milestone.plan), raiseload("*", sql_only=True))
    )


def is_followed() -> ColumnElement[bool]:
    """``policy.is_followed`` in SQL, of milestones joined with their plans."""
    return or_(
        *(
            and_(ActionPlan.state == state, Milestone.horizon.in_(horizons))
            for state, horizons in FOLLOWED.items()
        )
    )


def list_milestones(plan: ActionPlan, viewer: User) -> Sequence[Milestone]:
    """All milestones of a plan by horizon and date, with the people and the history of each. Two statements."""
    return db.session.scalars(
        visible_to(viewer)
        .where(Milestone.plan_id == plan.id)
        .options(*PEOPLE)
        .order_by(HORIZON_ORDER, Milestone.ends_on, Milestone.id)
    ).all()


def get_milestone(milestone_id: int, viewer: User) -> Milestone:
    """One milestone with its people and history, its plan, and the plan's people and cohort."""
    milestone = db.session.scalar(
        visible_to(viewer)
        .where(Milestone.id == milestone_id)
        .options(
            contains_eager(Milestone.plan).options(
                joinedload(ActionPlan.owner),
                joinedload(ActionPlan.successor),
                joinedload(ActionPlan.mentor),
                joinedload(ActionPlan.cohort),
            ),
            *PEOPLE,
        )
    )
    if milestone is None:
        raise NotFound(milestone_id)
    return milestone
