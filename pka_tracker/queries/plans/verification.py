"""What anybody may learn of a version or a note whose paper they hold: that it exists, and how it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import load_only, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Cohort,
    Decision,
    NoteAction,
    NoteEvent,
    NoteState,
    PlanVersion,
    Review,
)

_approves = and_(
    Review.version_id == PlanVersion.id, Review.decision == Decision.APPROVE, Review.voided_at.is_(None)
)


@dataclass(frozen=True)
class Confirmation:
    """Times and fingerprint only: no names, no titles."""

    sha256: str
    submitted_at: datetime
    approved_at: datetime | None
    timezone: str
    redacted_at: datetime | None = None  # its text is no longer the one of the fingerprint


def confirm(sha256: str) -> Confirmation:
    """The version with this fingerprint, approved ones first. Refuses what is not a whole fingerprint of one.

    The fingerprint is the code: 256 bits that only a paper of the version tells.
    """
    row = db.session.execute(
        select(
            PlanVersion.sha256,
            PlanVersion.created_at,
            Review.decided_at,
            Cohort.timezone,
            PlanVersion.redacted_at,
        )
        .join(ActionPlan, ActionPlan.id == PlanVersion.plan_id)
        .join(Cohort, Cohort.id == ActionPlan.cohort_id)
        .outerjoin(
            Review,
            _approves,
        )
        .where(PlanVersion.sha256 == sha256)
        .order_by(Review.decided_at.is_(None), PlanVersion.id)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("version")
    return Confirmation(*row)


@dataclass(frozen=True)
class NoteConfirmation:
    """When a text was handed in, what became of the note, and whether it still has this text."""

    sha256: str
    submitted_at: datetime
    state: NoteState
    timezone: str
    stands: bool


def confirm_note(sha256: str) -> NoteConfirmation:
    """The note that was handed in with this text. Refuses what is not a whole fingerprint of one."""
    row = db.session.execute(
        select(AtmNote, NoteEvent.at, Cohort.timezone)
        .join(NoteEvent, NoteEvent.note_id == AtmNote.id)
        .join(Cohort, Cohort.id == AtmNote.cohort_id)
        .where(NoteEvent.sha256 == sha256, NoteEvent.action == NoteAction.SUBMIT)
        .order_by(NoteEvent.id.desc())
        .limit(1)
        .options(raiseload("*", sql_only=True))
    ).first()
    if row is None:
        raise NotFound("note")
    note, at, timezone = row
    return NoteConfirmation(sha256, at, note.state, timezone, note.fingerprint == sha256)


def version_in_force(owner_id: int, cohort_id: int) -> PlanVersion | None:
    """The version of a participant's plan that holds: the one approved, else the latest handed in; none before that."""
    return db.session.scalar(
        select(PlanVersion)
        .join(ActionPlan, ActionPlan.id == PlanVersion.plan_id)
        .outerjoin(Review, _approves)
        .where(ActionPlan.owner_id == owner_id, ActionPlan.cohort_id == cohort_id)
        .order_by(Review.decided_at.is_(None), Review.decided_at.desc(), PlanVersion.number.desc())
        .limit(1)
        .options(
            load_only(
                PlanVersion.number, PlanVersion.sha256, PlanVersion.created_at, PlanVersion.redacted_at
            ),
            raiseload("*", sql_only=True),
        )
    )
