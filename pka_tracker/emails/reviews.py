"""Letters about a plan and its review."""

from __future__ import annotations

from pka_tracker.emails.writing import hold, queue
from pka_tracker.extensions import now
from pka_tracker.models import (
    ActionPlan,
    Endorsement,
    PlanAction,
    PlanVersion,
    Review,
    User,
)


def readers_of(action: PlanAction, plan: ActionPlan) -> list[User]:
    """Who gets a letter when this action happens: the action's page says so before, the letter goes after."""
    if action in (PlanAction.SUBMIT, PlanAction.RESUBMIT, PlanAction.WITHDRAW):
        readers = [plan.mentor, plan.coach if plan.cohort.coach_required else None]
        return [reader for reader in readers if reader]
    if action in (PlanAction.REQUEST_REVISION, PlanAction.APPROVE):
        return [plan.owner]
    if action is PlanAction.CLOSE:
        return [reader for reader in (plan.owner, plan.successor) if reader]
    if action is PlanAction.TAKE_BACK and now() >= plan.undo_until:
        return [plan.owner]
    return []


def plan_submitted(plan: ActionPlan, version: PlanVersion) -> None:
    """To the mentor, and to the coach whose approval the cohort asks for: a plan waits; a later version is called
    resubmitted."""
    for reader in readers_of(PlanAction.SUBMIT, plan):
        queue(
            reader, "plan_submitted", plan.cohort.timezone, f"/reviews/{plan.id}", plan=plan, version=version
        )


def plan_withdrawn(plan: ActionPlan) -> None:
    """To whoever was told of the version: it was taken back, and nothing waits for them."""
    for reader in readers_of(PlanAction.WITHDRAW, plan):
        queue(reader, "plan_withdrawn", plan.cohort.timezone, "/reviews/", plan=plan)


def revision_requested(plan: ActionPlan, review: Review) -> None:
    """To the owner: the mentor asks for a revision, in the mentor's own words."""
    for reader in readers_of(PlanAction.REQUEST_REVISION, plan):
        letter = queue(
            reader, "revision_requested", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, review=review
        )
        hold(letter, review)


def plan_approved(plan: ActionPlan, review: Review) -> None:
    """To the owner: approved, and fit for the seminar."""
    for reader in readers_of(PlanAction.APPROVE, plan):
        letter = queue(
            reader, "plan_approved", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, review=review
        )
        hold(letter, review)


def plan_endorsed(plan: ActionPlan, endorsement: Endorsement) -> None:
    """To the mentor: the coach approves the version, so that the mentor can decide."""
    if plan.mentor:
        zone, link = plan.cohort.timezone, f"/reviews/{plan.id}"
        told = {"plan": plan, "coach": endorsement.coach, "message": endorsement.message}
        hold(queue(plan.mentor, "plan_endorsed", zone, link, **told), endorsement)


def endorsement_retracted(plan: ActionPlan, coach: User, reason: str) -> None:
    """To the mentor, who knew of the approval: the coach takes it back, and why."""
    if plan.mentor:
        zone, link = plan.cohort.timezone, f"/reviews/{plan.id}"
        queue(plan.mentor, "endorsement_retracted", zone, link, plan=plan, coach=coach, reason=reason)


def coach_advised(plan: ActionPlan, review: Review, count: int) -> None:
    """To participant and mentor: what the coach has to say on a version, which stays with the mentor."""
    for reader, link in ((plan.owner, f"/plans/{plan.id}"), (plan.mentor, f"/reviews/{plan.id}")):
        if reader:
            told = {"plan": plan, "review": review, "count": count, "decides": reader is plan.mentor}
            queue(reader, "coach_advised", plan.cohort.timezone, link, **told)


def decision_taken_back(plan: ActionPlan, review: Review, reason: str) -> None:
    """To the owner, who knew of the decision: the plan is in review again, and why."""
    zone, link = plan.cohort.timezone, f"/plans/{plan.id}"
    queue(plan.owner, "decision_taken_back", zone, link, plan=plan, review=review, reason=reason)


def plan_closed(plan: ActionPlan) -> None:
    """To the owner, and to the successor: the course's part is done, and what goes on."""
    for reader in readers_of(PlanAction.CLOSE, plan):
        queue(reader, "plan_closed", plan.cohort.timezone, f"/plans/{plan.id}/milestones", plan=plan)
