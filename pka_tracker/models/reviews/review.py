"""A review of one version, by the mentor or the coach: marks, comments, and the mentor's assessment and decision."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.plan import ActionPlan, PlanVersion
from pka_tracker.models.reviews.anchor import CONTEXT, LONGEST_QUOTE, Anchor


class Decision(enum.StrEnum):
    REQUEST_REVISION = "request_revision"
    APPROVE = "approve"
    ADVISE = "advise"  # the coach's only one: comments sent, the plan stays where it is


class Verdict(enum.StrEnum):
    VERY_CAPABLE = "very_capable"
    CAPABLE = "capable"
    LESS_CAPABLE = "less_capable"
    NOT_CAPABLE = "not_capable"


class ChecklistItem(enum.StrEnum):
    DIAGNOSIS = "diagnosis"
    INNOVATION = "innovation"
    MILESTONES_RISK = "milestones_risk"
    STAKEHOLDERS_RESOURCES = "stakeholders_resources"


class Support(enum.StrEnum):
    MANDATE = "mandate"
    TEAM = "team"
    BUDGET = "budget"
    CONTINUITY = "continuity"


class Mark(enum.StrEnum):
    OK = "ok"
    NEEDS_WORK = "needs_work"


class CommentKind(enum.StrEnum):
    REQUIRED = "required"
    SUGGESTION = "suggestion"


class Review(Model):
    """One reviewer's reading of one version. Private to its writer until it is decided."""

    __table_args__ = (
        # Whether somebody has reviewed a plan is asked for every plan of a list.
        sa.Index("ix_review_read", "reviewer_id", "plan_id"),
        sa.UniqueConstraint("version_id", "reviewer_id", "as_coach"),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("decision IS NULL OR (decision = 'advise') = as_coach", name="coach_advises"),
        sa.Index(  # one approved version per plan; a reopened plan voids the approval
            "uq_review_approved",
            "plan_id",
            unique=True,
            sqlite_where=sa.text("decision = 'approve' AND voided_at IS NULL"),
            postgresql_where=sa.text("decision = 'approve' AND voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_version.id"))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    as_coach: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(default=now)

    checklist: Mapped[list[str]] = mapped_column(default=list)  # the items found in order
    verdict: Mapped[Verdict | None] = mapped_column(StrEnumType(Verdict))
    verdict_reason: Mapped[str] = mapped_column(sa.Text, default="")
    support: Mapped[list[str]] = mapped_column(default=list)
    support_note: Mapped[str] = mapped_column(sa.Text, default="")

    decision: Mapped[Decision | None] = mapped_column(StrEnumType(Decision))
    decided_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(sa.Text, default="")  # the covering word to the participant
    voided_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship(back_populates="reviews")
    version: Mapped[PlanVersion] = relationship()
    reviewer: Mapped[User] = relationship()
    marks: Mapped[list[SectionMark]] = relationship(back_populates="review", order_by="SectionMark.id")
    comments: Mapped[list[Comment]] = relationship(back_populates="review", order_by="Comment.id")

    __mapper_args__ = {"version_id_col": lock_version}


class SectionMark(Model):
    """The reviewer's word on one section: in order, or needs work."""

    __table_args__ = (sa.UniqueConstraint("review_id", "section"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"))
    section: Mapped[str] = mapped_column(sa.String(32))
    mark: Mapped[Mark] = mapped_column(StrEnumType(Mark))

    review: Mapped[Review] = relationship(back_populates="marks")


class Comment(Model):
    """A remark on a section of the version its review is about. Sent with the review, settled by who wrote it or the mentor."""

    __table_args__ = (
        sa.UniqueConstraint("review_id", "form_key"),
        sa.CheckConstraint("settled_at IS NULL OR sent_at IS NOT NULL", name="settled_after_sent"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_someone"),
        sa.Index("ix_comment_open", "plan_id", "settled_at", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"))
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    section: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[CommentKind] = mapped_column(StrEnumType(CommentKind), default=CommentKind.REQUIRED)
    body: Mapped[str] = mapped_column(sa.Text, default="")
    #: The words it speaks of, with what stands beside them; empty: the whole section (models/reviews/anchor.py).
    quote: Mapped[str] = mapped_column(sa.String(LONGEST_QUOTE), default="")
    prefix: Mapped[str] = mapped_column(sa.String(CONTEXT), default="")
    suffix: Mapped[str] = mapped_column(sa.String(CONTEXT), default="")
    #: Drawn by the empty form, so that a double click or a repeated autosave makes one comment.
    form_key: Mapped[str] = mapped_column(sa.String(32))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    lock_version: Mapped[int] = mapped_column()

    review: Mapped[Review] = relationship(back_populates="comments")
    author: Mapped[User] = relationship(foreign_keys=author_id)
    settled_by: Mapped[User | None] = relationship(foreign_keys=settled_by_id)
    answers: Mapped[list[Answer]] = relationship(back_populates="comment", order_by="Answer.id")

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def anchor(self) -> Anchor:
        """The words it speaks of."""
        return Anchor(self.quote, self.prefix, self.suffix)

    @property
    def thread(self) -> list[Answer]:
        """What was said on it since, oldest first."""
        sent = [(answer.sent_at, answer.id, answer) for answer in self.answers if answer.sent_at]
        return [answer for *_when, answer in sorted(sent)]

    @property
    def answered(self) -> bool:
        """Whether the participant has the last word; one not sent yet is the last (queries/reviews/answers.py in SQL)."""
        replied = [answer.sent_at for answer in self.thread if answer.review_id and answer.sent_at]
        return any(
            answer.review_id is None
            and answer.body.strip()
            and (answer.sent_at is None or not replied or answer.sent_at >= replied[-1])
            for answer in self.answers
        )

    def unsent_by(self, author_id: int) -> Answer | None:
        """What somebody is writing in answer; for the writer's eyes only."""
        return next((a for a in self.answers if a.sent_at is None and a.author_id == author_id), None)


class Answer(Model):
    """A word in the thread of a comment: the participant's answer, or a reviewer's reply.

    Private until the plan is resubmitted, or the review it goes with is sent.
    """

    __table_args__ = (
        sa.Index(  # one unsent answer a writer
            "uq_answer_unsent",
            "comment_id",
            "author_id",
            unique=True,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    #: The review a reply is sent with; null: the participant's answer.
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey("review.id"), index=True)
    version_no: Mapped[int | None]  # the version an answer was sent with
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    lock_version: Mapped[int] = mapped_column()

    comment: Mapped[Comment] = relationship(back_populates="answers")
    author: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}
