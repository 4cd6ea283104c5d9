"""Reading reviews and their comments: what mentor and coach write, and what the participant was sent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Answer, Comment, CommentKind, Mark, PlanVersion, Review, User
from pka_tracker.queries.plans.plans import may_see
from pka_tracker.queries.viewers import Anybody, Viewer, anybody_like, asked_by


def visible_to(user: Viewer) -> Select[Comment]:
    """The comments this user may know of: one's own, and on visible plans those that were sent."""
    return (
        select(Comment)
        .join(Comment.review)
        .join(Review.plan)
        .where(may_see(user), or_(Comment.author_id == user.id, Comment.sent_at.is_not(None)))
        .options(raiseload("*", sql_only=True))
    )


def _answers(user: Viewer) -> ColumnElement[bool]:
    """An answer not sent yet is for its writer's eyes only."""
    return or_(Answer.author_id == user.id, Answer.sent_at.is_not(None))


def comments_on(plan: ActionPlan, viewer: User) -> dict[str, list[Comment]]:
    """The comments on a plan that the viewer may read, by section, each with its answers. One statement."""
    rows = db.session.scalars(_comments(anybody_like(viewer)), asked_by(viewer, plan=plan.id)).unique()
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in rows:
        found[comment.section].append(comment)
    return dict(found)


@lru_cache
def _comments(viewer: Anybody) -> Select[Comment]:
    return (
        visible_to(viewer)
        .where(Comment.plan_id == bindparam("plan"))
        .outerjoin(Comment.answers.and_(_answers(viewer)))
        .order_by(Comment.id, Answer.id)
        .options(
            joinedload(Comment.author).raiseload("*", sql_only=True),
            contains_eager(Comment.review)
            .joinedload(Review.version)
            .load_only(PlanVersion.number)
            .raiseload("*", sql_only=True),
            contains_eager(Comment.answers).joinedload(Answer.author),
        )
    )


def get_comment(comment_id: int, viewer: User, *, lock: bool = False) -> Comment:
    """One comment with its review, plan and answers; ``lock`` holds the plan's row until the commit."""
    asked = (
        visible_to(viewer)
        .where(Comment.id == comment_id)
        .options(
            contains_eager(Comment.review)
            .contains_eager(Review.plan)
            .joinedload(ActionPlan.owner, innerjoin=True),
            joinedload(Comment.author, innerjoin=True),
            selectinload(Comment.answers.and_(_answers(viewer))).joinedload(Answer.author, innerjoin=True),
        )
    )
    if lock:
        asked = asked.with_for_update(of=ActionPlan)
    comment = db.session.scalar(asked)
    if comment is None:
        raise NotFound(comment_id)
    return comment


def open_review(
    plan_id: int, viewer: User, review_id: int | None = None, *, lock: bool = False
) -> Review | None:
    """The viewer's undecided review of the plan's latest version, with the plan; as the mentor where they are both."""
    asked = (
        select(Review)
        .join(Review.plan)
        .join(Review.version)
        .where(
            may_see(viewer),
            Review.plan_id == plan_id,
            Review.reviewer_id == viewer.id,
            Review.as_coach == (func.coalesce(ActionPlan.mentor_id, 0) != viewer.id),
            Review.decision.is_(None),
            PlanVersion.number == ActionPlan.version_no,
        )
        .options(contains_eager(Review.plan).raiseload("*", sql_only=True), raiseload("*", sql_only=True))
    )
    if review_id is not None:
        asked = asked.where(Review.id == review_id)
    if lock:  # nothing is written while a decision is on its way
        asked = asked.with_for_update(of=ActionPlan)
    return db.session.scalar(asked)


_OWN = (
    select(Review)
    .join(Review.version)
    .where(
        Review.plan_id == bindparam("plan"),
        Review.reviewer_id == bindparam("reviewer"),
        Review.as_coach == bindparam("as_coach"),
        PlanVersion.number == bindparam("number"),
    )
)


def own_review(plan: ActionPlan, actor: User, *, as_coach: bool = False) -> Review | None:
    """Somebody's review of exactly the latest version, decided or not; there is one at most in each part. The plan is at hand."""
    asked = {"plan": plan.id, "reviewer": actor.id, "as_coach": as_coach, "number": plan.version_no}
    return db.session.scalar(_OWN, asked)


_SENT = (
    select(Review)
    .join(Review.version)
    .where(
        Review.plan_id == bindparam("plan"),
        PlanVersion.number == bindparam("number"),
        Review.decision.is_not(None),
        Review.voided_at.is_(None),
        ~Review.as_coach,
    )
    .order_by(Review.decided_at.desc(), Review.id.desc())
    .limit(1)
    .options(joinedload(Review.reviewer), raiseload("*", sql_only=True))
)


def sent_review(plan: ActionPlan) -> Review | None:
    """What the mentor decided on the latest version and sent, with the mentor. The plan was found to be seen."""
    return db.session.scalar(_SENT, {"plan": plan.id, "number": plan.version_no})


@dataclass(frozen=True)
class Desk:
    """What the review desk of one plan shows beside the plan itself."""

    version: PlanVersion
    previous: PlanVersion | None  # what the viewer reviewed last; else the version before
    reviewed_before: bool
    review: Review | None  # the viewer's own of this version
    sent: list[Review]  # what others sent about it, newest first
    comments: dict[str, list[Comment]]

    @property
    def decided(self) -> list[Review]:
        """What was sent about this version, by the viewer or others."""
        own = [self.review] if self.review and self.review.decision else []
        return own + self.sent

    def mark(self, key: str) -> Mark | None:
        """The viewer's own mark on a section."""
        found = self.review.marks if self.review else []
        return next((row.mark for row in found if row.section == key), None)

    def marks_sent(self, key: str) -> list[tuple[Review, Mark]]:
        """What others said of a section."""
        return [(review, row.mark) for review in self.sent for row in review.marks if row.section == key]

    def own(self, key: str) -> list[Comment]:
        """This review's comments on a section."""
        return [c for c in self.comments.get(key, []) if self.review and c.review_id == self.review.id]

    def earlier(self, key: str) -> list[Comment]:
        """Comments of earlier and of others' reviews on a section."""
        return [c for c in self.comments.get(key, []) if not self.review or c.review_id != self.review.id]

    def open_required(self, key: str) -> int:
        """How many required comments of a section are not settled."""
        return sum(
            c.kind is CommentKind.REQUIRED and c.settled_at is None for c in self.comments.get(key, [])
        )


def get_desk(plan: ActionPlan, viewer: User) -> Desk:
    """The latest version with the one to compare it with, the reviews with their marks, and the comments.

    Of another's review nothing is read before it is sent.
    """
    rows = db.session.execute(_versions_for(plan, viewer)).all()
    if not rows or rows[0][0].number != plan.version_no:
        raise NotFound(f"{plan.id}: nothing was handed in")
    (version, reviewed), previous = rows[0], rows[1][0] if len(rows) > 1 else None
    found = db.session.scalars(
        select(Review)
        .where(
            Review.version_id == version.id,
            or_(Review.reviewer_id == viewer.id, Review.decision.is_not(None)),
        )
        .order_by(Review.id.desc())
        .options(selectinload(Review.marks), joinedload(Review.reviewer), raiseload("*", sql_only=True))
    ).all()
    as_coach = plan.mentor_id != viewer.id
    own = next((one for one in found if one.reviewer_id == viewer.id and one.as_coach is as_coach), None)
    sent = [one for one in found if one is not own and one.decision]
    return Desk(version, previous, reviewed is not None, own, sent, comments_on(plan, viewer))


def _versions_for(plan: ActionPlan, viewer: User) -> Select[PlanVersion, int | None]:
    """The latest version, then the one the viewer reviewed last, or the one before where there was none."""
    reviewed = (
        select(func.max(PlanVersion.number))
        .join(Review, Review.version_id == PlanVersion.id)
        .where(
            Review.plan_id == plan.id,
            Review.reviewer_id == viewer.id,
            Review.decision.is_not(None),
            PlanVersion.number < plan.version_no,
        )
        .scalar_subquery()
    )
    wanted = (plan.version_no, func.coalesce(reviewed, plan.version_no - 1))
    return (
        select(PlanVersion, reviewed)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.number.in_(wanted))
        .order_by(PlanVersion.number.desc())
        .options(raiseload("*", sql_only=True))
    )
