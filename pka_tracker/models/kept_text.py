"""Both texts of a conflict, kept whatever their writer chooses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, now


class KeptText(Model):
    """What was saved and what was typed when two windows wrote one section of a plan, or one note."""

    __table_args__ = (sa.CheckConstraint("(section_id IS NULL) <> (note_id IS NULL)", name="one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_section.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("atm_note.id", ondelete="CASCADE"), index=True)
    #: {section key: content}
    saved: Mapped[dict[str, Any]]
    typed: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
