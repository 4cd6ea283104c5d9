"""The consultation log (kartu kendali): what a participant and a mentor or coach talked about and agreed."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.cohort import Membership


class Medium(enum.StrEnum):
    FACE_TO_FACE = "face_to_face"
    ZOOM = "zoom"
    WHATSAPP = "whatsapp"
    TELEPHONE = "telephone"


class ConsultationStage(enum.StrEnum):
    """What of the course the talk was about."""

    NOTES = "notes"
    PLAN = "plan"
    REVIEW = "review"
    IMPLEMENTATION = "implementation"
    REPORT = "report"


class EntryAction(enum.StrEnum):
    EDIT = "edit"
    ACKNOWLEDGE = "acknowledge"


class ConsultationEntry(Model):
    """One talk, written down by who guided it; it is fixed once the participant acknowledged it.

    All entries of a participant's membership are the consultation log.
    """

    __table_args__ = (
        sa.UniqueConstraint("membership_id", "number"),
        sa.UniqueConstraint("membership_id", "writer_id", "form_key"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("due_on >= held_on", name="due_afterwards"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_someone"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    number: Mapped[int]  # runs for each participant
    writer_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    held_on: Mapped[date]
    medium: Mapped[Medium] = mapped_column(StrEnumType(Medium))
    stage: Mapped[ConsultationStage] = mapped_column(StrEnumType(ConsultationStage))
    topic: Mapped[str] = mapped_column(sa.String(200))
    direction: Mapped[str] = mapped_column(sa.Text)
    follow_up: Mapped[str] = mapped_column(sa.Text, default="")
    due_on: Mapped[date | None]
    #: Drawn by the empty form, so that a double click makes one entry.
    form_key: Mapped[str] = mapped_column(sa.String(32))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    lock_version: Mapped[int] = mapped_column()

    membership: Mapped[Membership] = relationship()
    writer: Mapped[User] = relationship(foreign_keys=writer_id)
    acknowledged_by: Mapped[User | None] = relationship(foreign_keys=acknowledged_by_id)

    __mapper_args__ = {"version_id_col": lock_version}
