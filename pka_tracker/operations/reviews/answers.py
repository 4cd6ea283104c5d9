"""The thread of a comment: the participant's answers and the reviewers' replies.

An answer is private until the plan is resubmitted, a reply until its review is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, select, update
from sqlalchemy.orm import aliased

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, Answer, Comment, Review, User
from pka_tracker.queries.reviews.answers import unanswered
from pka_tracker.queries.reviews.reviews import own_review


class _Unsent:
    """What one side has written in the threads of a plan and not sent."""

    def __init__(self, written: ColumnElement[bool]) -> None:
        comments = select(Comment.id).where(Comment.plan_id == bindparam("plan"))
        self.where = and_(written, Answer.sent_at.is_(None), Answer.comment_id.in_(comments))
        self.any = select(exists().where(self.where))


_ANSWERS = _Unsent(Answer.review_id.is_(None))
_REPLIES = _Unsent(and_(Answer.review_id.is_not(None), Answer.author_id == bindparam("reviewer")))


def save_answer(comment: Comment, actor: User, body: str, *, seen: int) -> Answer | None:
    """Keep the answer or the reply as it stands; ``seen`` is 0 where the page showed none.

    The same text again changes nothing; an emptied answer counts as none. Refuses a page older than the text, a
    comment not sent yet, and the participant's answer to a settled one; a reviewer may close with a word.
    The comment comes with its answers and its review's plan.
    """
    review_id = review_of_reply(comment, actor)
    if review_id is None and comment.settled_at is not None:
        raise NotPossibleNow("answer")
    answer, body = comment.unsent_by(actor.id), body.strip()
    if body == (answer.body if answer else ""):
        return answer
    if (answer.lock_version if answer else 0) != seen:
        raise ChangedMeanwhile(answer)
    if answer is None:
        answer = Answer(author_id=actor.id, review_id=review_id, body=body)
        comment.answers.append(answer)
    answer.body = body
    db.session.flush()
    return answer


def review_of_reply(comment: Comment, actor: User) -> int | None:
    """The id of the open review that a reviewer's reply goes with; None for the participant's answer.

    Refuses who may neither answer nor review, a comment not sent yet, and a reviewer without an open review of the
    latest version.
    """
    plan, review = comment.review.plan, None
    if policy.owns(actor, plan):
        policy.ensure_answers(actor, plan)
    else:
        policy.ensure_reviews(actor, plan)
        review = own_review(plan, actor, as_coach=policy.advises(actor, plan))
        if review is None or review.decision is not None:
            raise NotPossibleNow("answer")
    if comment.sent_at is None:
        raise NotPossibleNow("answer")
    return review.id if review else None


def ensure_all_answered(plan: ActionPlan) -> None:
    """A resubmission answers every required comment that the mentor left open."""
    if missing := unanswered(plan):
        raise Incomplete(missing)


def send_answers(plan: ActionPlan, version_no: int) -> None:
    """Hand the answers to the mentor, with the version they go with. Emptied ones vanish."""
    _send(_ANSWERS, {"plan": plan.id}, sent_at=now(), version_no=version_no)


def send_replies(review: Review) -> None:
    """Hand the replies of a decided review to the participant. Emptied ones vanish."""
    whose = {"plan": review.plan_id, "reviewer": review.reviewer_id}
    _send(_REPLIES, whose, sent_at=review.decided_at, review_id=review.id)


def _send(unsent: _Unsent, whose: dict[str, int], **values: Any) -> None:
    if not db.session.scalar(unsent.any, whose):
        return
    quick = {"synchronize_session": False}
    db.session.execute(delete(Answer).where(unsent.where, Answer.body == ""), whose, execution_options=quick)
    db.session.execute(
        update(Answer).where(unsent.where).values(lock_version=Answer.lock_version + 1, **values),
        whose,
        execution_options=quick,
    )


def unsend_replies(review: Review, decided_at: datetime | None) -> None:
    """Make the replies of a decision private again, unless the participant has begun to answer them."""
    answer = aliased(Answer)
    begun = exists().where(
        answer.comment_id == Answer.comment_id, answer.review_id.is_(None), answer.sent_at.is_(None)
    )
    db.session.execute(
        update(Answer)
        .where(Answer.review_id == review.id, Answer.sent_at == decided_at, ~begun)
        .values(sent_at=None, lock_version=Answer.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
