"""Letters about deadlines, and the daily letter."""

from __future__ import annotations

from collections.abc import Sequence

from pka_tracker.emails.writing import absolute, post, queue, write
from pka_tracker.extensions import now
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    DigestItem,
    ExtensionRequest,
    Membership,
    PlanState,
    User,
)
from pka_tracker.models.letters.letter import STEPS


def reminder(reader: User, due: Sequence[tuple[ActionPlan, int]]) -> None:
    """To whoever must act on these plans: until when, in this order. With each comes its step of ``STEPS``."""
    rows = [_reminder_row(plan, step) for plan, step in due]
    post(reader, "reminder", *write(reader, "reminder", due[0][0].cohort.timezone, "/", rows=rows))


def reminder_to_begin(membership: Membership) -> None:
    """To a participant who has no plan yet: until when it is due. It counts as a reminder like any other."""
    reader, cohort = membership.user, membership.cohort
    late = cohort.plans_due_at is not None and cohort.plans_due_at < now()
    letter = write(reader, "reminder_to_begin", cohort.timezone, "/plans/new", cohort=cohort, late=late)
    post(reader, "reminder", *letter)


def _reminder_row(plan: ActionPlan, step: int) -> dict[str, object]:
    decides = plan.state in WITH_MENTOR
    return {
        "plan": plan,
        "asks": "decide" if decides else "submit" if plan.state is PlanState.DRAFT else "resubmit",
        "late": plan.due_at is not None and plan.due_at < now(),
        "last": step == STEPS[-1],
        "link": absolute(place(plan)),
    }


def place(plan: ActionPlan) -> str:
    """Where whoever holds the plan goes on with it."""
    return f"/reviews/{plan.id}" if plan.state in WITH_MENTOR else f"/plans/{plan.id}"


def digest(reader: User, items: Sequence[DigestItem]) -> None:
    """To somebody who chose a daily letter: everything since the last one."""
    post(reader, "digest", *write(reader, "digest", None, "/", items=items))


def deadline_extended(plan: ActionPlan, holder: User, reason: str) -> None:
    """To whoever holds the plan: there is more time, and why."""
    queue(holder, "deadline_extended", plan.cohort.timezone, place(plan), plan=plan, reason=reason)


def extension_asked(request: ExtensionRequest, organizers: Sequence[User]) -> None:
    """To the organizers: a participant asks for more time, and why."""
    plan = request.plan
    for reader in organizers:
        link = f"/extensions/{request.id}"
        queue(reader, "extension_asked", plan.cohort.timezone, link, plan=plan, request=request)


def extension_refused(request: ExtensionRequest) -> None:
    """To the participant: the deadline stays, and why."""
    plan = request.plan
    queue(
        plan.owner, "extension_refused", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, request=request
    )
