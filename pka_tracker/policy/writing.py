"""Who may do what with a plan and a note: the rules beside the tables of their states."""

from __future__ import annotations

from collections.abc import Callable

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    NOTE_TRANSITIONS,
    TRANSITIONS,
    ActionPlan,
    AtmNote,
    NoteAction,
    PlanAction,
    User,
)
from pka_tracker.policy.roles import (
    guides,
    mentors,
    owns,
    owns_or_organizes,
)

PLAN_RULES: dict[PlanAction, Callable[[User, ActionPlan], bool]] = {
    PlanAction.SUBMIT: owns,
    PlanAction.WITHDRAW: owns,
    PlanAction.START_REVIEW: mentors,
    PlanAction.REQUEST_REVISION: mentors,
    PlanAction.APPROVE: mentors,
    PlanAction.RESUBMIT: owns,
    PlanAction.REOPEN: owns_or_organizes,
    PlanAction.START_IMPLEMENTATION: owns,
    PlanAction.TAKE_BACK: mentors,
    PlanAction.CLOSE: mentors,
}


NOTE_RULES: dict[NoteAction, Callable[[User, AtmNote], bool]] = {
    NoteAction.SUBMIT: owns,
    NoteAction.RETURN: guides,
    NoteAction.ACCEPT: guides,
}


def plan_actions(user: User, plan: ActionPlan) -> list[PlanAction]:
    """What this user can do with this plan now: the buttons of its page, those that go back last."""
    found = [
        action for state, action in TRANSITIONS if state is plan.state and PLAN_RULES[action](user, plan)
    ]
    return sorted(found, key=lambda action: action.goes_back)


def note_actions(user: User, note: AtmNote) -> list[NoteAction]:
    """What this user can do with this note now: the buttons of its page."""
    return [
        action for state, action in NOTE_TRANSITIONS if state is note.state and NOTE_RULES[action](user, note)
    ]


def ensure(user: User, action: PlanAction, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not PLAN_RULES[action](user, plan):
        raise NotPermitted(action)
    if (plan.state, action) not in TRANSITIONS:
        raise NotPossibleNow(action)


def ensure_note(user: User, action: NoteAction, note: AtmNote) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not NOTE_RULES[action](user, note):
        raise NotPermitted(action)
    if (note.state, action) not in NOTE_TRANSITIONS:
        raise NotPossibleNow(action)


def ensure_writes(user: User, thing: ActionPlan | AtmNote) -> None:
    """Only the owner writes, and only while the thing is not with somebody else."""
    if not owns(user, thing):
        raise NotPermitted("write")
    if not thing.writable:
        raise NotPossibleNow("write")
