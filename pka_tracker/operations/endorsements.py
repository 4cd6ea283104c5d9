"""The coach approves a version; where the cohort asks for it, the mentor cannot approve before."""

from __future__ import annotations

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Endorsement, User
from pka_tracker.models.outline import N_, Requirement
from pka_tracker.operations.transitions import write_event
from pka_tracker.queries.endorsements import endorsement_of
from pka_tracker.queries.plans import get_version

NO_COACH = N_("This cohort asks for a coach's approval, but no coach is assigned. Ask the organizer.")
NOT_YET = N_("The coach has not approved this version yet")


def endorse(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> Endorsement:
    """Approve exactly the latest version as its coach. Pressed twice, it stays one approval."""
    policy.ensure_endorses(actor, plan)
    if plan.lock_version != seen:
        raise ChangedMeanwhile(plan)
    known = endorsement_of(plan)
    if known is not None:
        return known
    version = get_version(plan, plan.version_no)
    endorsement = Endorsement(
        version_id=version.id, coach_id=actor.id, sha256=version.sha256, message=message.strip()
    )
    db.session.add(endorsement)
    write_event(plan, actor, "endorse", plan.state, message.strip())
    db.session.flush()
    emails.plan_endorsed(plan, actor, message.strip())
    return endorsement


def ensure_endorsed(plan: ActionPlan) -> None:
    """Refuse the mentor's approval where the cohort asks for the coach's and it is missing."""
    if plan.cohort.coach_required and endorsement_of(plan) is None:
        message = NOT_YET if plan.coach_id else NO_COACH
        raise Incomplete([Requirement("", "coach", message, ok=False)])
