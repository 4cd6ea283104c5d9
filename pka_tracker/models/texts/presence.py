"""That a page to write on was open a moment ago."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, now


class Presence(Model):
    """One window that shows one thing, for example ``PlanSection:12``. It fades by itself."""

    __table_args__ = (
        sa.UniqueConstraint("place", "user_id", "window"),
        sa.Index("ix_presence_seen_at", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(40))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    window: Mapped[str] = mapped_column(sa.String(16))  # drawn by the page's script
    seen_at: Mapped[datetime] = mapped_column(default=now)
