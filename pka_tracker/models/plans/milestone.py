"""The milestones of an approved plan, tracked while it is carried out."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import ActionPlan, PlanState


class Horizon(enum.StrEnum):
    """Short: to the end of the course; medium: 6-12 months after; long: 1-2 years after."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


#: What of a plan can be reported and verified, by its state: once it is closed, the short term is over.
FOLLOWED: dict[PlanState, frozenset[Horizon]] = {
    PlanState.IN_IMPLEMENTATION: frozenset(Horizon),
    PlanState.COMPLETED: frozenset({Horizon.MEDIUM, Horizon.LONG}),
}


class MilestoneState(enum.StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"


class MilestoneAction(enum.StrEnum):
    REPORT = "report"
    VERIFY = "verify"
    RETURN = "return"


#: A report can be corrected until it is verified. Reported is what is done; what goes on is in progress.
MILESTONE_TRANSITIONS: dict[tuple[MilestoneState, MilestoneAction], MilestoneState] = {
    (MilestoneState.PLANNED, MilestoneAction.REPORT): MilestoneState.REPORTED,
    (MilestoneState.IN_PROGRESS, MilestoneAction.REPORT): MilestoneState.REPORTED,
    (MilestoneState.RETURNED, MilestoneAction.REPORT): MilestoneState.REPORTED,
    (MilestoneState.REPORTED, MilestoneAction.REPORT): MilestoneState.REPORTED,
    (MilestoneState.REPORTED, MilestoneAction.VERIFY): MilestoneState.VERIFIED,
    (MilestoneState.REPORTED, MilestoneAction.RETURN): MilestoneState.RETURNED,
}


#: It is for the participant to report.
TO_REPORT = frozenset({MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED})


class Milestone(Model):
    """One milestone, copied from the approved version when the implementation starts."""

    __table_args__ = (
        sa.UniqueConstraint("plan_id", "row_id"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_someone"),
        sa.CheckConstraint("(state = 'verified') = (verified_at IS NOT NULL)", name="verified"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    row_id: Mapped[str] = mapped_column(sa.String(32))  # the row of section ``milestones`` it comes from
    horizon: Mapped[Horizon] = mapped_column(StrEnumType(Horizon))
    activity: Mapped[str] = mapped_column(sa.Text)
    responsible: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    output: Mapped[str] = mapped_column(sa.Text, default="")
    evidence_expected: Mapped[str] = mapped_column(sa.Text, default="")

    state: Mapped[MilestoneState] = mapped_column(StrEnumType(MilestoneState), default=MilestoneState.PLANNED)
    report: Mapped[str] = mapped_column(sa.Text, default="")
    evidence_url: Mapped[str] = mapped_column(sa.String(500), default="")
    reported_at: Mapped[datetime | None]
    #: Who reported it last; nobody knows of reports from before a second handover.
    reported_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship(back_populates="milestones")
    reported_by: Mapped[User | None] = relationship(foreign_keys=reported_by_id)
    verified_by: Mapped[User | None] = relationship(foreign_keys=verified_by_id)
    events: Mapped[list[MilestoneEvent]] = relationship(
        back_populates="milestone", order_by="MilestoneEvent.id", passive_deletes="all"
    )

    __mapper_args__ = {"version_id_col": lock_version}

    def overdue_on(self, today: date) -> bool:
        """Whether its last day is over and nothing waits for the mentor."""
        return self.ends_on < today and self.state in TO_REPORT

    def quiet_since(self, today: date, began: date, days: int) -> date | None:
        """Since when nothing was heard of it, once that is more than so many days while it should be worked on.

        ``began`` is the day on which the implementation was started, or on which it was last reported.
        """
        since = max(self.starts_on, began)
        return since if self.state in TO_REPORT and (today - since).days > days else None


class MilestoneEvent(Model):
    """One line of a milestone's history; appended by ``operations`` only. What was said then stays, whatever follows."""

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    state: Mapped[MilestoneState] = mapped_column(StrEnumType(MilestoneState))  # what it became
    text: Mapped[str] = mapped_column(sa.Text, default="")  # of the report, or why it was returned
    evidence_url: Mapped[str] = mapped_column(sa.String(500), default="")
    files: Mapped[list[str]] = mapped_column(default=list)  # what the evidence was called
    at: Mapped[datetime] = mapped_column(default=now)

    milestone: Mapped[Milestone] = relationship(back_populates="events")
    actor: Mapped[User] = relationship()
