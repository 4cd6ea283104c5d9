"""What the papers about a review are made of. The plan was found to be seen."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Decision, PlanVersion, Review


def decided_review(plan: ActionPlan, decision: Decision | None = None) -> Review:
    """The mentor's latest decision that holds, with reviewer and version; only of one kind where it is named."""
    asked = (
        select(Review)
        .where(
            Review.plan_id == plan.id,
            Review.decision.is_not(None),
            Review.voided_at.is_(None),
            ~Review.as_coach,
        )
        .order_by(Review.decided_at.desc(), Review.id.desc())
        .limit(1)
        .options(
            joinedload(Review.reviewer).raiseload("*", sql_only=True),
            joinedload(Review.version)
            .load_only(
                PlanVersion.number, PlanVersion.sha256, PlanVersion.created_at, PlanVersion.redacted_at
            )
            .raiseload("*", sql_only=True),
            raiseload("*", sql_only=True),
        )
    )
    if decision is not None:
        asked = asked.where(Review.decision == decision)
    review = db.session.scalar(asked)
    if review is None:
        raise NotFound(f"{plan.id}: nothing was decided")
    return review
