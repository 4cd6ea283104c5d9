"""Tries to sign in or to have a letter sent, counted so that guessing becomes slow."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, now


class Attempt(Model):
    """One try; ``key`` says by whom or from where, for example ``login:account:<hash>``."""

    __table_args__ = (sa.Index("ix_attempt_key_at", "key", "at"), sa.Index("ix_attempt_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime] = mapped_column(default=now)
