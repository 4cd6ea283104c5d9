"""The secret address under which a person's calendar program reads their dates."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.accounts.user import User


class CalendarFeed(Model):
    """At most one address a person. Only its hash is kept, so that nobody reads it out of a backup."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
