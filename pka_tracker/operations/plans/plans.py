"""The life of a plan: every change of its state."""

from __future__ import annotations

import logging

from sqlalchemy import and_, bindparam, select, update

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Decision,
    Membership,
    PlanAction,
    PlanNote,
    PlanSection,
    PlanVersion,
    Review,
    User,
)
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.fingerprint import fingerprint
from pka_tracker.models.texts.outline import Content
from pka_tracker.operations import files
from pka_tracker.operations.plans import indicators, milestones, sections
from pka_tracker.operations.plans.transitions import lock, move, write_event
from pka_tracker.operations.reviews import answers, endorsements, reviews
from pka_tracker.queries.plans.completeness import lacking, plan_requirements
from pka_tracker.queries.plans.plans import identity, membership_of
from pka_tracker.queries.reviews.reviews import own_review

log = logging.getLogger(__name__)


def start(membership: Membership, actor: User) -> ActionPlan:
    """Begin the one plan a participant has in a cohort. The membership comes with its cohort."""
    policy.ensure_starts(actor, membership.cohort_id)
    plan = ActionPlan(
        cohort=membership.cohort,
        owner_id=actor.id,
        mentor_id=membership.mentor_id,
        coach_id=membership.coach_id,
        due_at=membership.cohort.plans_due_at,
    )
    for outline in PLAN_SECTIONS:
        section = PlanSection(key=outline.key, content={})
        plan.sections.append(section)
        sections.count(section)
    plan.required = sum(section.required for section in plan.sections)
    plan.missing = sum(section.missing for section in plan.sections)
    db.session.add(plan)
    db.session.flush()
    write_event(plan, actor, "start", None)
    return plan


def submit(plan: ActionPlan, actor: User, *, seen: int) -> PlanVersion:
    """Freeze the plan as its next version and hand it to the mentor. Refuses an incomplete plan."""
    return _hand_in(plan, PlanAction.SUBMIT, actor, seen)


def resubmit(plan: ActionPlan, actor: User, *, seen: int) -> PlanVersion:
    """Hand in the revised plan as version n+1, with the answers. Every required comment must be answered."""
    policy.ensure(actor, PlanAction.RESUBMIT, plan)
    answers.ensure_all_answered(plan)
    version = _hand_in(plan, PlanAction.RESUBMIT, actor, seen)
    answers.send_answers(plan, version.number)
    return version


def withdraw(plan: ActionPlan, actor: User, *, seen: int) -> None:
    """Take a submitted plan back to go on writing; possible until the mentor opens the review."""
    move(plan, PlanAction.WITHDRAW, actor, seen=seen, due_at=plan.cohort.plans_due_at)
    emails.plan_withdrawn(plan)


def start_review(plan: ActionPlan, actor: User, *, seen: int) -> Review:
    """Open the review of the latest version; from now on the participant cannot withdraw."""
    move(plan, PlanAction.START_REVIEW, actor, seen=seen, due_at=plan.due_at)
    return reviews.open_review(plan, _latest_version(plan), actor)


def request_revision(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> None:
    """Send the review, asking for changes. Refuses unless a section is flagged with a comment."""
    policy.ensure(actor, PlanAction.REQUEST_REVISION, plan)
    review = _hold_with_review(plan, actor, seen)
    reviews.ensure_can_request_revision(review)
    due_at = plan.cohort.review_due(now())
    reviews.decide(review, Decision.REQUEST_REVISION, message)
    move(plan, PlanAction.REQUEST_REVISION, actor, seen=seen, due_at=due_at, reason=message)
    reviews.send(review)
    emails.revision_requested(plan, review)


def approve(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> None:
    """Accept the version that was read and declare it fit for the seminar. No required comment may be open."""
    policy.ensure(actor, PlanAction.APPROVE, plan)
    review = _hold_with_review(plan, actor, seen)
    reviews.ensure_can_approve(review)
    endorsements.ensure_endorsed(plan)
    reviews.decide(review, Decision.APPROVE, message)
    emails.plan_approved(plan, review)  # before the move, which writes all of it at once
    move(plan, PlanAction.APPROVE, actor, seen=seen, due_at=None, reason=message)
    reviews.send(review)


def ensure_ready(plan: ActionPlan, action: PlanAction, actor: User) -> None:
    """Refuse what the action itself would refuse for what is still open, and change nothing: its page says so before
    anybody presses the button in vain."""
    match action:
        case PlanAction.SUBMIT | PlanAction.RESUBMIT:
            if missing := lacking(plan):
                raise Incomplete(missing)
        case PlanAction.REQUEST_REVISION:
            reviews.ensure_can_request_revision(_open_review(plan, actor))
        case PlanAction.APPROVE:
            reviews.ensure_can_approve(_open_review(plan, actor))
            endorsements.ensure_endorsed(plan)
        case PlanAction.CLOSE:
            milestones.ensure_can_close(plan)


def reopen(plan: ActionPlan, actor: User, *, seen: int, reason: str = "") -> None:
    """Go back to writing, which voids the approval. An organizer must say why."""
    policy.ensure(actor, PlanAction.REOPEN, plan)
    if not policy.owns(actor, plan) and not reason.strip():
        raise Incomplete(["reason"])
    due_at = plan.cohort.plans_due_at
    move(plan, PlanAction.REOPEN, actor, seen=seen, due_at=due_at, reason=reason)
    db.session.execute(
        update(Review)
        .where(Review.plan_id == plan.id, Review.decision == Decision.APPROVE, Review.voided_at.is_(None))
        .values(voided_at=now())
    )


def start_implementation(plan: ActionPlan, actor: User, *, seen: int) -> None:
    """Begin to carry out the approved version: its milestones and indicators become trackable."""
    move(plan, PlanAction.START_IMPLEMENTATION, actor, seen=seen, due_at=None)
    milestones.hear_of(plan)
    version = _latest_version(plan)
    milestones.track(plan, version)
    indicators.track(plan, version)


def close(plan: ActionPlan, actor: User, *, seen: int) -> None:
    """End the implementation. Every short-term milestone must be verified."""
    policy.ensure(actor, PlanAction.CLOSE, plan)
    milestones.ensure_can_close(plan)
    move(plan, PlanAction.CLOSE, actor, seen=seen, due_at=None)
    emails.plan_closed(plan)


def _hand_in(plan: ActionPlan, action: PlanAction, actor: User, seen: int) -> PlanVersion:
    policy.ensure(actor, action, plan)
    content = _freeze(plan)
    content["files"] = files.freeze(plan, plan.version_no + 1)
    due_at = plan.cohort.review_due(now())
    plan.version_no += 1
    move(plan, action, actor, seen=seen, due_at=due_at)
    version = PlanVersion(
        plan_id=plan.id,
        number=plan.version_no,
        content=content,
        sha256=fingerprint(content),
        required=plan.required,
        missing=plan.missing,
    )
    db.session.add(version)
    db.session.flush()
    endorsements.follow(plan, version)
    emails.plan_submitted(plan, version)
    return version


def _freeze(plan: ActionPlan) -> Content:
    """All sections as they stand; refuses what is incomplete.

    The row is locked first, so that no section changes between what was read and what is kept.
    """
    lock(plan)
    rows = db.session.scalars(
        select(PlanSection)
        .where(PlanSection.plan_id == plan.id)
        .order_by(PlanSection.id)
        .execution_options(populate_existing=True)
    ).all()
    content = {row.key: row.content for row in rows}
    content["identity"] = identity(membership_of(plan))
    if missing := [item for item in plan_requirements(content, plan.cohort) if not item.ok]:
        raise Incomplete(missing)
    titles = db.session.execute(
        select(AtmNote.id, AtmNote.title).join(PlanNote).where(PlanNote.plan_id == plan.id)
    )
    content["note_titles"] = {str(note_id): title for note_id, title in titles}
    return content


def _latest_version(plan: ActionPlan) -> PlanVersion:
    return db.session.scalars(
        select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == plan.version_no)
    ).one()


_HELD_WITH_REVIEW = (
    select(ActionPlan.lock_version, Review)
    .select_from(ActionPlan)
    .outerjoin(
        PlanVersion, and_(PlanVersion.plan_id == ActionPlan.id, PlanVersion.number == bindparam("number"))
    )
    .outerjoin(
        Review,
        and_(
            Review.version_id == PlanVersion.id,
            Review.reviewer_id == bindparam("reviewer"),
            ~Review.as_coach,
        ),
    )
    .where(ActionPlan.id == bindparam("plan"))
    .with_for_update(of=ActionPlan)
)


def _hold_with_review(plan: ActionPlan, actor: User, seen: int) -> Review:
    """``transitions.hold`` and ``_open_review`` in one statement: every decision begins with both."""
    asked = {"plan": plan.id, "number": plan.version_no, "reviewer": actor.id}
    version, review = db.session.execute(_HELD_WITH_REVIEW, asked).one()
    if version != seen:
        raise ChangedMeanwhile(plan)
    return _undecided(review)


def _open_review(plan: ActionPlan, actor: User) -> Review:
    """The actor's undecided review of exactly the latest version."""
    return _undecided(own_review(plan, actor))


def _undecided(review: Review | None) -> Review:
    if review is None or review.decision is not None:
        raise NotPossibleNow("no open review")
    return review
