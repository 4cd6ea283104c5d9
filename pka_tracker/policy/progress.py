"""Who may report, verify and hand over what becomes of a plan."""

from __future__ import annotations

from collections.abc import Callable

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    FOLLOWED,
    MILESTONE_TRANSITIONS,
    VALUE_TRANSITIONS,
    ActionPlan,
    Indicator,
    IndicatorValue,
    Milestone,
    MilestoneAction,
    User,
    ValueAction,
)
from pka_tracker.policy.roles import (
    carries_out,
    mentors,
    owns_or_organizes,
)

MILESTONE_RULES: dict[MilestoneAction, Callable[[User, ActionPlan], bool]] = {
    MilestoneAction.REPORT: carries_out,
    MilestoneAction.VERIFY: mentors,
    MilestoneAction.RETURN: mentors,
}


def is_followed(milestone: Milestone) -> bool:
    """Whether anything can be reported of it now: while the plan is carried out, in the medium and long term also after."""
    return milestone.horizon in FOLLOWED.get(milestone.plan.state, ())


def milestone_actions(user: User, milestone: Milestone) -> list[MilestoneAction]:
    """What this user can do with this milestone now. The milestone comes with its plan."""
    if not is_followed(milestone):
        return []
    return [
        action
        for state, action in MILESTONE_TRANSITIONS
        if state is milestone.state and MILESTONE_RULES[action](user, milestone.plan)
    ]


def ensure_milestone(user: User, action: MilestoneAction, milestone: Milestone) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): only while it is followed."""
    if not MILESTONE_RULES[action](user, milestone.plan):
        raise NotPermitted(action)
    if action not in milestone_actions(user, milestone):
        raise NotPossibleNow(action)


def measures(user: User, plan: ActionPlan) -> bool:
    """Whether this user can report values of the plan's indicators now."""
    return carries_out(user, plan) and plan.state in FOLLOWED


def ensure_measures(user: User, indicator: Indicator) -> None:
    """Refuse the wrong person (403) before the wrong moment (409). The indicator comes with its plan."""
    if not carries_out(user, indicator.plan):
        raise NotPermitted("measure")
    if not measures(user, indicator.plan):
        raise NotPossibleNow("measure")


def value_actions(user: User, value: IndicatorValue, plan: ActionPlan) -> list[ValueAction]:
    """What this user can do with a reported value of this plan now: the mentor decides on it."""
    if plan.state not in FOLLOWED or not mentors(user, plan):
        return []
    return [action for state, action in VALUE_TRANSITIONS if state is value.state]


def ensure_value(user: User, action: ValueAction, value: IndicatorValue) -> None:
    """Refuse the wrong person (403) before the wrong moment (409). The value comes with indicator and plan."""
    plan = value.indicator.plan
    if not mentors(user, plan):
        raise NotPermitted(action)
    if action not in value_actions(user, value, plan):
        raise NotPossibleNow(action)


def hands_over(user: User, plan: ActionPlan) -> bool:
    """Whether this user can name a successor now: who wrote or carries out the plan, or an organizer."""
    return _may_hand_over(user, plan) and plan.state in FOLLOWED


def _may_hand_over(user: User, plan: ActionPlan) -> bool:
    return carries_out(user, plan) or owns_or_organizes(user, plan)


def ensure_hands_over(user: User, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): only while something of it is followed."""
    if not _may_hand_over(user, plan):
        raise NotPermitted("hand over")
    if not hands_over(user, plan):
        raise NotPossibleNow("hand over")
