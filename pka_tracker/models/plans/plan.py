"""An action plan: its life, its sections, its submitted versions, and what happened to it."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.cohort import Cohort

if TYPE_CHECKING:
    from pka_tracker.models.notes.note import AtmNote
    from pka_tracker.models.plans.milestone import Milestone
    from pka_tracker.models.reviews.review import Review


class PlanState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    REVISION_REQUESTED = "revision_requested"
    APPROVED = "approved"
    IN_IMPLEMENTATION = "in_implementation"
    COMPLETED = "completed"


class PlanAction(enum.StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    REQUEST_REVISION = "request_revision"
    APPROVE = "approve"
    RESUBMIT = "resubmit"
    REOPEN = "reopen"
    START_IMPLEMENTATION = "start_implementation"
    TAKE_BACK = "take_back"
    CLOSE = "close"

    @property
    def goes_back(self) -> bool:
        """Whether it undoes what was reached; never the first thing that is offered."""
        return self in (PlanAction.WITHDRAW, PlanAction.REOPEN, PlanAction.TAKE_BACK)


#: The whole life of a plan. What is not listed cannot happen.
TRANSITIONS: dict[tuple[PlanState, PlanAction], PlanState] = {
    (PlanState.DRAFT, PlanAction.SUBMIT): PlanState.SUBMITTED,
    (PlanState.SUBMITTED, PlanAction.WITHDRAW): PlanState.DRAFT,
    (PlanState.SUBMITTED, PlanAction.START_REVIEW): PlanState.IN_REVIEW,
    (PlanState.IN_REVIEW, PlanAction.REQUEST_REVISION): PlanState.REVISION_REQUESTED,
    (PlanState.IN_REVIEW, PlanAction.APPROVE): PlanState.APPROVED,
    (PlanState.REVISION_REQUESTED, PlanAction.RESUBMIT): PlanState.SUBMITTED,
    (PlanState.REVISION_REQUESTED, PlanAction.TAKE_BACK): PlanState.IN_REVIEW,
    (PlanState.APPROVED, PlanAction.TAKE_BACK): PlanState.IN_REVIEW,
    (PlanState.APPROVED, PlanAction.REOPEN): PlanState.DRAFT,
    (PlanState.APPROVED, PlanAction.START_IMPLEMENTATION): PlanState.IN_IMPLEMENTATION,
    (PlanState.IN_IMPLEMENTATION, PlanAction.CLOSE): PlanState.COMPLETED,
}

#: So long a decision can be taken back before its letter leaves and without saying why.
UNDO_WINDOW = timedelta(minutes=10)

#: The states in which the participant writes.
WRITABLE = frozenset({PlanState.DRAFT, PlanState.REVISION_REQUESTED})
#: The states in which the mentor decides.
WITH_MENTOR = frozenset({PlanState.SUBMITTED, PlanState.IN_REVIEW})


class ActionPlan(Model):
    """A participant's plan (rancangan aksi perubahan). The text is in its sections."""

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "owner_id"),  # one plan per participant and cohort
        sa.Index("ix_action_plan_queue", "mentor_id", "state", "due_at", "id"),
        sa.CheckConstraint("missing >= 0 AND missing <= required", name="completeness"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    #: Copies of the membership's, so that a queue of thousands is one index; set by operations only.
    mentor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    coach_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    #: Who carries the plan out since its writer was transferred; None is the writer.
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)

    state: Mapped[PlanState] = mapped_column(StrEnumType(PlanState), default=PlanState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None]  # until when whoever holds the plan should act
    version_no: Mapped[int] = mapped_column(default=0)  # the number of the latest version
    lock_version: Mapped[int] = mapped_column()

    #: Told by the sections on each save, so that lists need not read them.
    title: Mapped[str] = mapped_column(sa.String(400), default="")
    required: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was last heard of while it is carried out: the start, then each report. Changes without the lock.
    news_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=owner_id)
    mentor: Mapped[User | None] = relationship(foreign_keys=mentor_id)
    coach: Mapped[User | None] = relationship(foreign_keys=coach_id)
    successor: Mapped[User | None] = relationship(foreign_keys=successor_id)
    sections: Mapped[list[PlanSection]] = relationship(back_populates="plan", order_by="PlanSection.id")
    links: Mapped[list[PlanNote]] = relationship(back_populates="plan")
    versions: Mapped[list[PlanVersion]] = relationship(back_populates="plan", order_by="PlanVersion.number")
    reviews: Mapped[list[Review]] = relationship(back_populates="plan", order_by="Review.id")
    events: Mapped[list[PlanEvent]] = relationship(back_populates="plan", order_by="PlanEvent.id")
    milestones: Mapped[list[Milestone]] = relationship(back_populates="plan", order_by="Milestone.id")

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def percent(self) -> int:
        """How much of what is mandatory is there, 0 to 100; 100 only when nothing is missing."""
        return 100 * (self.required - self.missing) // self.required if self.required else 0

    @property
    def writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def steward_id(self) -> int:
        """Who carries the plan out."""
        return self.successor_id or self.owner_id

    def quiet_since(self, moment: datetime, days: int) -> datetime | None:
        """Since when nothing was heard of a plan that is carried out, once that is more than so many days."""
        if self.state is not PlanState.IN_IMPLEMENTATION or self.news_at is None:
            return None
        return self.news_at if moment - self.news_at > timedelta(days=days) else None

    @property
    def undo_until(self) -> datetime:
        """Until when a decision just made leaves no trace in anybody's mailbox."""
        return self.state_since + UNDO_WINDOW


class PlanSection(Model):
    """One section of a plan as it stands now, locked by a version of its own so that sections save alone."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    key: Mapped[str] = mapped_column(sa.String(32))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    required: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship(back_populates="sections")

    __mapper_args__ = {"version_id_col": lock_version}


class PlanNote(Model):
    """That a plan builds on a note; follows the rows of section ``atm``."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "note_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("atm_note.id"), index=True)

    plan: Mapped[ActionPlan] = relationship(back_populates="links")
    note: Mapped[AtmNote] = relationship()


class PlanVersion(Model):
    """What was submitted: every section as it was, never changed afterwards but to take personal data out."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]  # {section key: content}
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)  # its paper is checked by it
    required: Mapped[int]
    missing: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When personal data were last taken out of the text, which ``sha256`` no longer fits (decision 0027).
    redacted_at: Mapped[datetime | None]

    plan: Mapped[ActionPlan] = relationship(back_populates="versions")


@sa.event.listens_for(PlanVersion, "before_update")
@sa.event.listens_for(PlanVersion, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, version: PlanVersion) -> None:
    raise RuntimeError(f"version {version.number} of plan {version.plan_id} is immutable")


class PlanEvent(Model):
    """One line of the plan's history; appended by ``operations`` only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    action: Mapped[str] = mapped_column(sa.String(32))  # a PlanAction, "start", "assign_mentor" …
    from_state: Mapped[PlanState | None] = mapped_column(StrEnumType(PlanState))
    to_state: Mapped[PlanState] = mapped_column(StrEnumType(PlanState))
    version_no: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    plan: Mapped[ActionPlan] = relationship(back_populates="events")
    actor: Mapped[User] = relationship()
