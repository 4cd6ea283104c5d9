"""A practice on its way from the host that shows it to the agency that wants it (replikasi)."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.cohort import Cohort
from pka_tracker.models.notes.note import AtmNote
from pka_tracker.models.plans.plan import ActionPlan
from pka_tracker.models.practice import Practice


class ReplicationStage(enum.StrEnum):
    """How far it came: the last thing that is done. In the order of the path (domain: replication path)."""

    INTEREST = "interest"
    REQUEST_LETTER = "request_letter"
    MOU = "mou"
    COOPERATION_AGREEMENT = "cooperation_agreement"
    TRAINING = "training"
    ADAPTATION = "adaptation"
    TRIAL = "trial"
    LIVE = "live"
    MONITORED = "monitored"


class ReplicationAction(enum.StrEnum):
    ADVANCE = "advance"
    SKIP = "skip"
    UPDATE = "update"
    TAKE_BACK = "take_back"
    STOP = "stop"
    RESUME = "resume"


class Party(enum.StrEnum):
    """The three who act in a replication."""

    HOST = "host"
    RECEIVER = "receiver"
    FACILITATOR = "facilitator"


Table = dict[tuple[ReplicationStage, ReplicationAction], ReplicationStage]
STEPS = tuple(pairwise(ReplicationStage))
#: What some agencies need not do: an agreement may exist already, an application may fit as it is.
PASSABLE = frozenset(ReplicationStage) - {
    ReplicationStage.INTEREST,
    ReplicationStage.LIVE,
    ReplicationStage.MONITORED,
}

#: The whole path. What is not listed cannot happen; stopped, nothing but ``resume`` can.
REPLICATION_TRANSITIONS: Table = (
    {(here, ReplicationAction.ADVANCE): there for here, there in STEPS}
    | {(here, ReplicationAction.SKIP): there for here, there in STEPS if there in PASSABLE}
    | {(stage, ReplicationAction.UPDATE): stage for stage in ReplicationStage}
    | {(there, ReplicationAction.TAKE_BACK): here for here, there in STEPS}
    | {(stage, ReplicationAction.STOP): stage for stage, _next in STEPS}
    | {(stage, ReplicationAction.RESUME): stage for stage, _next in STEPS}
)

#: The actions that reach a stage.
FORWARD = (ReplicationAction.ADVANCE, ReplicationAction.SKIP)

#: So long nothing may happen before it is called a replication without progress.
STALE_AFTER = timedelta(days=90)


class Replication(Model):
    """One participant's agency taking over one practice. Nothing of its way is overwritten: see ``events``."""

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "owner_id", "practice_id"),
        sa.Index("ix_replication_board", "cohort_id", "stage", "last_event_at"),
        sa.CheckConstraint("(stopped_at IS NULL) = (stop_reason = '')", name="stopped_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practice.id"), index=True)
    #: From where the wish came, if it did not come from the catalogue.
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("atm_note.id", ondelete="SET NULL"), index=True)
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)

    #: The three parties; the host is the practice's.
    host_contact: Mapped[str] = mapped_column(sa.String(300), default="")
    receiver: Mapped[str] = mapped_column(sa.String(200))
    facilitator: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Whose account the facilitator has, beside or instead of a name that was typed.
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)

    stage: Mapped[ReplicationStage] = mapped_column(
        StrEnumType(ReplicationStage), default=ReplicationStage.INTEREST
    )
    stage_since: Mapped[datetime] = mapped_column(default=now)
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str] = mapped_column(sa.Text, default="")

    next_step: Mapped[str] = mapped_column(sa.String(500), default="")
    next_on: Mapped[date | None]
    waits_for: Mapped[Party] = mapped_column(StrEnumType(Party), default=Party.RECEIVER)
    #: When something was last written in its history, so that lists need not look there.
    last_event_at: Mapped[datetime] = mapped_column(default=now)
    #: When whoever must act was last told that nothing happens. Written beside the lock: no open page grows old by it.
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    cohort: Mapped[Cohort] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=owner_id)
    facilitator_user: Mapped[User | None] = relationship(foreign_keys=facilitator_id)
    practice: Mapped[Practice] = relationship()
    note: Mapped[AtmNote | None] = relationship()
    plan: Mapped[ActionPlan | None] = relationship()
    events: Mapped[list[ReplicationEvent]] = relationship(
        back_populates="replication", order_by="ReplicationEvent.id"
    )

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def reached(self) -> dict[ReplicationStage, ReplicationEvent]:
        """The event by which each stage up to the present one was reached; what was taken back is none of them."""
        path = list(ReplicationStage)
        return {
            event.to_stage: event
            for event in self.events
            if event.action in ("start", *FORWARD) and path.index(event.to_stage) <= path.index(self.stage)
        }

    @property
    def facilitated_by(self) -> str:
        """The facilitator as they are called. It comes with their account."""
        person = self.facilitator_user.name if self.facilitator_id and self.facilitator_user else ""
        return " · ".join(name for name in (person, self.facilitator) if name)

    def allows(self, action: ReplicationAction) -> bool:
        """Whether the action is possible as it stands now, whoever asks."""
        stopped = self.stopped_at is not None
        return (self.stage, action) in REPLICATION_TRANSITIONS and stopped == (
            action is ReplicationAction.RESUME
        )


class ReplicationEvent(Model):
    """One line of a replication's history; appended by ``operations`` only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    replication_id: Mapped[int] = mapped_column(sa.ForeignKey("replication.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    action: Mapped[str] = mapped_column(sa.String(32))  # a ReplicationAction or "start"
    from_stage: Mapped[ReplicationStage | None] = mapped_column(StrEnumType(ReplicationStage))
    to_stage: Mapped[ReplicationStage] = mapped_column(StrEnumType(ReplicationStage))
    happened_on: Mapped[date | None]  # the day of the thing itself, e.g. on which the agreement was signed
    reference: Mapped[str] = mapped_column(sa.String(200), default="")  # e.g. the number of the letter
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: What was agreed then to come next, and {party: [before, after]} where the parties were changed.
    next_step: Mapped[str] = mapped_column(sa.String(500), default="")
    next_on: Mapped[date | None]
    waits_for: Mapped[Party | None] = mapped_column(StrEnumType(Party))
    #: Whose account the facilitator has from then on.
    facilitator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)

    replication: Mapped[Replication] = relationship(back_populates="events")
    actor: Mapped[User] = relationship(foreign_keys=actor_id)
    facilitator_user: Mapped[User | None] = relationship(foreign_keys=facilitator_id)
