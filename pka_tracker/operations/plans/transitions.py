"""The one way a plan changes its state: checked, counted, and written in its history."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import bindparam, select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.models import TRANSITIONS, ActionPlan, PlanAction, PlanEvent, PlanState, User
from pka_tracker.models.texts.outline import N_

log = logging.getLogger(__name__)

_LOCKED = select(ActionPlan.lock_version).where(ActionPlan.id == bindparam("plan")).with_for_update()
NO_REASON = N_("Say why: it is kept in the history.")


def explained(reason: str) -> str:
    """The reason without blanks around it. Refuses where there is none."""
    if not reason.strip():
        raise Incomplete([NO_REASON])
    return reason.strip()


def lock(plan: ActionPlan) -> int:
    """Lock the plan's row until the commit; the version of it that is there. What is read after this stays so."""
    return db.session.execute(_LOCKED, {"plan": plan.id}).scalar_one()


def hold(plan: ActionPlan, seen: int) -> None:
    """Lock the plan's row until the commit; refuses a page older than the plan.

    Who sends or decides holds it first, so that what they counted is still so when it takes effect.
    """
    if lock(plan) != seen:
        raise ChangedMeanwhile(plan)


def move(
    plan: ActionPlan,
    action: PlanAction,
    actor: User,
    *,
    seen: int,
    due_at: datetime | None,
    reason: str = "",
) -> None:
    """Make one transition and write it in the plan's history: the only place that sets a state."""
    policy.ensure(actor, action, plan)
    if plan.lock_version != seen:
        raise ChangedMeanwhile(plan)
    before, plan.state = plan.state, TRANSITIONS[plan.state, action]
    plan.state_since = now()
    plan.due_at = due_at
    write_event(plan, actor, action, before, reason)
    db.session.flush()
    log.info("plan %s: %s by user %s, %s -> %s", plan.id, action, actor.id, before, plan.state)


def write_event(
    plan: ActionPlan, actor: User, action: str, before: PlanState | None, reason: str = ""
) -> None:
    """Append a line to the plan's history."""
    db.session.add(
        PlanEvent(
            plan_id=plan.id,
            actor_id=actor.id,
            action=action,
            from_state=before,
            to_state=plan.state,
            version_no=plan.version_no or None,
            reason=reason,
        )
    )
