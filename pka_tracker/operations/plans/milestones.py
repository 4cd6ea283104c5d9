"""The milestones of an approved plan: reported by the participant with evidence, verified by the mentor."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import Any

from sqlalchemy import select, update

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    File,
    Horizon,
    Milestone,
    MilestoneAction,
    MilestoneEvent,
    MilestoneState,
    PlanVersion,
    User,
)
from pka_tracker.models.plans.milestone_outline import MILESTONES
from pka_tracker.models.texts.outline import N_, Content


def track(plan: ActionPlan, version: PlanVersion) -> None:
    """Make the milestones of the approved version trackable.

    Where the plan was approved before, a row already followed keeps its report and takes the new text; a
    row taken out of the plan stays as long as something was reported for it.
    """
    existing = {
        milestone.row_id: milestone
        for milestone in db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id))
    }
    for row in MILESTONES.filled(version.content["milestones"]):
        milestone = existing.pop(row["id"], None)
        if milestone is None:
            milestone = Milestone(plan_id=plan.id, row_id=row["id"])
            db.session.add(milestone)
        _copy(row, milestone)
    for milestone in existing.values():
        if milestone.state is MilestoneState.PLANNED:
            db.session.delete(milestone)
    db.session.flush()


def _copy(row: Content, milestone: Milestone) -> None:
    values: dict[str, Any] = {
        "horizon": Horizon(row["horizon"]),
        "activity": row["activity"],
        "responsible": row["responsible"],
        "starts_on": date.fromisoformat(row["starts_on"]),
        "ends_on": date.fromisoformat(row["ends_on"]),
        "output": row["output"],
        "evidence_expected": row["evidence"],
    }
    for name, value in values.items():
        setattr(milestone, name, value)


def report(
    milestone: Milestone, actor: User, *, report: str, evidence_url: str, seen: int, done: bool = True
) -> None:
    """Say that a milestone is reached, so that it waits for the mentor, or how far it is.

    What is done needs evidence: a file that is attached, or the address where it is.
    """
    policy.ensure_milestone(actor, MilestoneAction.REPORT, milestone)
    if not report.strip():
        raise Incomplete([N_("Say what was done.")])
    if not is_web_address(evidence_url) and (evidence_url.strip() or (done and not _file_ids(milestone))):
        raise Incomplete([N_("Attach a photo or document as evidence, or give the web address where it is.")])
    _move(milestone, MilestoneState.REPORTED if done else MilestoneState.IN_PROGRESS, seen)
    milestone.report, milestone.evidence_url = report.strip(), evidence_url.strip()
    milestone.reported_at, milestone.reported_by_id, milestone.return_reason = now(), actor.id, ""
    hear_of(milestone.plan)
    _write_event(milestone, actor, milestone.report)
    emails.milestone_reported(milestone, actor)


def hear_of(plan: ActionPlan) -> None:
    """Something was reported of a plan. Its lock stays, so that no page of it that is open grows old."""
    db.session.execute(update(ActionPlan).where(ActionPlan.id == plan.id).values(news_at=now()))


def verify(milestone: Milestone, actor: User, *, seen: int, files: Set[int] | None = None) -> None:
    """Accept the evidence of a reported milestone. ``files`` are the ids of those the mentor saw.

    Refuses other files than those (``ChangedMeanwhile``), and a milestone that has no evidence any more.
    """
    policy.ensure_milestone(actor, MilestoneAction.VERIFY, milestone)
    present = _file_ids(milestone)
    if files is not None and files != present:
        raise ChangedMeanwhile(milestone)
    if not present and not milestone.evidence_url:
        raise Incomplete([N_("The evidence was taken away. Return the report and say what is missing.")])
    _move(milestone, MilestoneState.VERIFIED, seen)
    milestone.verified_at, milestone.verified_by_id = now(), actor.id
    _write_event(milestone, actor)
    emails.milestone_verified(milestone)


def return_(milestone: Milestone, actor: User, *, reason: str, seen: int) -> None:
    """Hand a report back to the participant. Refuses without a reason."""
    policy.ensure_milestone(actor, MilestoneAction.RETURN, milestone)
    if not reason.strip():
        raise Incomplete([N_("Say what is missing: the participant reads it.")])
    _move(milestone, MilestoneState.RETURNED, seen)
    milestone.return_reason = reason.strip()
    _write_event(milestone, actor, milestone.return_reason)
    emails.milestone_returned(milestone)


def ensure_can_close(plan: ActionPlan) -> None:
    """Refuse to close a plan before every short-term milestone is verified: a sentence, then those that are not."""
    waiting = db.session.scalars(
        select(Milestone)
        .where(
            Milestone.plan_id == plan.id,
            Milestone.horizon == Horizon.SHORT,
            Milestone.state != MilestoneState.VERIFIED,
        )
        .order_by(Milestone.ends_on, Milestone.id)
    ).all()
    if waiting:
        raise Incomplete([N_("Verify every short-term milestone first."), *waiting])


def _move(milestone: Milestone, state: MilestoneState, seen: int) -> None:
    if milestone.lock_version != seen:
        raise ChangedMeanwhile(milestone)
    milestone.state, milestone.updated_at = state, now()


def _write_event(milestone: Milestone, actor: User, text: str = "") -> None:
    """Append a line to the history: what it became, what was said, and what the evidence was at that moment."""
    names = db.session.scalars(select(File.name).where(File.milestone_id == milestone.id).order_by(File.id))
    db.session.add(
        MilestoneEvent(
            milestone_id=milestone.id,
            actor_id=actor.id,
            state=milestone.state,
            text=text,
            evidence_url=milestone.evidence_url,
            files=list(names),
        )
    )
    db.session.flush()


def _file_ids(milestone: Milestone) -> set[int]:
    return set(db.session.scalars(select(File.id).where(File.milestone_id == milestone.id)))


def is_web_address(text: str) -> bool:
    """Whether evidence can be there."""
    return text.strip().lower().startswith(("https://", "http://"))
