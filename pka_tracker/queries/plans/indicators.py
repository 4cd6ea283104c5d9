"""Reading the indicators of plans that are carried out, with the values reported so far."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Indicator, IndicatorValue, User
from pka_tracker.queries.plans.plans import may_see

PEOPLE = (joinedload(IndicatorValue.reported_by), joinedload(IndicatorValue.decided_by))
OF_PLAN = (
    joinedload(ActionPlan.owner),
    joinedload(ActionPlan.successor),
    joinedload(ActionPlan.mentor),
    joinedload(ActionPlan.cohort),
)


def visible_to(user: User) -> Select[Indicator]:
    """The indicators of the plans this user may see, each with its plan."""
    return (
        select(Indicator)
        .join(Indicator.plan)
        .where(may_see(user))
        .options(contains_eager(Indicator.plan), raiseload("*", sql_only=True))
    )


def list_indicators(plan: ActionPlan, viewer: User) -> Sequence[Indicator]:
    """All indicators of a plan in its order, with their values and who reported and decided. Two statements."""
    return db.session.scalars(
        visible_to(viewer)
        .where(Indicator.plan_id == plan.id)
        .options(selectinload(Indicator.values).options(*PEOPLE))
        .order_by(Indicator.place, Indicator.id)
    ).all()


def get_indicator(indicator_id: int, viewer: User) -> Indicator:
    """One indicator with its plan and the plan's people and cohort, and its values."""
    indicator = db.session.scalar(
        visible_to(viewer)
        .where(Indicator.id == indicator_id)
        .options(
            contains_eager(Indicator.plan).options(*OF_PLAN),
            selectinload(Indicator.values).options(*PEOPLE),
        )
    )
    if indicator is None:
        raise NotFound(indicator_id)
    return indicator


def get_value(value_id: int, viewer: User) -> IndicatorValue:
    """One reported value with its indicator, plan and people."""
    value = db.session.scalar(
        select(IndicatorValue)
        .join(IndicatorValue.indicator)
        .join(Indicator.plan)
        .where(IndicatorValue.id == value_id, may_see(viewer))
        .options(
            contains_eager(IndicatorValue.indicator)
            .contains_eager(Indicator.plan)
            .options(*OF_PLAN, raiseload("*", sql_only=True)),
            *PEOPLE,
            raiseload("*", sql_only=True),
        )
    )
    if value is None:
        raise NotFound(value_id)
    return value
