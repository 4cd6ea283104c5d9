"""What the plan's pages show beside the text itself: history, derived values, both sides of a conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pka_tracker import labels
from pka_tracker.extensions import now
from pka_tracker.models import ActionPlan, Cohort, PlanEvent, PlanState
from pka_tracker.models.cohorts.cohort import UsgMethod
from pka_tracker.models.cohorts.schedule import AFTER_THE_PLAN, Stage, schedule_of
from pka_tracker.models.plans.derived import (
    amount,
    budget_total,
    quadrant,
    risk_level,
    usg_ranks,
    usg_score,
)
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.outline import Content
from pka_tracker.routes.site.display import when
from pka_tracker.words import gettext as _
from pka_tracker.words import rupiah


@dataclass(frozen=True)
class Event:
    """One line of a timeline, in words."""

    at: str
    who: str
    what: str
    note: str
    tone: str


def timeline(events: Sequence[PlanEvent]) -> list[Event]:
    """The plan's history, newest first."""
    return [
        Event(when(e.at), e.actor.name, _what(e), e.reason, labels.tone(e.to_state)) for e in reversed(events)
    ]


def _what(event: PlanEvent) -> str:
    what = labels.event_word(event.action)
    return (
        _("%(what)s (version %(number)s)", what=what, number=event.version_no) if event.version_no else what
    )


def at_hand(plan: ActionPlan) -> list[Stage]:
    """Which of the seminars, the implementation and the report is going on, and which comes next."""
    return schedule_of(plan.cohort, now(), only=AFTER_THE_PLAN).at_hand


def holder(plan: ActionPlan) -> str:
    """Who must act now."""
    mentor = plan.mentor.name if plan.mentor else _("the mentor, who is not assigned yet")
    match plan.state:
        case PlanState.SUBMITTED | PlanState.IN_REVIEW:
            return _("Waiting for %(name)s", name=mentor)
        case PlanState.COMPLETED:
            return _("Nobody has to act")
        case _:
            return _("Waiting for %(name)s", name=(plan.successor or plan.owner).name)


@dataclass(frozen=True)
class Derived:
    """What follows from the rows of a section."""

    rows: dict[str, str] = field(default_factory=dict)  # a sentence by the id of its row, or ""
    total: str = ""


def derived(key: str, content: Content, cohort: Cohort) -> Derived:
    """What follows from what is kept of a section, in words."""
    rows = content.get("rows", [])
    match key:
        case "diagnosis":
            return Derived(_usg(content.get("issues", []), cohort.usg_method))
        case "stakeholders":
            return Derived(_each(rows, _quadrant))
        case "risks":
            return Derived(_each(rows, _level))
        case "budget":
            return Derived(_each(rows, _amount), rupiah(budget_total(content)))
    return Derived()


def _each(rows: list[Content], says: Callable[[Content], str]) -> dict[str, str]:
    return {row.get("id", ""): says(row) for row in rows}


def _usg(rows: list[Content], method: UsgMethod) -> dict[str, str]:
    return {
        row.get("id", ""): _("Score %(score)s, rank %(rank)s", score=usg_score(row, method), rank=rank)
        if rank
        else ""
        for row, rank in zip(rows, usg_ranks(rows, method), strict=True)
    }


def _quadrant(row: Content) -> str:
    found = quadrant(row)
    return _("Quadrant: %(name)s", name=labels.word(found)) if found else ""


def _level(row: Content) -> str:
    found = risk_level(row)
    return _("Risk level: %(name)s", name=labels.word(found)) if found else ""


def _amount(row: Content) -> str:
    found = amount(row)
    return "" if found is None else _("Amount: %(amount)s", amount=rupiah(found))


def neighbours(key: str) -> tuple[str | None, str | None]:
    """The sections before and after this one."""
    keys = [section.key for section in PLAN_SECTIONS]
    place = keys.index(key)
    return keys[place - 1] if place else None, keys[place + 1] if place + 1 < len(keys) else None
