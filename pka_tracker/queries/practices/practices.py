"""Reading the catalogue: the practices of the hosts that one's cohorts visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Practice, SearchText, StudyVisit, User
from pka_tracker.models.texts.terms import read_query
from pka_tracker.queries import search
from pka_tracker.queries.paging import Page, paginate, paginate_once

#: The kind of a practice's words among all that can be searched.
SUBJECT = "practice"


@dataclass(frozen=True)
class CatalogueView:
    """What the address of the catalogue asks for; empty asks for everything that is offered."""

    search: str = ""
    category: str = ""
    host: str = ""
    replicable: bool = False
    retired: bool = False
    page: int | None = 1  # None: the whole list

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.category or self.host or self.replicable or self.retired)


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: the practices of every host that a cohort of this person visits."""
    return _at_hosts_of([m.cohort_id for m in user.memberships])


def visible_to(user: User) -> Select[Practice]:
    """The practices this user may know of, retired ones too."""
    return select(Practice).where(may_see(user)).options(raiseload("*", sql_only=True))


def _at_hosts_of(cohorts: Sequence[int]) -> ColumnElement[bool]:
    return Practice.host.in_(select(StudyVisit.host).where(StudyVisit.cohort_id.in_(cohorts)))


def hosts_kept_by(user: User) -> Sequence[str]:
    """The hosts whose catalogue this person keeps: those that a cohort they organize visits."""
    cohorts = user.cohorts_as(CohortRole.ORGANIZER)
    if not cohorts:
        return []
    visited = select(StudyVisit.host).where(StudyVisit.cohort_id.in_(cohorts))
    return db.session.scalars(visited.distinct().order_by(StudyVisit.host)).all()


def get_practice(practice_id: int, viewer: User) -> Practice:
    """One practice of the catalogue."""
    practice = db.session.scalar(visible_to(viewer).where(Practice.id == practice_id))
    if practice is None:
        raise NotFound(practice_id)
    return practice


def list_practices(viewer: User, view: CatalogueView) -> Page[Practice]:
    """One page of the catalogue: by name, and where words are looked for, first what they name."""
    practices = _narrowed(visible_to(viewer).where(Practice.active.is_(not view.retired)), view)
    order: list[Any] = [func.lower(Practice.name), Practice.id]
    if terms := read_query(view.search):
        words = and_(SearchText.subject == SUBJECT, SearchText.subject_id == Practice.id)
        found = practices.join(SearchText, words).where(search.found_by(terms))
        return paginate_once(found, [-search.hits(terms), *order], view.page)
    if view.search:
        practices = practices.where(Practice.id.is_(None))  # nothing but signs: no word, nothing found
    return paginate(practices.order_by(*order), view.page)


def _narrowed(practices: Select[Practice], view: CatalogueView) -> Select[Practice]:
    for field, wanted in (("category", view.category), ("host", view.host)):
        if wanted:
            practices = practices.where(getattr(Practice, field) == wanted)
    return practices.where(Practice.replicable) if view.replicable else practices


def count_by_field(viewer: User) -> dict[str, dict[str, int]]:
    """{field: {value: how many practices}} for the filters, of what is offered now. One statement."""
    rows = db.session.execute(
        select(Practice.category, Practice.host, func.count())
        .where(may_see(viewer), Practice.active)
        .group_by(Practice.category, Practice.host)
    )
    categories: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    for category, host, count in rows:
        hosts[host] += count
        if category:
            categories[category] += count
    return {"category": dict(sorted(categories.items())), "host": dict(sorted(hosts.items()))}
