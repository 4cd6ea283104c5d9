"""Cohorts as those see them who set them up: their organizers, and administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    AtmNote,
    Cohort,
    CohortRole,
    Membership,
    PlanState,
    Program,
    User,
)
from pka_tracker.queries.paging import Page, paginate


def may_set_up(user: User, cohort_id: Any = Cohort.id) -> ColumnElement[bool]:
    """The WHERE of seeing a cohort's settings, people and visits; ``cohort_id`` is the column that names it."""
    return true() if user.is_admin else cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER))


def visible_to(user: User) -> Select[Cohort]:
    """The cohorts this person sets up."""
    return select(Cohort).where(may_set_up(user)).options(raiseload("*", sql_only=True))


def get_cohort(cohort_id: int, viewer: User) -> Cohort:
    """A cohort that the viewer sets up, with its programme."""
    cohort = db.session.scalar(
        visible_to(viewer).where(Cohort.id == cohort_id).options(joinedload(Cohort.program))
    )
    if cohort is None:
        raise NotFound(cohort_id)
    return cohort


def list_cohorts(viewer: User, page: int) -> Page[Cohort]:
    """The cohorts the viewer sets up, newest first."""
    return paginate(visible_to(viewer).order_by(Cohort.starts_on.desc(), Cohort.id.desc()), page)


def organizers_of(cohorts: Sequence[Cohort]) -> dict[int, list[str]]:
    """The names of those who organize these cohorts, by the cohort's id. One statement."""
    found: dict[int, list[str]] = {cohort.id: [] for cohort in cohorts}
    rows = db.session.execute(
        select(Membership.cohort_id, User.name)
        .join(User, User.id == Membership.user_id)
        .where(Membership.cohort_id.in_(found), Membership.role == CohortRole.ORGANIZER)
        .order_by(User.name, User.id)
    )
    for cohort_id, name in rows:
        found[cohort_id].append(name)
    return found


def list_programs() -> Sequence[str]:
    """The names of all programmes, to choose from."""
    return db.session.scalars(select(Program.name).order_by(Program.name)).all()


class Begun(NamedTuple):
    """The work of a cohort on which a change of its settings bears: how many of each."""

    drafts: int  # with the common deadline
    own: int  # drafts with a deadline of their own
    reviewed: int  # with their mentor now
    revised: int  # to be revised
    uncoached: int  # with their mentor now, and without a coach
    plans: int


def count_begun(cohort: Cohort) -> Begun:
    """Plans of a cohort by where they stand. One statement."""
    draft = ActionPlan.state == PlanState.DRAFT
    common = ActionPlan.due_at.is_not_distinct_from(cohort.plans_due_at)
    with_mentor = ActionPlan.state.in_(WITH_MENTOR)
    counted = (
        func.count().filter(and_(draft, common)),
        func.count().filter(and_(draft, ~common)),
        func.count().filter(with_mentor),
        func.count().filter(ActionPlan.state == PlanState.REVISION_REQUESTED),
        func.count().filter(and_(with_mentor, ActionPlan.coach_id.is_(None))),
        func.count(),
    )
    rows = select(*counted).select_from(ActionPlan).where(ActionPlan.cohort_id == cohort.id)
    return Begun(*db.session.execute(rows).one())


def count_late_notes(cohort_id: int, due_at: datetime | None) -> int:
    """How many notes of a cohort were handed in after a moment."""
    if due_at is None:
        return 0
    late = select(func.count()).where(AtmNote.cohort_id == cohort_id, AtmNote.submitted_at > due_at)
    return db.session.execute(late).scalar_one()
