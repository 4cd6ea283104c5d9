"""Which versions a coach has approved."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Endorsement, PlanVersion


def endorsement_of(plan: ActionPlan) -> Endorsement | None:
    """The present coach's approval of the plan's latest version, with the coach. The plan was found to be seen."""
    return db.session.scalar(
        select(Endorsement)
        .join(Endorsement.version)
        .where(
            PlanVersion.plan_id == plan.id,
            PlanVersion.number == plan.version_no,
            PlanVersion.sha256 == Endorsement.sha256,
            Endorsement.coach_id == plan.coach_id,
        )
        .options(joinedload(Endorsement.coach), raiseload("*", sql_only=True))
    )
