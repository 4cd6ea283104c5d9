"""The agencies, as those see them who set up cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import raiseload

from pka_tracker import policy
from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Agency, CohortRole, Membership, User
from pka_tracker.queries.cohorts import people
from pka_tracker.queries.paging import Page, like, paginate


@dataclass(frozen=True)
class AgenciesView:
    """What was asked of the list; everything of it is in the address."""

    search: str = ""
    page: int | None = 1  # None: the whole list


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: all of them, or none."""
    return true() if policy.keeps_agencies(user) else false()


def visible_to(user: User) -> Select[Agency]:
    """The agencies this person may know of."""
    return select(Agency).where(may_see(user)).options(raiseload("*", sql_only=True))


def get_agency(agency_id: int, viewer: User) -> Agency:
    """One agency."""
    agency = db.session.scalar(visible_to(viewer).where(Agency.id == agency_id))
    if agency is None:
        raise NotFound(agency_id)
    return agency


def list_agencies(viewer: User, view: AgenciesView) -> Page[Any]:
    """The agencies by region and name, with how many people of the viewer's cohorts belong to each."""
    belong = (
        select(func.count(User.id.distinct()))
        .join(Membership, Membership.user_id == User.id)
        .where(User.agency_id == Agency.id, people.may_see(viewer))
        .correlate(Agency)
        .scalar_subquery()
    )
    columns = (Agency.id, Agency.name, Agency.kind, Agency.region, belong.label("people"))
    rows = visible_to(viewer).with_only_columns(*columns)
    if view.search:
        rows = rows.where(or_(*(like(one, view.search) for one in (Agency.name, Agency.region, Agency.kind))))
    return paginate(rows.order_by(Agency.region, Agency.name, Agency.id), view.page)


def list_regions(viewer: User) -> Sequence[str]:
    """The regions that agencies are of, to choose from."""
    return _known(viewer, Agency.region)


def list_kinds(viewer: User) -> Sequence[str]:
    """The kinds of agencies, to choose from."""
    return _known(viewer, Agency.kind)


def _known(viewer: User, column: Any) -> Sequence[str]:
    rows = visible_to(viewer).with_only_columns(column).where(column != "").distinct()
    return db.session.scalars(rows.order_by(column)).all()


def is_used_elsewhere(agency: Agency, user: User) -> bool:
    """Whether somebody of a cohort that this person does not organize belongs to the agency."""
    there = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            User.agency_id == agency.id, Membership.cohort_id.not_in(user.cohorts_as(CohortRole.ORGANIZER))
        )
    )
    return db.session.scalar(there.limit(1)) is not None
