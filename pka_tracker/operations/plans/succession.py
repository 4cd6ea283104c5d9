"""Handing a plan that is carried out to a successor, when its official is transferred. The plan stays its writer's."""

from __future__ import annotations

import logging

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from pka_tracker import emails, policy
from pka_tracker.errors import Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans.transitions import explained, hold, write_event
from pka_tracker.words import sentences

log = logging.getLogger(__name__)

UNKNOWN = N_("Nobody here has this address. Ask the organizer to invite them, or check the spelling.")
THE_SAME = N_("This person carries the plan out already. Give the address of somebody else.")
THE_MENTOR = N_(
    "The mentor verifies what is reported and cannot report it too. Give the address of somebody else."
)


def hand_over(plan: ActionPlan, actor: User, *, email: str, reason: str, seen: int) -> User:
    """Let somebody else carry the plan out from now on, found by their address: they report milestones and indicators.

    The writer goes on reading; their own address gives the plan back to them. Refuses whoever has no account in use,
    who carries it out already, and the mentor. The plan comes with its people and cohort.
    """
    policy.ensure_hands_over(actor, plan)
    reason = explained(reason)
    successor = candidate(plan, actor, email)
    hold(plan, seen)
    before = plan.successor or plan.owner
    plan.successor = None if successor.id == plan.owner_id else successor
    write_event(plan, actor, "hand_over", plan.state, sentences(f"{before.name} → {successor.name}", reason))
    db.session.flush()
    emails.plan_handed_over(plan, before, successor, reason)
    log.info("plan %s: handed over to user %s by user %s", plan.id, successor.id, actor.id)
    return successor


def candidate(plan: ActionPlan, actor: User, email: str) -> User:
    """Whoever has this address and could carry the plan out, with their agency.

    Refuses as ``hand_over`` does. An address nobody has and one that is out of use are answered alike; the two that are
    told apart are people of this plan, whom the actor knows.
    """
    policy.ensure_hands_over(actor, plan)
    found = db.session.scalar(
        select(User)
        .where(func.lower(User.email) == email.strip().lower(), User.active)
        .options(joinedload(User.agency))
    )
    if found is None:
        raise Incomplete([UNKNOWN])
    if found.id == plan.steward_id:
        raise Incomplete([THE_SAME])
    if found.id == plan.mentor_id:
        raise Incomplete([THE_MENTOR])
    return found
