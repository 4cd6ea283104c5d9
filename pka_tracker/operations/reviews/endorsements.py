"""The coach as second reviewer: sends comments or approves a version, and never moves the plan.

Where the cohort asks for it, the mentor cannot approve before the coach; a required comment of the coach's stands in
the way everywhere.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select, update

from pka_tracker import emails, policy
from pka_tracker.errors import Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Comment,
    CommentKind,
    Decision,
    Endorsement,
    PlanVersion,
    Review,
    User,
)
from pka_tracker.models.texts.outline import N_, Requirement
from pka_tracker.operations.plans.transitions import explained, hold, write_event
from pka_tracker.operations.reviews import reviews
from pka_tracker.queries.plans.plans import get_version
from pka_tracker.queries.reviews.endorsements import endorsement_of
from pka_tracker.queries.reviews.reviews import own_review

NO_COACH = N_("This cohort asks for a coach's approval, but no coach is assigned. Ask the organizer.")
NOT_YET = N_("The coach has not approved this version yet")
NOTHING = N_("Write a comment on the desk first, or a message here.")
UNSENT = N_("You have comments that are not sent. Send them as notes first, or delete them on the desk.")
OPEN = N_(
    "Required comments of yours are open. Settle them on the desk, or let the participant revise the plan first."
)


def advise(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> Review:
    """Send the coach's comments to participant and mentor; the plan stays where it is. Pressed twice, sent once.

    Refuses where nothing was written.
    """
    policy.ensure_endorses(actor, plan)
    hold(plan, seen)
    review = own_review(plan, actor, as_coach=True)
    if review is None:
        raise NotPossibleNow("no open review")
    if review.decision is None:
        _send(review, actor, message.strip())
    return review


def _send(review: Review, actor: User, message: str) -> None:
    written = _count(Comment.review_id == review.id)
    if not written and not message:
        raise Incomplete([NOTHING])
    reviews.decide(review, Decision.ADVISE, message)
    write_event(review.plan, actor, "advise", review.plan.state, message)
    db.session.flush()
    reviews.send(review)
    emails.coach_advised(review.plan, review, written)


def endorse(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> Endorsement:
    """Approve exactly the latest version as its coach. Pressed twice, it stays one approval.

    Refuses while a required comment of the coach's own is open, or anything of theirs is not sent yet.
    """
    policy.ensure_endorses(actor, plan)
    hold(plan, seen)
    known = endorsement_of(plan)
    if known is not None:
        return known
    _ensure_nothing_open(plan, actor)
    version = get_version(plan, plan.version_no)
    endorsement = Endorsement(
        version_id=version.id, coach=actor, sha256=version.sha256, message=message.strip()
    )
    db.session.add(endorsement)
    write_event(plan, actor, "endorse", plan.state, message.strip())
    db.session.flush()
    emails.plan_endorsed(plan, endorsement)
    return endorsement


def retract(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> None:
    """Take the approval of the latest version back, as long as the mentor has the plan. Pressed twice, done once.

    Within ten minutes its letter never leaves; after that ``message`` says why, and the mentor is told.
    """
    policy.ensure_endorses(actor, plan)
    hold(plan, seen)
    endorsement = endorsement_of(plan)
    if endorsement is None:
        return
    told = not emails.recall(endorsement)
    message = explained(message) if told else message.strip()
    db.session.delete(endorsement)
    write_event(plan, actor, "retract", plan.state, message)
    db.session.flush()
    if told:
        emails.endorsement_retracted(plan, actor, message)


def _ensure_nothing_open(plan: ActionPlan, actor: User) -> None:
    own = and_(Comment.plan_id == plan.id, Comment.author_id == actor.id, Review.as_coach)
    required = and_(Comment.kind == CommentKind.REQUIRED, Comment.settled_at.is_(None))
    checks = ((UNSENT, Comment.sent_at.is_(None)), (OPEN, and_(required, Comment.sent_at.is_not(None))))
    if missing := [
        Requirement("", "comments", words, ok=False) for words, asked in checks if _count(own, asked)
    ]:
        raise Incomplete(missing)


def _count(*asked: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(Comment).join(Comment.review).where(*asked)
    return db.session.execute(counted).scalar_one()


def follow(plan: ActionPlan, version: PlanVersion) -> None:
    """Let what a coach is still writing go on to the new version, so that no draft is left behind on the old one."""
    db.session.execute(
        update(Review)
        .where(Review.plan_id == plan.id, Review.as_coach, Review.decision.is_(None))
        .values(version_id=version.id, lock_version=Review.lock_version + 1)
    )


def ensure_endorsed(plan: ActionPlan) -> None:
    """Refuse the mentor's approval where the cohort asks for the coach's and it is missing."""
    if plan.cohort.coach_required and endorsement_of(plan) is None:
        message = NOT_YET if plan.coach_id else NO_COACH
        raise Incomplete([Requirement("", "coach", message, ok=False)])
