"""What is proposed twice in a cohort, as far as its organizer may see: alike titles, and one practice in many plans."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import func, select

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, AtmNote, PlanNote, Practice, User
from pka_tracker.models.cohorts.likeness import alike
from pka_tracker.models.cohorts.standing import Standing
from pka_tracker.queries import notes
from pka_tracker.queries.cohorts.board import Board
from pka_tracker.queries.plans import plans


class AlikePlans(NamedTuple):
    """Two plans with titles that are alike, how much (0 to 100), and the words they share."""

    first: Standing
    second: Standing
    percent: int
    words: tuple[str, ...]


class SharedPractice(NamedTuple):
    """A practice on which several plans that were handed in build."""

    name: str
    plans: list[Standing]


def alike_plans(board: Board) -> list[AlikePlans]:
    """The pairs of the cohort with alike titles, the most alike first; no statement."""
    by_plan = {one.plan_id: one for one in board.cohort_wide if one.plan_id}
    found = alike({plan_id: one.title for plan_id, one in by_plan.items()})
    return [AlikePlans(by_plan[f.first], by_plan[f.second], f.percent, f.words) for f in found]


def shared_practices(viewer: User, board: Board) -> list[SharedPractice]:
    """The practices that more than one plan builds on, the most wanted first. One statement.

    Only plans handed in, and only notes handed in: what somebody still thinks of is theirs.
    """
    name = func.coalesce(Practice.name, AtmNote.title)
    rows = (
        select(PlanNote.plan_id, AtmNote.practice_id, name.label("name"))
        .join(ActionPlan, ActionPlan.id == PlanNote.plan_id)
        .join(AtmNote, AtmNote.id == PlanNote.note_id)
        .outerjoin(Practice, Practice.id == AtmNote.practice_id)
        .where(
            plans.may_see(viewer),
            notes.may_see(viewer),
            ActionPlan.cohort_id == board.cohort.id,
            ActionPlan.version_no > 0,
        )
        .order_by(PlanNote.plan_id, PlanNote.id)
    )
    names: dict[object, str] = {}
    building: dict[object, set[int]] = defaultdict(set)
    for row in db.session.execute(rows):
        key = row.practice_id or " ".join(row.name.split()).casefold()
        if key:
            names.setdefault(key, row.name)
            building[key].add(row.plan_id)
    found = [
        SharedPractice(names[key], [one for one in board.cohort_wide if one.plan_id in ids])
        for key, ids in building.items()
        if len(ids) > 1
    ]
    return sorted(found, key=lambda shared: (-len(shared.plans), shared.name))
