"""Who may attach and remove files."""

from __future__ import annotations

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    CohortRole,
    File,
    Indicator,
    Milestone,
    MilestoneAction,
    Practice,
    Replication,
    ReplicationAction,
    User,
)
from pka_tracker.policy.progress import ensure_measures, ensure_milestone
from pka_tracker.policy.replications import drives, ensure_replication
from pka_tracker.policy.writing import ensure_writes

#: What files belong to.
Holder = ActionPlan | AtmNote | Indicator | Milestone | Practice | Replication


def ensure_attaches(user: User, thing: Holder) -> None:
    """Attaching files: as writing the note or plan, reporting the milestone or the indicator, updating the
    replication; documents of a practice by an organizer, who was found to see it."""
    if isinstance(thing, Milestone):
        ensure_milestone(user, MilestoneAction.REPORT, thing)
    elif isinstance(thing, Replication):
        ensure_replication(user, ReplicationAction.UPDATE, thing)
    elif isinstance(thing, Indicator):
        ensure_measures(user, thing)
    elif isinstance(thing, Practice):
        if not user.holds(CohortRole.ORGANIZER):
            raise NotPermitted("attach")
    else:
        ensure_writes(user, thing)


def ensure_removes(user: User, file: File, thing: Holder) -> None:
    """Taking a file out again: by whoever may attach one; from a replication its facilitator takes only their own."""
    ensure_attaches(user, thing)
    if isinstance(thing, Replication) and not drives(user, thing) and file.owner_id != user.id:
        raise NotPermitted("remove")


def removes(user: User, file: File, thing: Holder) -> bool:
    """Whether this user can take this file out here now."""
    try:
        ensure_removes(user, file, thing)
    except (NotPermitted, NotPossibleNow):
        return False
    return True


def attaches(user: User, thing: Holder) -> bool:
    """Whether this user can attach files here now."""
    try:
        ensure_attaches(user, thing)
    except (NotPermitted, NotPossibleNow):
        return False
    return True
