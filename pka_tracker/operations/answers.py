"""The participant's answers to the mentor's comments; private until the plan is resubmitted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, Answer, Comment, CommentKind, User
from pka_tracker.models.outline import N_, Requirement
from pka_tracker.models.plan_outline import PLAN_SECTION


def save_answer(comment: Comment, actor: User, body: str, *, seen: int) -> Answer | None:
    """Keep the answer as it stands; ``seen`` is 0 where the page showed none.

    The same text again changes nothing; an emptied answer counts as none. Refuses a settled comment and a
    page older than the text. The comment comes with its answers and its review's plan.
    """
    policy.ensure_answers(actor, comment.review.plan)
    if comment.sent_at is None or comment.settled_at is not None:
        raise NotPossibleNow("answer")
    answer, body = comment.unsent_answer, body.strip()
    if body == (answer.body if answer else ""):
        return answer
    if (answer.lock_version if answer else 0) != seen:
        raise ChangedMeanwhile(answer)
    if answer is None:
        answer = Answer(author_id=actor.id, body=body)
        comment.answers.append(answer)
    answer.body = body
    db.session.flush()
    return answer


def ensure_all_answered(plan: ActionPlan) -> None:
    """A resubmission answers every required comment that the mentor left open."""
    answered = exists().where(
        Answer.comment_id == Comment.id, Answer.sent_at.is_(None), func.trim(Answer.body) != ""
    )
    rows = db.session.execute(
        select(Comment.section, func.count())
        .where(open_required(plan.id), ~answered)
        .group_by(Comment.section)
    )
    waiting = {section: count for section, count in rows}
    if missing := [_unanswered(key, waiting[key]) for key in PLAN_SECTION if key in waiting]:
        raise Incomplete(missing)


def open_required(plan_id: int) -> ColumnElement[bool]:
    """The required comments that were sent to the participant and are not settled."""
    return and_(
        Comment.plan_id == plan_id,
        Comment.kind == CommentKind.REQUIRED,
        Comment.sent_at.is_not(None),
        Comment.settled_at.is_(None),
    )


def _unanswered(section: str, count: int) -> Requirement:
    message = N_("Answer the required comments in “%(section)s” (%(count)s without an answer)")
    names, values = (("section", PLAN_SECTION[section].title),), (("count", count),)
    return Requirement(section, "comments", message, False, names, values)


def send_answers(plan: ActionPlan, version_no: int) -> None:
    """Hand the answers to the mentor, with the version they go with. Emptied ones vanish."""
    unsent = and_(
        Answer.sent_at.is_(None), Answer.comment_id.in_(select(Comment.id).where(Comment.plan_id == plan.id))
    )
    db.session.execute(
        delete(Answer).where(unsent, Answer.body == "").execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Answer)
        .where(unsent)
        .values(sent_at=now(), version_no=version_no, lock_version=Answer.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
