"""Files that people attach. The row says what it is and to what it belongs; the bytes are in ``storage``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.notes.note import AtmNote
from pka_tracker.models.plans.indicator import Indicator
from pka_tracker.models.plans.milestone import Milestone
from pka_tracker.models.plans.plan import ActionPlan
from pka_tracker.models.practice import Practice
from pka_tracker.models.replication import Replication

#: What a file can belong to, by the name of the column; a new kind of holder is a column and a line here.
HOLDERS: dict[str, type[Any]] = {
    "note_id": AtmNote,
    "plan_id": ActionPlan,
    "milestone_id": Milestone,
    "indicator_id": Indicator,
    "practice_id": Practice,
    "replication_id": Replication,
}
#: So many files belong to one thing at most: a page shows them all.
MOST_FILES = 40


def holder_column(holder: Any) -> str:
    """The name of the column that points to this thing."""
    return next(name for name, model in HOLDERS.items() if isinstance(holder, model))


def _one_holder() -> str:
    return " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in HOLDERS) + " = 1"


class File(Model):
    """One file, attached to exactly one thing, and seen by whoever sees that thing."""

    __table_args__ = (
        sa.CheckConstraint(_one_holder(), name="one_holder"),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("plan_id IS NOT NULL OR removed_at IS NULL", name="removed_from_plan"),
        sa.CheckConstraint("indicator_id IS NOT NULL OR value_id IS NULL", name="value_of_indicator"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("atm_note.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    milestone_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("milestone.id", ondelete="CASCADE"), index=True
    )
    indicator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    replication_id: Mapped[int | None] = mapped_column(sa.ForeignKey("replication.id"), index=True)

    #: Drawn at random, so that no name of a person is part of an address; the key of the bytes in ``storage``.
    key: Mapped[str] = mapped_column(sa.String(32), unique=True, default=lambda: uuid4().hex)
    name: Mapped[str] = mapped_column(sa.String(200))  # as its owner called it, without any path
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    has_thumbnail: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Only of a plan: the first version that lists it. Until then nobody but its owner sees it.
    first_version: Mapped[int | None]
    #: Only of a plan: taken out after a version listed it; that version still shows it.
    removed_at: Mapped[datetime | None]
    #: Only of an indicator: the value it is evidence of; from then on it stays.
    value_id: Mapped[int | None] = mapped_column(sa.ForeignKey("indicator_value.id"), index=True)

    owner: Mapped[User] = relationship()

    @property
    def listing(self) -> dict[str, Any]:
        """How a submitted version lists it: with the hash, so that the version's own hash covers it."""
        return {
            "id": self.id,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
        }
