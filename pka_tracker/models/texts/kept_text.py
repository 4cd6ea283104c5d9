"""Both texts of a conflict, kept whatever their writer chooses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, now

#: What two windows can have written; an answer is kept under its comment.
THINGS = ("section_id", "note_id", "comment_id", "review_id", "entry_id")
ONE_THING = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in THINGS) + " = 1"


class KeptText(Model):
    """What was saved and what was typed when two windows wrote one thing. For its writer's eyes only."""

    __table_args__ = (sa.CheckConstraint(ONE_THING, name="one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    writer_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_section.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("atm_note.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey("review.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consultation_entry.id"), index=True)
    #: {section key: content}
    saved: Mapped[dict[str, Any]]
    typed: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
