"""The layout that an organizer gave a paper of their cohort; without one it has the program's own."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import PlanState


class PaperKind(enum.StrEnum):
    """The papers that can be had as DOCX."""

    PLAN = "plan"
    NOTE = "note"
    APPROVAL = "approval"
    ASSESSMENT = "assessment"
    LOG = "log"
    MILESTONES = "milestones"


#: In which states of a plan there is a paper about it beside the plan itself, which is there once it was handed in.
PAPERS_OF_PLAN: dict[PaperKind, frozenset[PlanState]] = {
    PaperKind.APPROVAL: frozenset({PlanState.APPROVED, PlanState.IN_IMPLEMENTATION, PlanState.COMPLETED}),
    PaperKind.ASSESSMENT: frozenset(
        {
            PlanState.REVISION_REQUESTED,
            PlanState.APPROVED,
            PlanState.IN_IMPLEMENTATION,
            PlanState.COMPLETED,
        }
    ),
    PaperKind.MILESTONES: frozenset({PlanState.IN_IMPLEMENTATION, PlanState.COMPLETED}),
}


class PaperTemplate(Model):
    """A DOCX with placeholders, checked when it was brought; its bytes are in ``storage``."""

    __table_args__ = (sa.UniqueConstraint("cohort_id", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    paper: Mapped[PaperKind] = mapped_column(StrEnumType(PaperKind))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))  # as its owner called it
    key: Mapped[str] = mapped_column(sa.String(32), unique=True, default=lambda: uuid4().hex)
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)

    owner: Mapped[User] = relationship()
