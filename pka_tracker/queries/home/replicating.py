"""The replications somebody takes forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from pka_tracker.extensions import db
from pka_tracker.models import (
    CohortRole,
    Practice,
    Replication,
    User,
)
from pka_tracker.queries.home import SHOWN
from pka_tracker.queries.replications.replications import is_facilitated_by, is_stale, is_under_way, may_see


@dataclass(frozen=True)
class Replicating:
    """The replications that somebody drives: how many are under way, how many without progress, and the first."""

    rows: Sequence[Any]
    under_way: int
    stale: int


def get_replicating(user: User, moment: datetime) -> Replicating | None:
    """What somebody takes forward or facilitates, without progress first; None where nothing is. One statement."""
    if not user.memberships:
        return None
    helper = aliased(User)
    driven = and_(
        may_see(user),
        is_under_way(),
        or_(
            Replication.owner_id == user.id,
            Replication.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)),
            is_facilitated_by(user),
        ),
    )
    rows = db.session.execute(
        select(
            *(Replication.id, Replication.receiver, Replication.stage, Replication.next_step),
            *(Replication.next_on, Replication.waits_for, Practice.name.label("practice")),
            *(Replication.owner_id, Replication.facilitator_id, Replication.facilitator),
            helper.name.label("facilitator_name"),
            is_stale(moment).label("stale"),
            func.count().over().label("under_way"),
            func.count().filter(is_stale(moment)).over().label("stale_ones"),
        )
        .join(Practice, Practice.id == Replication.practice_id)
        .outerjoin(helper, helper.id == Replication.facilitator_id)
        .where(driven)
        .order_by(
            case((is_stale(moment), 0), else_=1),
            Replication.next_on.is_(None),
            Replication.next_on,
            Replication.id,
        )
        .limit(SHOWN)
    ).all()
    return Replicating(rows, rows[0].under_way, rows[0].stale_ones) if rows else None
