"""Letters about what becomes of a plan that is carried out."""

from __future__ import annotations

from pka_tracker.emails.writing import queue
from pka_tracker.models import (
    ActionPlan,
    IndicatorValue,
    Milestone,
    MilestoneAction,
    MilestoneState,
    User,
    ValueAction,
)


def readers_of_progress(action: MilestoneAction | ValueAction, plan: ActionPlan) -> list[User]:
    """Who gets a letter when a milestone or a value is reported, or decided on: the action's page says so before."""
    if action is MilestoneAction.REPORT:
        return [plan.mentor] if plan.mentor else []
    return [plan.successor or plan.owner]


def milestone_reported(milestone: Milestone, actor: User) -> None:
    """To the mentor: what was done, or how far it is."""
    done = milestone.state is MilestoneState.REPORTED
    path = f"/milestones/{milestone.id}/verify" if done else _anchor(milestone)
    told = {"what": milestone.activity, "words": milestone.report, "actor": actor, "done": done}
    _tell("progress_reported", MilestoneAction.REPORT, milestone.plan, path, **told)


def milestone_returned(milestone: Milestone) -> None:
    """To whoever carries the plan out: what is missing, in the mentor's own words."""
    path = f"/milestones/{milestone.id}/report"
    told = {"what": milestone.activity, "reason": milestone.return_reason}
    _tell("progress_returned", MilestoneAction.RETURN, milestone.plan, path, **told)


def milestone_verified(milestone: Milestone) -> None:
    """To whoever carries the plan out: the mentor accepts the evidence."""
    _tell(
        "progress_verified",
        MilestoneAction.VERIFY,
        milestone.plan,
        _anchor(milestone),
        what=milestone.activity,
    )


def value_reported(value: IndicatorValue, actor: User) -> None:
    """The same of a value. It comes with indicator and plan."""
    path = f"/indicator-values/{value.id}/verify"
    told = {"what": _measured(value), "words": value.note, "actor": actor, "done": True}
    _tell("progress_reported", MilestoneAction.REPORT, value.indicator.plan, path, **told)


def value_returned(value: IndicatorValue) -> None:
    path = f"/indicators/{value.indicator_id}/report"
    told = {"what": _measured(value), "reason": value.return_reason}
    _tell("progress_returned", ValueAction.RETURN, value.indicator.plan, path, **told)


def value_verified(value: IndicatorValue) -> None:
    path = f"/plans/{value.indicator.plan_id}/indicators#i{value.indicator_id}"
    _tell("progress_verified", ValueAction.VERIFY, value.indicator.plan, path, what=_measured(value))


def _tell(
    name: str, action: MilestoneAction | ValueAction, plan: ActionPlan, path: str, **told: object
) -> None:
    for reader in readers_of_progress(action, plan):
        queue(reader, name, plan.cohort.timezone, path, plan=plan, **told)


def _anchor(milestone: Milestone) -> str:
    return f"/plans/{milestone.plan_id}/milestones#m{milestone.id}"


def _measured(value: IndicatorValue) -> str:
    """The indicator and its value, as it was typed: a number is read alike in both languages."""
    return f"{value.indicator.name}: {value.value} {value.indicator.unit}".strip()
