"""More time for a plan: asked for by whoever writes it, answered by an organizer in one step."""

from __future__ import annotations

from datetime import date

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, ExtensionRequest, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.cohorts import deadlines
from pka_tracker.operations.plans.transitions import explained, lock
from pka_tracker.queries.cohorts import extensions as queries

ASKED = N_("You have asked for more time already. The organizer's answer comes first.")
SAY_WHY_NOT = N_("Say why not: the participant reads it.")
HANDED_IN = N_(
    "The plan was handed in meanwhile, so nobody needs more time for it. Refuse the request, saying so."
)


def ask(plan: ActionPlan, actor: User, *, until: date, reason: str) -> ExtensionRequest:
    """Ask the cohort's organizers for time until the end of that day. Refuses a day that is not later than the
    deadline, no reason, and a second request while one waits."""
    policy.ensure_writes(actor, plan)
    lock(plan)  # asked twice at once, the second sees the first
    if queries.waiting_of(plan) is not None:
        raise NotPossibleNow(ASKED)
    if plan.cohort.end_of(until) <= max(now(), plan.due_at or now()):
        raise Incomplete([deadlines.NOT_LATER])
    reason = explained(reason)
    request = ExtensionRequest(plan=plan, until=until, reason=reason)
    db.session.add(request)
    db.session.flush()
    emails.extension_asked(request, queries.organizers_of(plan.cohort_id))
    return request


def take_back(request: ExtensionRequest, actor: User) -> None:
    """The participant needs no more time after all."""
    if not policy.owns(actor, request.plan):
        raise NotPermitted("take back")
    _ensure_waits(request)
    db.session.delete(request)
    db.session.flush()


def grant(request: ExtensionRequest, actor: User, *, seen: int, until: date, answer: str = "") -> None:
    """Give the time, until the day that was asked for or another. The deadline moves and the participant is told."""
    _ensure_answers(request, actor, seen)
    if not request.plan.writable:
        raise NotPossibleNow(HANDED_IN)
    deadlines.extend(request.plan, actor, until, answer.strip() or request.reason)
    request.granted_until = until
    _close(request, actor, answer)


def refuse(request: ExtensionRequest, actor: User, *, seen: int, answer: str) -> None:
    """Say no, with the reason."""
    _ensure_answers(request, actor, seen)
    if not answer.strip():
        raise Incomplete([SAY_WHY_NOT])
    _close(request, actor, answer)
    emails.extension_refused(request)


def _ensure_answers(request: ExtensionRequest, actor: User, seen: int) -> None:
    policy.ensure_organizes(actor, request.plan.cohort_id)
    if request.lock_version != seen:
        raise ChangedMeanwhile(request)
    _ensure_waits(request)


def _ensure_waits(request: ExtensionRequest) -> None:
    if request.answered_at is not None:
        raise NotPossibleNow("answered")


def _close(request: ExtensionRequest, actor: User, answer: str) -> None:
    request.answered_at, request.answered_by, request.answer = now(), actor, answer.strip()
    db.session.flush()
