"""Reading the catalogue: the practices of the hosts that one's cohorts visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Practice, StudyVisit, User
from pka_tracker.queries.paging import Page, like, paginate


def visible_to(user: User) -> Select[Practice]:
    """The practices of every host that a cohort of this person visits."""
    return select(Practice).where(_at_my_hosts(user)).options(raiseload("*", sql_only=True))


def _at_my_hosts(user: User) -> ColumnElement[bool]:
    cohorts = [m.cohort_id for m in user.memberships]
    return Practice.host.in_(select(StudyVisit.host).where(StudyVisit.cohort_id.in_(cohorts)))


def get_practice(practice_id: int, viewer: User) -> Practice:
    """One practice of the catalogue."""
    practice = db.session.scalar(visible_to(viewer).where(Practice.id == practice_id))
    if practice is None:
        raise NotFound(practice_id)
    return practice


def list_practices(viewer: User, number: int = 1, search: str = "", category: str = "") -> Page[Practice]:
    """One page of the catalogue by name, perhaps of one category."""
    practices = visible_to(viewer).order_by(func.lower(Practice.name), Practice.id)
    if search:
        practices = practices.where(
            or_(like(Practice.name, search), like(Practice.description, search), like(Practice.host, search))
        )
    if category:
        practices = practices.where(Practice.category == category)
    return paginate(practices, number)


def list_categories(viewer: User) -> Sequence[Any]:
    """The categories in use, each with how many practices it has."""
    return db.session.execute(
        select(Practice.category, func.count())
        .where(_at_my_hosts(viewer), Practice.category != "")
        .group_by(Practice.category)
        .order_by(Practice.category)
    ).all()
