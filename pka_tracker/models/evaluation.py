"""What became of a plan 6 and 12 months after the course, as its writer and the mentor see it (evaluasi pascapelatihan)."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import ActionPlan

#: After so many months each is asked (domain: month 6 and 12).
MONTHS = (6, 12)
#: So long a link can be used; a letter that could not be written is made up for as long.
OPEN_FOR = timedelta(days=60)


class Outcome(enum.StrEnum):
    CONTINUED = "continued"
    CHANGED = "changed"
    STOPPED = "stopped"


class StopReason(enum.StrEnum):
    """Why projects stop (domain: mutasi, anggaran, SDM, dukungan, regulasi)."""

    TRANSFER = "transfer"
    BUDGET = "budget"
    STAFF = "staff"
    SUPPORT = "support"
    REGULATION = "regulation"


class EvaluationState(enum.StrEnum):
    ASKED = "asked"
    BEGUN = "begun"
    ENDED = "ended"
    ANSWERED = "answered"


class PostEvaluation(Model):
    """One question to one person about one plan, opened by a secret link until it is answered."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "month", "as_mentor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    month: Mapped[int]
    as_mentor: Mapped[bool]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)  # the latest letter
    ends_at: Mapped[datetime]
    #: The draft, then the answer: {"outcome": ..., "milestones": {id: bool}, "indicators": {id: "12.5"} ...}.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submitted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship()
    person: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}

    def state_at(self, moment: datetime) -> EvaluationState:
        """How far it is."""
        if self.submitted_at:
            return EvaluationState.ANSWERED
        if self.ends_at <= moment:
            return EvaluationState.ENDED
        return EvaluationState.BEGUN if self.content else EvaluationState.ASKED

    @property
    def reached(self) -> int:
        """How many milestones are said to be reached."""
        return sum(map(bool, self.content.get("milestones", {}).values()))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
