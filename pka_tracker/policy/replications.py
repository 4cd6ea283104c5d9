"""Who may do what in a replication."""

from __future__ import annotations

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import REPLICATION_TRANSITIONS, CohortRole, Replication, ReplicationAction, User

#: What the facilitator writes down too; what is decided stays with those who drive it.
FACILITATED = frozenset({ReplicationAction.ADVANCE, ReplicationAction.UPDATE})


def drives(user: User, replication: Replication) -> bool:
    """Who takes it forward: the participant who wanted it, and the organizers of the cohort."""
    return replication.owner_id == user.id or replication.cohort_id in user.cohorts_as(CohortRole.ORGANIZER)


def facilitates(user: User, replication: Replication) -> bool:
    """Who helps between both agencies with an account here, for as long as they are in the cohort."""
    return replication.facilitator_id == user.id and replication.cohort_id in user.cohorts


def replication_actions(user: User, replication: Replication) -> list[ReplicationAction]:
    """What this user can do with it now, in the order of the table: the buttons of its page."""
    return [
        action
        for stage, action in REPLICATION_TRANSITIONS
        if stage is replication.stage and replication.allows(action) and acts(user, action, replication)
    ]


def acts(user: User, action: ReplicationAction, replication: Replication) -> bool:
    """Whether the action is this user's, at whatever moment."""
    helps = action in FACILITATED and facilitates(user, replication)
    return helps or drives(user, replication)


def ensure_replication(user: User, action: ReplicationAction, replication: Replication) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not acts(user, action, replication):
        raise NotPermitted(action)
    if not replication.allows(action):
        raise NotPossibleNow(action)


def ensure_names_parties(user: User, replication: Replication) -> None:
    """Who takes part is said by those who drive it: naming a facilitator lets somebody see it."""
    if not drives(user, replication):
        raise NotPermitted(ReplicationAction.UPDATE)
