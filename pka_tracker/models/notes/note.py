"""An observe-imitate-modify note (amati, tiru, modifikasi) on one practice seen at a visit."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.cohort import Cohort, StudyVisit
from pka_tracker.models.practice import Practice
from pka_tracker.models.texts.fingerprint import fingerprint


class NoteState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class NoteAction(enum.StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"


NOTE_TRANSITIONS: dict[tuple[NoteState, NoteAction], NoteState] = {
    (NoteState.DRAFT, NoteAction.SUBMIT): NoteState.SUBMITTED,
    (NoteState.RETURNED, NoteAction.SUBMIT): NoteState.SUBMITTED,
    (NoteState.SUBMITTED, NoteAction.RETURN): NoteState.RETURNED,
    (NoteState.SUBMITTED, NoteAction.ACCEPT): NoteState.ACCEPTED,
}

NOTE_WRITABLE = frozenset({NoteState.DRAFT, NoteState.RETURNED})


class AtmNote(Model):
    """One participant's note on one practice. ``content`` is {block key: {field key: value}}."""

    __table_args__ = (
        sa.Index("ix_atm_note_owner", "owner_id", "cohort_id"),
        sa.UniqueConstraint("owner_id", "form_key"),
        sa.Index("ix_atm_note_cohort", "cohort_id", "state"),
        sa.CheckConstraint("missing >= 0 AND missing <= required", name="completeness"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    visit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("study_visit.id"))
    practice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("practice.id"), index=True)
    #: Drawn by the page that began it, so that a request sent twice begins one note.
    form_key: Mapped[str | None] = mapped_column(sa.String(32))

    #: Told by the content on each save, so that lists need not read it.
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    required: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)

    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[NoteState] = mapped_column(StrEnumType(NoteState), default=NoteState.DRAFT)
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    cohort: Mapped[Cohort] = relationship()
    owner: Mapped[User] = relationship()
    visit: Mapped[StudyVisit | None] = relationship()
    practice: Mapped[Practice | None] = relationship()
    events: Mapped[list[NoteEvent]] = relationship(back_populates="note", order_by="NoteEvent.id")

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def percent(self) -> int:
        """How much of what is mandatory is there, 0 to 100; 100 only when nothing is missing."""
        return 100 * (self.required - self.missing) // self.required if self.required else 0

    @property
    def writable(self) -> bool:
        return self.state in NOTE_WRITABLE

    @property
    def fingerprint(self) -> str:
        """Of the text as it stands; two notes never have the same."""
        return fingerprint({"note": self.id, "content": self.content})

    @property
    def standing(self) -> tuple[int, NoteEvent] | None:
        """The submission whose text this still is, and which one it was; the events are loaded."""
        handed_in = [event for event in self.events if event.action == NoteAction.SUBMIT]
        if not handed_in or handed_in[-1].sha256 != self.fingerprint:
            return None
        return len(handed_in), handed_in[-1]

    @property
    def late(self) -> bool:
        """Handed in after the cohort's deadline: shown, never blocked."""
        due = self.cohort.notes_due_at
        return bool(due and self.submitted_at and self.submitted_at > due)


class NoteEvent(Model):
    """One line of a note's history; appended by ``operations`` only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("atm_note.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    action: Mapped[str] = mapped_column(sa.String(32))  # a NoteAction or "start"
    from_state: Mapped[NoteState | None] = mapped_column(StrEnumType(NoteState))
    to_state: Mapped[NoteState] = mapped_column(StrEnumType(NoteState))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: Of the text that was handed in, so that a paper of it can be checked; of submissions only.
    sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    note: Mapped[AtmNote] = relationship(back_populates="events")
    actor: Mapped[User] = relationship()
