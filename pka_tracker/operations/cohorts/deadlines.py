"""What an organizer does about deadlines: remind whoever holds a plan, or give more time."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from pka_tracker import emails, policy
from pka_tracker.errors import Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, Cohort, Membership, OutboxEmail, PlanState, User
from pka_tracker.models.plans.plan import WITH_MENTOR
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans.transitions import explained, write_event

NOBODY = N_("Nobody has to act on this plan now.")
NO_PLAN = N_("This participant has not begun a plan. It is due with the plans of the cohort.")
TOLD_TODAY = N_("This person was reminded today already.")
NOT_LATER = N_("The new deadline must be later than the present one, and not in the past.")


def holder_of(plan: ActionPlan) -> User | None:
    """Who must act on the plan now, if anybody. The plan comes with its people."""
    if plan.state in WITH_MENTOR:
        return plan.mentor
    return plan.owner if plan.state in (PlanState.DRAFT, PlanState.REVISION_REQUESTED) else None


def remind(plan: ActionPlan, actor: User) -> None:
    """Write to whoever holds the plan; nobody gets two reminders a day, whoever asks for them."""
    policy.ensure_organizes(actor, plan.cohort_id)
    holder = holder_of(plan)
    if holder is None:
        raise NotPossibleNow(NOBODY)
    _ensure_not_told_today(holder, plan.cohort)
    emails.reminder(holder, [(plan, 0)])
    db.session.flush()


def remind_to_begin(membership: Membership, actor: User) -> None:
    """Write to a participant who has no plan yet. The membership comes with its person and cohort."""
    policy.ensure_organizes(actor, membership.cohort_id)
    _ensure_not_told_today(membership.user, membership.cohort)
    emails.reminder_to_begin(membership)
    db.session.flush()


def _ensure_not_told_today(reader: User, cohort: Cohort) -> None:
    zone = ZoneInfo(cohort.timezone)
    today = datetime.combine(now().astimezone(zone).date(), time(0), zone)
    told = exists().where(
        OutboxEmail.kind == "reminder", OutboxEmail.to == reader.email, OutboxEmail.created_at >= today
    )
    if db.session.scalar(select(told)):
        raise NotPossibleNow(TOLD_TODAY)


def extend(plan: ActionPlan, actor: User, until: date, reason: str) -> None:
    """Give whoever holds the plan until the end of that day, in the cohort's zone."""
    policy.ensure_organizes(actor, plan.cohort_id)
    holder = holder_of(plan)
    if holder is None:
        raise NotPossibleNow(NOBODY)
    due_at = plan.cohort.end_of(until)
    if due_at <= max(now(), plan.due_at or now()):
        raise Incomplete([NOT_LATER])
    reason = explained(reason)
    plan.due_at = due_at
    write_event(plan, actor, "extend", plan.state, reason)
    db.session.flush()
    emails.deadline_extended(plan, holder, reason)
