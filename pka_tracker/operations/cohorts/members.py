"""Who guides whom in a cohort: the mentor and the coach of a participant, assigned and handed over in one way."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import select

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    CohortRole,
    MemberAction,
    Membership,
    PlanState,
    PlanVersion,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.cohorts.people import write_event
from pka_tracker.operations.plans import transitions
from pka_tracker.operations.plans.transitions import NO_REASON
from pka_tracker.operations.reviews import reviews
from pka_tracker.words import sentences

log = logging.getLogger(__name__)

SELF = N_("Nobody can be their own mentor. Choose somebody else.")
SELF_COACH = N_("Nobody can be their own coach. Choose somebody else.")
SUCCESSOR = N_("This person carries out the plan and cannot verify their own reports. Choose somebody else.")
NOT_A_MENTOR = N_("This person is not a mentor of the cohort. Choose one from the list.")
NOT_A_COACH = N_("This person is not a coach of the cohort. Choose one from the list.")


@dataclass(frozen=True)
class Post:
    """One of the two who guide a participant."""

    role: CohortRole  # its value is also the name of the column
    action: MemberAction
    own: str  # refused: the participant as their own
    elsewhere: str  # refused: somebody without the role
    vacant: bool  # whether a participant may be without

    def of(self, membership: Membership) -> User | None:
        """Who has the post now."""
        guide: User | None = getattr(membership, self.role)
        return guide


MENTOR = Post(CohortRole.MENTOR, MemberAction.ASSIGN_MENTOR, SELF, NOT_A_MENTOR, vacant=False)
COACH = Post(CohortRole.COACH, MemberAction.ASSIGN_COACH, SELF_COACH, NOT_A_COACH, vacant=True)


def assign(
    post: Post, membership: Membership, guide: User | None, actor: User, reason: str, *, seen: int
) -> None:
    """Give a participant a mentor or coach, who takes over at once; the history stays, the old one sees no more.

    Refuses somebody without the role in the cohort, the participant as their own, and a handover without a
    reason. The membership comes with its cohort and the people it names.
    """
    policy.ensure_organizes(actor, membership.cohort_id)
    if missing := _refusals(post, membership, guide, reason):
        raise Incomplete(missing)
    _lock(membership)
    old = post.of(membership)
    if old is guide:
        return  # pressed twice
    if membership.lock_version != seen:
        raise ChangedMeanwhile(membership)
    setattr(membership, post.role, guide)
    write_event(membership, post.action, actor, old=old, new=guide, reason=reason.strip())
    db.session.flush()
    plan = db.session.scalar(
        select(ActionPlan).where(
            ActionPlan.owner_id == membership.user_id, ActionPlan.cohort_id == membership.cohort_id
        )
    )
    if plan is not None:
        _hand_over(post, plan, (old, guide), actor, reason.strip())
    emails.guide_changed(membership, post.role, old)
    log.info("membership %s: %s %s by user %s", membership.id, post.role, guide and guide.id, actor.id)


def _refusals(post: Post, membership: Membership, guide: User | None, reason: str) -> list[str]:
    if membership.role is not CohortRole.PARTICIPANT:
        raise NotFound(membership.id)
    has_role = guide and db.session.scalar(
        select(Membership.id).where(
            Membership.cohort_id == membership.cohort_id,
            Membership.user_id == guide.id,
            Membership.role == post.role,
        )
    )
    carries_out = guide and db.session.scalar(
        select(ActionPlan.id).where(
            ActionPlan.owner_id == membership.user_id,
            ActionPlan.cohort_id == membership.cohort_id,
            ActionPlan.successor_id == guide.id,
        )
    )
    checks = (
        (post.own, guide is not None and guide.id == membership.user_id),
        (SUCCESSOR, post is MENTOR and bool(carries_out)),
        (post.elsewhere, not has_role and not (guide is None and post.vacant)),
        (NO_REASON, post.of(membership) is not None and not reason.strip()),
    )
    return [words for words, refused in checks if refused]


def _lock(membership: Membership) -> None:
    """Hold the row until the commit, so that of two organizers at once the second sees the first's choice."""
    current = db.session.execute(
        select(Membership.lock_version).where(Membership.id == membership.id).with_for_update()
    ).scalar_one()
    if current != membership.lock_version:
        raise ChangedMeanwhile(membership)


def _hand_over(
    post: Post, plan: ActionPlan, guides: tuple[User | None, User | None], actor: User, reason: str
) -> None:
    """Let the plan follow; under review, the new mentor begins a reading of their own of the same version."""
    old, guide = guides
    setattr(plan, post.role, guide)
    if post is MENTOR and plan.state in WITH_MENTOR:
        plan.due_at = plan.cohort.review_due(now())
    names = " → ".join(person.name for person in (old, guide) if person)
    if guide is None:
        names += " → –"
    transitions.write_event(plan, actor, post.action, plan.state, sentences(names, reason))
    db.session.flush()
    if old is not None and old not in (plan.mentor, plan.coach):
        emails.forget(old, plan)
    if post is MENTOR and guide is not None and plan.state is PlanState.IN_REVIEW:
        version = db.session.scalars(
            select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number == plan.version_no)
        ).one()
        reviews.open_review(plan, version, guide)
