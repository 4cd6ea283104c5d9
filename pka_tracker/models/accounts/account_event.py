"""What was done to accounts, by whom and why."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User


class AccountAction(enum.StrEnum):
    """What an administrator does to an account."""

    INVITE = "invite"
    DISABLE = "disable"
    ENABLE = "enable"
    END_SESSIONS = "end_sessions"
    ANONYMISE = "anonymise"


class AccountEvent(Model):
    """One line of the history of an account; appended by ``operations`` only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    action: Mapped[AccountAction] = mapped_column(StrEnumType(AccountAction))
    #: None: the operator's command, or its timer.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    actor: Mapped[User | None] = relationship(foreign_keys=actor_id)
