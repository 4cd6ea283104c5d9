"""The comments of a review: written in private, sent with it, settled by a later version."""

from __future__ import annotations

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotFound, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import Comment, CommentKind, Review, User
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.reviews.anchor import Anchor
from pka_tracker.operations.reviews import reviews


def add(
    review: Review,
    actor: User,
    *,
    section: str,
    kind: CommentKind,
    body: str,
    form_key: str,
    anchor: Anchor | None = None,
) -> Comment:
    """Write a comment on a section. The same form sent again is the same comment, unless that was edited since."""
    reviews.ensure_open(review, actor)
    if section not in PLAN_SECTION:
        raise NotFound(section)
    comment = db.session.scalar(
        select(Comment).where(Comment.review_id == review.id, Comment.form_key == form_key)
    )
    if comment is None:
        comment = Comment(
            review_id=review.id,
            plan_id=review.plan_id,
            author_id=actor.id,
            section=section,
            form_key=form_key,
            quote="",
            prefix="",
            suffix="",
        )
        db.session.add(comment)
    elif (comment.kind, comment.body, comment.anchor) == (kind, body.strip(), anchor or comment.anchor):
        return comment
    elif comment.lock_version > 1:
        raise ChangedMeanwhile(comment)
    _write(comment, kind, body, anchor or comment.anchor)
    db.session.flush()
    return comment


def edit(
    comment: Comment,
    actor: User,
    *,
    kind: CommentKind,
    body: str,
    seen: int,
    anchor: Anchor | None = None,
) -> None:
    """Change an unsent comment of one's own. Refuses a page older than the text."""
    _ensure_unsent(comment, actor)
    anchor = anchor or comment.anchor
    if (comment.kind, comment.body, comment.anchor) == (kind, body.strip(), anchor):
        return
    if comment.lock_version != seen:
        raise ChangedMeanwhile(comment)
    _write(comment, kind, body, anchor)
    db.session.flush()


def delete(comment: Comment, actor: User, *, seen: int) -> None:
    """Drop an unsent comment of one's own. Refuses a page older than the text."""
    _ensure_unsent(comment, actor)
    if comment.lock_version != seen:
        raise ChangedMeanwhile(comment)
    db.session.delete(comment)
    db.session.flush()


def settle(comment: Comment, actor: User) -> None:
    """Say that a sent comment is met by the version under review. Asked twice, it stays as it is."""
    policy.ensure_settles(actor, comment)
    if comment.sent_at is None:
        raise NotPossibleNow("settle")
    if comment.settled_at is None:
        comment.settled_at, comment.settled_by_id = now(), actor.id
        db.session.flush()


def reopen(comment: Comment, actor: User) -> None:
    """Say that a settled comment is not met after all."""
    policy.ensure_settles(actor, comment)
    if comment.settled_at is not None:
        comment.settled_at, comment.settled_by_id = None, None
        db.session.flush()


def _ensure_unsent(comment: Comment, actor: User) -> None:
    reviews.ensure_open(comment.review, actor)
    if comment.author_id != actor.id:
        raise NotFound(comment.id)
    if comment.sent_at is not None:
        raise NotPossibleNow("comment is sent")


def _write(comment: Comment, kind: CommentKind, body: str, anchor: Anchor) -> None:
    comment.kind, comment.body, comment.updated_at = kind, body.strip(), now()
    comment.quote, comment.prefix, comment.suffix = anchor.quote, anchor.prefix, anchor.suffix
