"""Everything that happens to a replication: wished for, taken from stage to stage, stopped, taken up again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    REPLICATION_TRANSITIONS,
    ActionPlan,
    AtmNote,
    Cohort,
    Party,
    Practice,
    Replication,
    ReplicationAction,
    ReplicationEvent,
    ReplicationStage,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans.transitions import explained
from pka_tracker.operations.replication_parties import Parties, agree
from pka_tracker.policy.replications import ensure_names_parties, ensure_replication
from pka_tracker.queries.replications.replications import followers_of, last_day

log = logging.getLogger(__name__)

NO_STEP = N_("Say what comes next: who must act reads it.")
NO_DAY = N_("Say on which day it happened.")
EARLIER = N_("This day lies before the day of the stage before it. Take that stage back if its day is wrong.")
NOBODY_HELPS = N_("Nobody is named as facilitator. Name one, or choose who else must act.")
FUTURE = N_("This day has not come yet. Write it down when it has happened.")


@dataclass(frozen=True)
class NextStep:
    """What comes next, by when, and whose turn it is."""

    text: str
    on: date | None = None
    party: Party = Party.RECEIVER


@dataclass(frozen=True)
class Happening:
    """What happened: on which day, under which number, in words, and which parties changed ({field: [before, after]})."""

    day: date | None = None
    reference: str = ""
    note: str = ""
    changes: Mapping[str, list[str]] = field(default_factory=dict)


def express(
    owner: User,
    cohort: Cohort,
    practice: Practice,
    parties: Parties,
    ahead: NextStep,
    *,
    note: str = "",
    origin: AtmNote | ActionPlan | None = None,
) -> Replication:
    """Say that one wants a practice for the own agency; a second time finds the first.

    Refuses who takes no part in the cohort, a practice no longer offered, and a note or plan of somebody else.
    """
    policy.ensure_starts(owner, cohort.id)
    if origin is not None and not policy.owns(owner, origin):
        raise NotPermitted("express")
    if not practice.active:
        raise NotPossibleNow("express")
    _ensure_ahead(ahead)
    if found := _existing(owner, cohort.id, practice):
        return found
    replication = Replication(
        cohort_id=cohort.id,
        owner_id=owner.id,
        practice_id=practice.id,
        note_id=origin.id if isinstance(origin, AtmNote) else None,
        plan_id=origin.id if isinstance(origin, ActionPlan) else None,
        stage=ReplicationStage.INTEREST,
    )
    agree(replication, parties)
    replication.cohort, replication.owner, replication.practice = cohort, owner, practice
    _plan(replication, ahead)
    db.session.add(replication)
    db.session.flush()
    _write_event(replication, owner, "start", None, Happening(cohort.day_of(now()), note=note))
    return replication


def _existing(owner: User, cohort_id: int, practice: Practice) -> Replication | None:
    """Holds the person's row, so that two presses at once take turns."""
    db.session.execute(select(User.id).where(User.id == owner.id).with_for_update())
    return db.session.scalar(
        select(Replication).where(
            Replication.owner_id == owner.id,
            Replication.cohort_id == cohort_id,
            Replication.practice_id == practice.id,
        )
    )


def advance(
    replication: Replication, actor: User, *, seen: int, happened: Happening, ahead: NextStep
) -> None:
    """Write down that the next stage is reached, on the day it was, and what comes after it.

    Refuses a day to come or before that of the stage before, and no next step (but at the end of the path, where none is needed).
    """
    _check(replication, ReplicationAction.ADVANCE, actor, seen)
    if happened.day is None:
        raise Incomplete([NO_DAY])
    if happened.day > replication.cohort.day_of(now()):
        raise Incomplete([FUTURE])
    if (before := last_day(replication)) and happened.day < before:
        raise Incomplete([EARLIER])
    _move(replication, ReplicationAction.ADVANCE, actor, happened, ahead)


def skip(replication: Replication, actor: User, *, seen: int, reason: str, ahead: NextStep) -> None:
    """Pass a stage over that is not needed, e.g. because an agreement exists. Refuses without a reason."""
    _check(replication, ReplicationAction.SKIP, actor, seen)
    reason = explained(reason)
    _move(replication, ReplicationAction.SKIP, actor, Happening(note=reason), ahead)


def update(
    replication: Replication,
    actor: User,
    *,
    seen: int,
    ahead: NextStep,
    parties: Parties | None = None,
    note: str = "",
) -> None:
    """Change what comes next, and the parties where they are given, within a stage. It counts as progress: somebody
    looked after it. Refuses parties from a facilitator, who does not choose the next one."""
    _check(replication, ReplicationAction.UPDATE, actor, seen)
    changes = {}
    if parties is not None:
        ensure_names_parties(actor, replication)
        changes = agree(replication, parties)
    _move(replication, ReplicationAction.UPDATE, actor, Happening(note=note, changes=changes), ahead)


def take_back(replication: Replication, actor: User, *, seen: int, reason: str, ahead: NextStep) -> None:
    """Correct a stage that was written down by mistake; both stay in the history. Refuses without a reason."""
    _check(replication, ReplicationAction.TAKE_BACK, actor, seen)
    reason = explained(reason)
    _move(replication, ReplicationAction.TAKE_BACK, actor, Happening(note=reason), ahead)


def stop(replication: Replication, actor: User, *, seen: int, reason: str) -> None:
    """Give it up, for the time being or for good. The stage it had reached stays. Refuses without a reason."""
    _check(replication, ReplicationAction.STOP, actor, seen)
    reason = explained(reason)
    replication.stopped_at, replication.stop_reason = now(), reason
    _write_event(replication, actor, ReplicationAction.STOP, replication.stage, Happening(note=reason))


def resume(replication: Replication, actor: User, *, seen: int, note: str, ahead: NextStep) -> None:
    """Take it up again where it was stopped."""
    _check(replication, ReplicationAction.RESUME, actor, seen)
    replication.stopped_at, replication.stop_reason = None, ""
    _move(replication, ReplicationAction.RESUME, actor, Happening(note=note), ahead)


def _check(replication: Replication, action: ReplicationAction, actor: User, seen: int) -> None:
    ensure_replication(actor, action, replication)
    if replication.lock_version != seen:
        raise ChangedMeanwhile(replication)


def _move(
    replication: Replication,
    action: ReplicationAction,
    actor: User,
    happened: Happening,
    ahead: NextStep,
) -> None:
    """Make one transition and write it down: the only place that sets a stage."""
    before, replication.stage = replication.stage, REPLICATION_TRANSITIONS[replication.stage, action]
    if replication.stage is not ReplicationStage.MONITORED:
        _ensure_ahead(ahead)
    if replication.stage is not before:
        replication.stage_since = now()
    _plan(replication, ahead)
    _write_event(replication, actor, action, before, happened)


def _ensure_ahead(ahead: NextStep) -> None:
    if not ahead.text.strip():
        raise Incomplete([NO_STEP])


def _plan(replication: Replication, ahead: NextStep) -> None:
    if ahead.party is Party.FACILITATOR and not (replication.facilitator_id or replication.facilitator):
        raise Incomplete([NOBODY_HELPS])
    ahead = replace(ahead, text=ahead.text.strip())
    replication.next_step, replication.next_on, replication.waits_for = ahead.text, ahead.on, ahead.party


def _write_event(
    replication: Replication,
    actor: User,
    action: str,
    before: ReplicationStage | None,
    happened: Happening,
) -> None:
    """Append a line to the history and tell whoever follows it."""
    event = ReplicationEvent(
        replication_id=replication.id,
        actor_id=actor.id,
        action=action,
        from_stage=before,
        to_stage=replication.stage,
        happened_on=happened.day,
        reference=happened.reference.strip(),
        note=happened.note.strip(),
        facilitator_id=replication.facilitator_id,
        changes=dict(happened.changes),
    )
    if action != ReplicationAction.STOP:
        event.next_step, event.next_on = replication.next_step, replication.next_on
        event.waits_for = replication.waits_for
    db.session.add(event)
    replication.last_event_at = now()
    db.session.flush()
    readers = followers_of(
        replication.cohort_id, replication.owner_id, actor, facilitator_id=replication.facilitator_id
    )
    emails.replication_moved(replication, event, actor, readers)
    log.info(
        "replication %s: %s by user %s, %s -> %s", replication.id, action, actor.id, before, event.to_stage
    )
