"""The coach's approval of one version, beside the mentor's."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import PlanVersion


class Endorsement(Model):
    """That a coach approves exactly this text. Another version is another text and needs another approval."""

    __table_args__ = (sa.UniqueConstraint("version_id", "coach_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_version.id"))
    coach_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    message: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    version: Mapped[PlanVersion] = relationship()
    coach: Mapped[User] = relationship()
