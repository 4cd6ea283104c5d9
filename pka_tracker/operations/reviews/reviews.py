"""A review of a version, by its mentor or coach: marks, the assessment, and what a decision asks for.

Writing is private to the reviewer until ``send``. Who writes locks the plan's row first (``queries.reviews``),
so that nothing slips in while a decision is on its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    ChecklistItem,
    Comment,
    CommentKind,
    Decision,
    Mark,
    PlanVersion,
    Review,
    SectionMark,
    Support,
    User,
    Verdict,
)
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.outline import N_, Requirement
from pka_tracker.operations.reviews import answers

_SEND = (
    update(Comment)
    .where(Comment.review_id == bindparam("review"), Comment.sent_at.is_(None))
    .values(sent_at=bindparam("moment"), lock_version=Comment.lock_version + 1)
    .execution_options(synchronize_session=False)  # the request ends; nobody reads them again
)


def open_review(plan: ActionPlan, version: PlanVersion, reviewer: User) -> Review:
    """Begin the reading of one version, as its mentor or its coach. Asked again, gives the same review."""
    policy.ensure_reviews(reviewer, plan)
    as_coach = policy.advises(reviewer, plan)
    review = db.session.scalar(
        select(Review).where(
            Review.version_id == version.id, Review.reviewer_id == reviewer.id, Review.as_coach == as_coach
        )
    )
    if review is None:
        review = Review(
            plan=plan, version=version, reviewer=reviewer, as_coach=as_coach, checklist=[], support=[]
        )
        db.session.add(review)
        db.session.flush()
    return review


def ensure_open(review: Review, actor: User) -> None:
    """Refuse whoever may not write in this review, and everybody once it is sent."""
    policy.ensure_reviews(actor, review.plan)
    if review.reviewer_id != actor.id or review.as_coach != policy.advises(actor, review.plan):
        raise NotFound(review.id)
    if review.decision is not None:
        raise NotPossibleNow("review is sent")


def mark_section(review: Review, actor: User, section: str, mark: Mark | None) -> None:
    """Say that a section is in order or needs work; None takes the word back. The last word counts."""
    ensure_open(review, actor)
    if section not in PLAN_SECTION:
        raise NotFound(section)
    row = db.session.scalar(
        select(SectionMark).where(SectionMark.review_id == review.id, SectionMark.section == section)
    )
    if mark is None:
        db.session.execute(
            delete(SectionMark).where(SectionMark.review_id == review.id, SectionMark.section == section)
        )
    elif row is None:
        db.session.add(SectionMark(review_id=review.id, section=section, mark=mark))
    else:
        row.mark = mark
    db.session.flush()


def save_assessment(
    review: Review,
    actor: User,
    *,
    seen: int,
    checklist: Iterable[str],
    verdict: Verdict | None,
    verdict_reason: str,
    support: Iterable[str],
    support_note: str,
) -> None:
    """Keep the checklist, the verdict with its reason and the support, finished or not.

    Refuses a page older than what is kept; the same values again change nothing. A coach gives none of it.
    """
    ensure_open(review, actor)
    if review.as_coach:
        raise NotPermitted("assessment")
    values = {
        "checklist": _in_order(checklist, ChecklistItem),
        "verdict": verdict,
        "verdict_reason": verdict_reason.strip(),
        "support": _in_order(support, Support),
        "support_note": support_note.strip(),
    }
    if all(getattr(review, name) == value for name, value in values.items()):
        return
    if review.lock_version != seen:
        raise ChangedMeanwhile(review)
    for name, value in values.items():
        setattr(review, name, value)
    review.updated_at = now()
    db.session.flush()


def _in_order(chosen: Iterable[str], members: type[ChecklistItem | Support]) -> list[str]:
    wanted = set(chosen)
    return [str(member) for member in members if str(member) in wanted]


def ensure_can_request_revision(review: Review) -> None:
    """A revision says what to change: a section marked "needs work", with a comment on it, or what the coach asks."""
    flagged = exists().where(
        SectionMark.review_id == review.id,
        SectionMark.mark == Mark.NEEDS_WORK,
        exists().where(
            Comment.plan_id == review.plan_id,
            Comment.section == SectionMark.section,
            or_(
                Comment.review_id == review.id,
                and_(Comment.sent_at.is_not(None), Comment.settled_at.is_(None)),
            ),
        ),
    )
    asked_by_coach = exists().where(
        Comment.review_id == Review.id, Review.as_coach, _open_required(review.plan_id)
    )
    if not db.session.scalar(select(or_(flagged, asked_by_coach))):
        message = N_("Mark at least one section as “Needs work” and write a comment on it")
        raise Incomplete([Requirement("", "marks", message, ok=False)])


def ensure_can_approve(review: Review) -> None:
    """An approval leaves no required comment open, and says the verdict and the support given."""
    missing = [_open_comments(*row) for row in _count_required(review)]
    for ok, field, message in (
        (review.verdict, "verdict", N_("Choose a verdict")),
        (review.verdict_reason, "verdict_reason", N_("Give the reason for the verdict")),
        (review.support, "support", N_("Say which support you give")),
    ):
        if not ok:
            missing.append(Requirement("", field, message, ok=False))
    if missing:
        raise Incomplete(missing)


def _open_required(plan_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Required comments that were sent and not settled."""
    return and_(
        Comment.plan_id == plan_id,
        Comment.kind == CommentKind.REQUIRED,
        Comment.settled_at.is_(None),
        Comment.sent_at.is_not(None),
    )


def _count_required(review: Review) -> Sequence[tuple[str, bool, int]]:
    """Open required comments per section and whether a coach's: this review's own, and those sent and not settled."""
    rows = db.session.execute(_required(), {"plan": review.plan_id, "review": review.id})
    order = list(PLAN_SECTION)
    found = [(section, as_coach, count) for section, as_coach, count in rows]
    return sorted(found, key=lambda row: (order.index(row[0]), row[1]))


@cache
def _required() -> Select[str, bool, int]:
    own = and_(Comment.review_id == bindparam("review"), Comment.kind == CommentKind.REQUIRED)
    return (
        select(Comment.section, Review.as_coach, func.count())
        .join(Comment.review)
        .where(or_(_open_required(bindparam("plan")), and_(own, Comment.settled_at.is_(None))))
        .group_by(Comment.section, Review.as_coach)
    )


def _open_comments(section: str, as_coach: bool, count: int) -> Requirement:
    message = (
        N_("The coach’s required comments in “%(section)s” are not settled (%(count)s open)")
        if as_coach
        else N_("Settle, change or delete the required comments in “%(section)s” (%(count)s open)")
    )
    names, values = (("section", PLAN_SECTION[section].title),), (("count", count),)
    return Requirement(section, "comments", message, False, names, values)


def decide(review: Review, decision: Decision, message: str) -> None:
    """Write the decision down. Called by the change of the plan's state, which then calls ``send``."""
    review.decision, review.decided_at, review.message = decision, now(), message.strip()


def send(review: Review) -> None:
    """Hand the comments and replies of a decided review to the participant."""
    db.session.execute(_SEND, {"review": review.id, "moment": review.decided_at})
    answers.send_replies(review)
