"""Taking a decision on a plan back: quietly while its letter is still here, later with a reason."""

from __future__ import annotations

from sqlalchemy import exists, update

from pka_tracker import emails, policy
from pka_tracker.errors import NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Answer, Comment, PlanAction, Review, User
from pka_tracker.operations.plans.transitions import explained, move
from pka_tracker.operations.reviews import answers
from pka_tracker.queries.reviews.reviews import own_review


def take_back(plan: ActionPlan, actor: User, *, seen: int, reason: str = "") -> None:
    """Put a decided plan back in review with what was written. After ten minutes it needs a reason.

    Refuses who did not decide. Comments and replies become private again unless the participant has begun to
    answer them.
    """
    policy.ensure(actor, PlanAction.TAKE_BACK, plan)
    review = _decided(plan, actor)
    told = bool(emails.readers_of(PlanAction.TAKE_BACK, plan)) or not emails.recall(review)
    reason = explained(reason) if told else reason.strip()
    due_at = plan.cohort.review_due(review.version.created_at)
    decided_at, review.decision, review.decided_at = review.decided_at, None, None
    move(plan, PlanAction.TAKE_BACK, actor, seen=seen, due_at=due_at, reason=reason)
    if told:
        emails.decision_taken_back(plan, review, reason)
        return
    db.session.execute(
        update(Comment)
        .where(
            Comment.review_id == review.id,
            Comment.sent_at == decided_at,
            Comment.settled_at.is_(None),
            ~exists().where(Answer.comment_id == Comment.id),
        )
        .values(sent_at=None, lock_version=Comment.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
    answers.unsend_replies(review, decided_at)


def _decided(plan: ActionPlan, actor: User) -> Review:
    """The actor's decided review of the latest version."""
    review = own_review(plan, actor)
    if review is None or review.decision is None or review.voided_at is not None:
        raise NotPossibleNow("decided by somebody else")
    return review
