"""Who may write in a consultation log, and acknowledge it."""

from __future__ import annotations

from collections.abc import Callable

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    ConsultationEntry,
    EntryAction,
    Membership,
    User,
)
from pka_tracker.policy.roles import (
    consults,
    is_consulted,
    wrote,
)

ENTRY_RULES: dict[EntryAction, Callable[[User, ConsultationEntry], bool]] = {
    EntryAction.EDIT: wrote,
    EntryAction.ACKNOWLEDGE: is_consulted,
}


def entry_actions(user: User, entry: ConsultationEntry) -> list[EntryAction]:
    """What this user can do with this entry now: nothing any more once it is acknowledged."""
    if entry.acknowledged_at is not None:
        return []
    return [action for action, rule in ENTRY_RULES.items() if rule(user, entry)]


def ensure_entry(user: User, action: EntryAction, entry: ConsultationEntry) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): an acknowledged entry is fixed."""
    if not ENTRY_RULES[action](user, entry):
        raise NotPermitted(action)
    if entry.acknowledged_at is not None:
        raise NotPossibleNow(action)


def ensure_consults(user: User, membership: Membership) -> None:
    """Writing in a consultation log: the participant's mentor or coach."""
    if not consults(user, membership):
        raise NotPermitted("consult")
