"""Who may do what in a replication."""

from __future__ import annotations

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import REPLICATION_TRANSITIONS, CohortRole, Replication, ReplicationAction, User


def drives(user: User, replication: Replication) -> bool:
    """Who takes it forward: the participant who wanted it, and the organizers of the cohort."""
    return replication.owner_id == user.id or replication.cohort_id in user.cohorts_as(CohortRole.ORGANIZER)


def replication_actions(user: User, replication: Replication) -> list[ReplicationAction]:
    """What this user can do with it now, in the order of the table: the buttons of its page."""
    if not drives(user, replication):
        return []
    return [
        action
        for stage, action in REPLICATION_TRANSITIONS
        if stage is replication.stage and replication.allows(action)
    ]


def ensure_drives(user: User, action: ReplicationAction, replication: Replication) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not drives(user, replication):
        raise NotPermitted(action)
    if not replication.allows(action):
        raise NotPossibleNow(action)
