"""What anybody may learn of a version whose paper they hold: that it exists, and whether it is approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Cohort, Decision, PlanVersion, Review


@dataclass(frozen=True)
class Confirmation:
    """Times and fingerprint only: no names, no titles."""

    sha256: str
    submitted_at: datetime
    approved_at: datetime | None
    timezone: str
    redacted_at: datetime | None = None  # its text is no longer the one of the fingerprint


def confirm(sha256: str) -> Confirmation:
    """The version with this fingerprint, approved ones first. Refuses what is not a whole fingerprint of one.

    The fingerprint is the code: 256 bits that only a paper of the version tells.
    """
    row = db.session.execute(
        select(
            PlanVersion.sha256,
            PlanVersion.created_at,
            Review.decided_at,
            Cohort.timezone,
            PlanVersion.redacted_at,
        )
        .join(ActionPlan, ActionPlan.id == PlanVersion.plan_id)
        .join(Cohort, Cohort.id == ActionPlan.cohort_id)
        .outerjoin(
            Review,
            and_(
                Review.version_id == PlanVersion.id,
                Review.decision == Decision.APPROVE,
                Review.voided_at.is_(None),
            ),
        )
        .where(PlanVersion.sha256 == sha256)
        .order_by(Review.decided_at.is_(None), PlanVersion.id)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("version")
    return Confirmation(*row)
