"""What became of a practice: who observed it, which plans build on it, and who takes it over.

Titles and names only as far as the viewer may see the note or plan; of the rest only how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, select

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Agency, AtmNote, PlanNote, Practice, Replication, User
from pka_tracker.queries import notes
from pka_tracker.queries.plans import plans
from pka_tracker.queries.replications import replications

#: As many as a page shows; the counts say how many more there are.
SHOWN = 25


@dataclass(frozen=True)
class PracticeUse:
    """The use of one practice as one viewer may know it."""

    observers: int
    imitators: int
    agencies: int
    replicators: int
    notes: Sequence[Any]
    plans: Sequence[Any]
    replications: Sequence[Any]


def use_of(practice: Practice, viewer: User) -> PracticeUse:
    """Who observed the practice, and which plans imitate it by one of these notes, and who takes it over. Four
    statements."""
    observers, imitators, agencies, replicators = db.session.execute(_counts(practice)).one()
    seen_notes = _people(AtmNote, AtmNote.owner_id, AtmNote.title, AtmNote.state).where(
        AtmNote.practice_id == practice.id, notes.may_see(viewer)
    )
    seen_plans = _people(ActionPlan, ActionPlan.owner_id, ActionPlan.title, ActionPlan.state).where(
        ActionPlan.id.in_(_plans_on(practice)), plans.may_see(viewer)
    )
    columns = (Replication.receiver, Replication.stage, Replication.stopped_at)
    seen_replications = _people(Replication, Replication.owner_id, *columns).where(
        Replication.practice_id == practice.id, replications.may_see(viewer)
    )
    return PracticeUse(
        observers,
        imitators,
        agencies,
        replicators,
        db.session.execute(seen_notes.limit(SHOWN)).all(),
        db.session.execute(seen_plans.limit(SHOWN)).all(),
        db.session.execute(seen_replications.limit(SHOWN)).all(),
    )


def _plans_on(practice: Practice) -> Select[Any]:
    return (
        select(PlanNote.plan_id)
        .join(AtmNote, AtmNote.id == PlanNote.note_id)
        .where(AtmNote.practice_id == practice.id)
    )


def _counts(practice: Practice) -> Select[Any]:
    """Observers, plans that build on the practice, the agencies that these plans are for, and replications."""
    observers = select(func.count(distinct(AtmNote.owner_id))).where(AtmNote.practice_id == practice.id)
    using = ActionPlan.id.in_(_plans_on(practice))
    agencies = (
        select(func.count(distinct(User.agency_id)))
        .join(ActionPlan, ActionPlan.owner_id == User.id)
        .where(using)
    )
    imitators = select(func.count(ActionPlan.id)).where(using)
    replicators = select(func.count(Replication.id)).where(Replication.practice_id == practice.id)
    counts = (observers, imitators, agencies, replicators)
    return select(*(count.scalar_subquery() for count in counts))


def _people(model: Any, owner: Any, *columns: Any) -> Select[Any]:
    return (
        select(model.id, *columns, User.name.label("owner_name"), Agency.name.label("agency_name"))
        .join(User, User.id == owner)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .order_by(User.name, model.id)
    )
