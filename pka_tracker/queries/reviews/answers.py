"""Which required comments still wait for the participant's answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Answer, Comment, CommentKind
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.outline import N_, Requirement


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


def unanswered(plan: ActionPlan) -> list[Requirement]:
    """What the participant has to answer before a resubmission, by section."""
    rows = db.session.execute(
        select(Comment.section, func.count()).where(waits_for_answer(plan.id)).group_by(Comment.section)
    )
    waiting = {section: count for section, count in rows}
    return [_unanswered(key, waiting[key]) for key in PLAN_SECTION if key in waiting]


def _unanswered(section: str, count: int) -> Requirement:
    message = N_("Answer the required comments in “%(section)s” (%(count)s without an answer)")
    names, values = (("section", PLAN_SECTION[section].title),), (("count", count),)
    return Requirement(section, "comments", message, False, names, values)
