"""Who guides whom in a cohort."""

from __future__ import annotations

import logging

from sqlalchemy import select

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    Cohort,
    CohortRole,
    Membership,
    PlanEvent,
    PlanState,
    PlanVersion,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans.transitions import NO_REASON
from pka_tracker.operations.reviews import reviews

log = logging.getLogger(__name__)

SELF = N_("Nobody can be their own mentor. Choose somebody else.")
SUCCESSOR = N_("This person carries out the plan and cannot verify their own reports. Choose somebody else.")
NOT_A_MENTOR = N_("This person is not a mentor of the cohort. Choose one from the list.")


def assign_mentor(membership: Membership, mentor: User, actor: User, reason: str, *, seen: int) -> None:
    """Give a participant another mentor, who takes over at once; the history stays, the old one sees no more.

    ``seen`` is the id of the mentor the page showed, 0 for none. Refuses a mentor from elsewhere and the
    participant as their own. The membership comes with its cohort and the people it names.
    """
    policy.ensure_organizes(actor, membership.cohort_id)
    if missing := _refusals(membership, mentor, reason):
        raise Incomplete(missing)
    _lock(membership)
    if membership.mentor_id == mentor.id:
        return  # pressed twice
    if (membership.mentor_id or 0) != seen:
        raise ChangedMeanwhile(membership)
    old_mentor, membership.mentor = membership.mentor, mentor
    db.session.flush()
    plan = db.session.scalar(
        select(ActionPlan).where(
            ActionPlan.owner_id == membership.user_id, ActionPlan.cohort_id == membership.cohort_id
        )
    )
    if plan is not None:
        _hand_over(plan, old_mentor, mentor, actor, reason.strip())
    emails.mentor_changed(membership, old_mentor)
    log.info("membership %s: mentor %s by user %s", membership.id, mentor.id, actor.id)


def require_coach(cohort: Cohort, actor: User, *, required: bool) -> None:
    """Switch whether a version needs the coach's approval before the mentor's."""
    policy.ensure_organizes(actor, cohort.id)
    cohort.coach_required = required
    db.session.flush()
    log.info("cohort %s: coach required %s by user %s", cohort.id, required, actor.id)


def _refusals(membership: Membership, mentor: User, reason: str) -> list[str]:
    if membership.role is not CohortRole.PARTICIPANT:
        raise NotFound(membership.id)
    is_mentor = db.session.scalar(
        select(Membership.id).where(
            Membership.cohort_id == membership.cohort_id,
            Membership.user_id == mentor.id,
            Membership.role == CohortRole.MENTOR,
        )
    )
    carried_out = db.session.scalar(
        select(ActionPlan.id).where(
            ActionPlan.owner_id == membership.user_id,
            ActionPlan.cohort_id == membership.cohort_id,
            ActionPlan.successor_id == mentor.id,
        )
    )
    checks = (
        (SELF, mentor.id == membership.user_id),
        (SUCCESSOR, carried_out is not None),
        (NOT_A_MENTOR, is_mentor is None),
        (NO_REASON, not reason.strip()),
    )
    return [words for words, refused in checks if refused]


def _lock(membership: Membership) -> None:
    """Hold the row until the commit, so that of two organizers at once the second sees the first's choice."""
    current = db.session.execute(
        select(Membership.mentor_id).where(Membership.id == membership.id).with_for_update()
    ).scalar_one()
    if current != membership.mentor_id:
        raise ChangedMeanwhile(membership)


def _hand_over(plan: ActionPlan, old_mentor: User | None, mentor: User, actor: User, reason: str) -> None:
    """Let the plan follow; under review, the new mentor begins a reading of their own of the same version."""
    plan.mentor = mentor
    if plan.state in WITH_MENTOR:
        plan.due_at = plan.cohort.review_due(now())
    names = f"{old_mentor.name} → {mentor.name}" if old_mentor else mentor.name
    db.session.add(
        PlanEvent(
            plan_id=plan.id,
            actor_id=actor.id,
            action="assign_mentor",
            from_state=plan.state,
            to_state=plan.state,
            version_no=plan.version_no or None,
            reason=f"{names}. {reason}",
        )
    )
    db.session.flush()
    if plan.state is PlanState.IN_REVIEW:
        version = db.session.scalars(
            select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == plan.version_no)
        ).one()
        reviews.open_review(plan, version, mentor)
