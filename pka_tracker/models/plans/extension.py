"""More time for a plan, asked for by its participant and answered by an organizer."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import ActionPlan

WAITS = sa.text("answered_at IS NULL")


class ExtensionRequest(Model):
    """Until when a participant asks for time, and why. Kept when it is answered; one at a time waits."""

    __table_args__ = (
        sa.Index(
            "uq_extension_request_waits", "plan_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS
        ),
        sa.CheckConstraint("granted_until IS NULL OR answered_at IS NOT NULL", name="granted_is_answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    granted_until: Mapped[date | None]  # may differ from what was asked; answered without it, it was refused
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship()
    answered_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}
