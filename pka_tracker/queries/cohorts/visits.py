"""The study visits of a cohort, as those see them who set it up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, Cohort, Practice, StudyVisit, User
from pka_tracker.queries.cohorts.cohorts import may_set_up
from pka_tracker.queries.paging import Page, paginate


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: as the cohort's settings."""
    return may_set_up(user, StudyVisit.cohort_id)


def visible_to(user: User) -> Select[StudyVisit]:
    """The visits of the cohorts that this person sets up."""
    return select(StudyVisit).where(may_see(user)).options(raiseload("*", sql_only=True))


def get_visit(visit_id: int, viewer: User) -> StudyVisit:
    """A visit with its cohort."""
    visit = db.session.scalar(
        visible_to(viewer).where(StudyVisit.id == visit_id).options(joinedload(StudyVisit.cohort))
    )
    if visit is None:
        raise NotFound(visit_id)
    return visit


def list_visits(viewer: User, cohort_id: int, page: int) -> Page[Any]:
    """The visits of a cohort in their order: what was planned, how many notes speak of it, how many practices its
    host shows."""
    columns = (
        *(
            StudyVisit.id,
            StudyVisit.host,
            StudyVisit.mode,
            StudyVisit.starts_on,
            StudyVisit.ends_on,
            StudyVisit.groups,
        ),
        _notes().label("notes"),
        select(func.count())
        .where(Practice.host == StudyVisit.host, Practice.active)
        .correlate(StudyVisit)
        .scalar_subquery()
        .label("practices"),
    )
    visits = visible_to(viewer).with_only_columns(*columns).where(StudyVisit.cohort_id == cohort_id)
    return paginate(visits.order_by(StudyVisit.starts_on, StudyVisit.id), page)


def visits_of(cohort: Cohort) -> Sequence[StudyVisit]:
    """The visits of a cohort that was found to be the reader's, for its schedule. One statement."""
    return db.session.scalars(
        select(StudyVisit)
        .where(StudyVisit.cohort_id == cohort.id)
        .order_by(StudyVisit.starts_on, StudyVisit.id)
        .options(raiseload("*", sql_only=True))
    ).all()


def _notes() -> Any:
    return (
        select(func.count()).where(AtmNote.visit_id == StudyVisit.id).correlate(StudyVisit).scalar_subquery()
    )


def count_notes(visit: StudyVisit) -> int:
    """How many notes, drafts too, speak of a visit."""
    return db.session.execute(select(func.count()).where(AtmNote.visit_id == visit.id)).scalar_one()


def list_hosts() -> Sequence[str]:
    """Every host that was visited or has a catalogue."""
    hosts = union(select(StudyVisit.host.label("host")), select(Practice.host)).subquery()
    return db.session.scalars(select(hosts.c.host).order_by(hosts.c.host)).all()


def known_host(host: str) -> str:
    """The host as it is spelled already, in its catalogue or in another visit; else as it is."""
    for column in (Practice.host, StudyVisit.host):
        found = db.session.scalar(select(column).where(func.lower(column) == host.lower()).limit(1))
        if found is not None:
            return found
    return host
