"""Which required comments still wait for the participant's answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased

from pka_tracker.models import Answer, Comment, CommentKind


def waits_for_answer(plan_id: int) -> ColumnElement[bool]:
    """The required comments that were sent, are not settled, and in which the participant has not the last word.

    An answer not sent yet is the last word: it is sent after every reply (``Comment.answered`` in SQL).
    """
    reply = aliased(Answer)
    replied = exists().where(
        reply.comment_id == Answer.comment_id,
        reply.review_id.is_not(None),
        reply.sent_at > Answer.sent_at,  # unknown where one of them is not sent: no reply after it
    )
    answered = exists().where(
        Answer.comment_id == Comment.id,
        Answer.review_id.is_(None),
        func.trim(Answer.body) != "",
        ~replied,
    )
    return and_(
        Comment.plan_id == plan_id,
        Comment.kind == CommentKind.REQUIRED,
        Comment.sent_at.is_not(None),
        Comment.settled_at.is_(None),
        ~answered,
    )
