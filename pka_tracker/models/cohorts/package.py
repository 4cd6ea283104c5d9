"""All papers of a cohort in one ZIP, made by a worker piece by piece, so that a crash costs one piece at most."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.cohort import Cohort
from pka_tracker.models.cohorts.paper_template import PaperKind

#: So long a package can be downloaded; then the daily sweep deletes it.
KEPT = timedelta(days=7)


class PieceKind(enum.StrEnum):
    """What a piece is: a paper in one form, or the cohort's progress.

    ``subject_id`` is a version's for the plan, else the plan's, the note's, the membership's or the cohort's.
    """

    PLAN_PDF = "plan_pdf"
    PLAN_DOCX = "plan_docx"
    APPROVAL_PDF = "approval_pdf"
    APPROVAL_DOCX = "approval_docx"
    ASSESSMENT_PDF = "assessment_pdf"
    ASSESSMENT_DOCX = "assessment_docx"
    MILESTONES_PDF = "milestones_pdf"
    MILESTONES_DOCX = "milestones_docx"
    NOTE_PDF = "note_pdf"
    NOTE_DOCX = "note_docx"
    LOG_PDF = "log_pdf"
    LOG_DOCX = "log_docx"
    PROGRESS = "progress"

    @property
    def paper(self) -> PaperKind | None:
        """Which paper it is; the progress is none."""
        return None if self is PieceKind.PROGRESS else PaperKind(self.rpartition("_")[0])

    @property
    def form(self) -> str:
        """The ending of its file."""
        return "xlsx" if self is PieceKind.PROGRESS else self.rpartition("_")[2]


class Package(Model):
    """One ZIP that an organizer asked for. It is seen by whoever organizes its cohort."""

    __table_args__ = (
        sa.Index(  # one at a time for a cohort
            "uq_package_running",
            "cohort_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
        sa.CheckConstraint("(finished_at IS NULL) = (size IS NULL)", name="finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    #: Drawn at random: where the bytes are.
    key: Mapped[str] = mapped_column(sa.String(32), unique=True, default=lambda: uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime] = mapped_column(default=now)  # a worker's lease while it is put together
    finished_at: Mapped[datetime | None]
    size: Mapped[int | None]

    cohort: Mapped[Cohort] = relationship()
    requested_by: Mapped[User] = relationship()
    pieces: Mapped[list[Piece]] = relationship(
        back_populates="package", order_by="Piece.name", passive_deletes=True, cascade="all, delete-orphan"
    )

    @property
    def kept_until(self) -> datetime:
        """When the sweep may take it."""
        return (self.finished_at or self.created_at) + KEPT


class Piece(Model):
    """One file of a package: what it is made of, its name in the ZIP, and whether it is there."""

    __tablename__ = "package_piece"
    __table_args__ = (
        sa.UniqueConstraint("package_id", "name"),
        sa.Index("ix_package_piece_waiting", "made_at", "gave_up_at", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(sa.ForeignKey("package.id", ondelete="CASCADE"))
    kind: Mapped[PieceKind] = mapped_column(StrEnumType(PieceKind))
    subject_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    #: It could not be made; the ZIP says so in its first file.
    gave_up_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")

    package: Mapped[Package] = relationship(back_populates="pieces")
