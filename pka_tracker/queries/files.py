"""Reading files. Whoever sees the thing sees its files, but of a plan only those that were handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    File,
    Indicator,
    IndicatorValue,
    Milestone,
    PlanVersion,
    Replication,
    User,
    holder_column,
)
from pka_tracker.queries import notes
from pka_tracker.queries.plans import indicators, milestones, plans
from pka_tracker.queries.practices import practices
from pka_tracker.queries.replications import replications


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: the same as of the thing that the file belongs to."""
    seen_notes = select(AtmNote.id).where(notes.may_see(user))
    seen_plans = select(ActionPlan.id).where(plans.may_see(user))
    own_plans = select(ActionPlan.id).where(ActionPlan.owner_id == user.id)
    seen_milestones = milestones.visible_to(user).with_only_columns(Milestone.id, maintain_column_froms=True)
    seen_indicators = indicators.visible_to(user).with_only_columns(Indicator.id, maintain_column_froms=True)
    seen_practices = practices.visible_to(user).subquery().c.id
    return or_(
        File.note_id.in_(seen_notes),
        File.plan_id.in_(own_plans),
        and_(File.plan_id.in_(seen_plans), File.first_version.is_not(None)),
        File.milestone_id.in_(seen_milestones),
        File.indicator_id.in_(seen_indicators),
        File.practice_id.in_(select(seen_practices)),
        File.replication_id.in_(select(Replication.id).where(replications.may_see(user))),
    )


def visible_to(user: User) -> Select[File]:
    """The files this user may know of."""
    return select(File).where(may_see(user)).options(raiseload("*", sql_only=True))


def get_file(file_id: int, viewer: User) -> File:
    """One file, to be downloaded or removed."""
    found = db.session.scalar(visible_to(viewer).where(File.id == file_id))
    if found is None:
        raise NotFound(file_id)
    return found


def list_files(holder: Any, viewer: User) -> Sequence[File]:
    """The files of one thing, oldest first; those taken out, and those of a reported value, are left out."""
    belongs = getattr(File, holder_column(holder)) == holder.id
    return db.session.scalars(
        visible_to(viewer)
        .where(belongs, File.removed_at.is_(None), File.value_id.is_(None))
        .order_by(File.id)
    ).all()


def list_evidence(plan: ActionPlan, viewer: User) -> dict[int, list[File]]:
    """The files of every milestone of a plan, by the milestone's id, oldest first. One statement."""
    return _by(File.milestone_id, select(Milestone.id).where(Milestone.plan_id == plan.id), viewer)


def evidence_of(cohort_id: int, viewer: User) -> dict[int, list[File]]:
    """The same for every plan of a cohort."""
    return _by(File.milestone_id, _in_cohort(Milestone, cohort_id), viewer)


def list_measured(plan: ActionPlan, viewer: User) -> dict[int, list[File]]:
    """The files of every reported value of a plan's indicators, by the value's id. One statement."""
    of_plan = select(Indicator.id).where(Indicator.plan_id == plan.id)
    return _by(File.value_id, of_plan, viewer, of=File.indicator_id)


def measured_of(cohort_id: int, viewer: User) -> dict[int, list[File]]:
    """The same for every plan of a cohort."""
    return _by(File.value_id, _in_cohort(Indicator, cohort_id), viewer, of=File.indicator_id)


def _in_cohort(model: type[Milestone] | type[Indicator], cohort_id: int) -> Select[Any]:
    return select(model.id).join(model.plan).where(ActionPlan.cohort_id == cohort_id)


def _by(key: Any, of_these: Select[Any], viewer: User, *, of: Any = None) -> dict[int, list[File]]:
    """The files of these things, by ``key``; where things have values, those of values only."""
    found: dict[int, list[File]] = defaultdict(list)
    column = key if of is None else of
    wanted = visible_to(viewer).where(column.in_(of_these), key.is_not(None))
    for file in db.session.scalars(wanted.order_by(File.id)):
        found[getattr(file, key.key)].append(file)
    return found


def list_of_value(value: IndicatorValue, viewer: User) -> Sequence[File]:
    """The evidence of one reported value, oldest first."""
    return db.session.scalars(visible_to(viewer).where(File.value_id == value.id).order_by(File.id)).all()


def list_of_version(version: PlanVersion, viewer: User) -> Sequence[File]:
    """The files that a submitted version lists, also those taken out since."""
    ids = [listing["id"] for listing in version.content.get("files", [])]
    if not ids:
        return []
    return db.session.scalars(visible_to(viewer).where(File.id.in_(ids)).order_by(File.id)).all()
