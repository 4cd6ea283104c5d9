"""The board over all replications a person sees: by stage, narrowed by its address, each stage paged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from pka_tracker.extensions import db
from pka_tracker.models import (
    Cohort,
    Party,
    Practice,
    Replication,
    ReplicationStage,
    User,
)
from pka_tracker.queries.paging import Page, like, paginate
from pka_tracker.queries.replications.replications import is_stale, is_under_way, may_see, visible_to

#: Where stopped ones stand, whatever they had reached.
STOPPED = "stopped"
#: The columns of the board, in their order.
COLUMNS = (*(str(stage) for stage in ReplicationStage), STOPPED)
#: As many as a column shows; its head leads to all of them.
SHOWN = 6
#: More rows than a cohort has, for its workbook.
WHOLE = 5000


@dataclass(frozen=True)
class PipelineView:
    """What the address of the board asks for; empty asks for everything."""

    search: str = ""
    column: str = ""
    cohort: int | None = None
    host: str = ""
    party: Party | None = None
    stale: bool = False
    page: int | None = 1  # None: the whole list

    @property
    def narrowed(self) -> bool:
        return self != PipelineView(page=self.page)


@dataclass(frozen=True)
class Pipeline:
    """The board: how many stand in each column, and the first of each."""

    counts: dict[str, int]
    columns: dict[str, list[Any]]
    stale: int


@dataclass(frozen=True)
class UnderWay:
    """How many are under way, and how many of these without progress."""

    count: int
    stale: int


@dataclass(frozen=True)
class Choices:
    """What can be filtered by."""

    cohorts: dict[int, str]
    hosts: list[str]


def _column() -> ColumnElement[str]:
    return case((Replication.stopped_at.is_not(None), STOPPED), else_=Replication.stage).label("stands")


def _wanted(viewer: User, view: PipelineView, moment: datetime) -> list[ColumnElement[bool]]:
    asked = [may_see(viewer)]
    if view.search:
        asked.append(
            or_(
                like(Practice.name, view.search),
                like(Replication.receiver, view.search),
                like(User.name, view.search),
            )
        )
    if view.column == STOPPED:
        asked.append(Replication.stopped_at.is_not(None))
    elif view.column:
        asked += [Replication.stopped_at.is_(None), Replication.stage == ReplicationStage(view.column)]
    if view.cohort is not None:
        asked.append(Replication.cohort_id == view.cohort)
    if view.host:
        asked.append(Practice.host == view.host)
    if view.party:
        asked += [is_under_way(), Replication.waits_for == view.party]
    if view.stale:
        asked.append(is_stale(moment))
    return asked


def _from(statement: Any) -> Any:
    return (
        statement.select_from(Replication)
        .join(Practice, Practice.id == Replication.practice_id)
        .join(User, User.id == Replication.owner_id)
    )


def _cards(viewer: User, view: PipelineView, moment: datetime) -> Select[Any]:
    """What one card shows. Oldest event first: who waits longest stands on top."""
    helper = aliased(User)
    return (
        _from(
            select(
                *(Replication.id, Replication.owner_id, Replication.receiver, Replication.stage),
                *(Replication.stage_since, Replication.stopped_at, Replication.waits_for),
                *(Replication.next_step, Replication.next_on, Replication.last_event_at, _column()),
                is_stale(moment).label("stale"),
                is_under_way().label("under_way"),
                *(Practice.name.label("practice"), Practice.host, User.name.label("owner_name")),
                *(Replication.facilitator, helper.name.label("facilitator_name"), Cohort.timezone),
            )
        )
        .join(Cohort, Cohort.id == Replication.cohort_id)
        .outerjoin(helper, helper.id == Replication.facilitator_id)
        .where(*_wanted(viewer, view, moment))
        .order_by(Replication.last_event_at, Replication.id)
    )


def get_pipeline(viewer: User, view: PipelineView, moment: datetime) -> Pipeline:
    """The whole board, the same narrowing in every column. Two statements."""
    everywhere = replace(view, column="")
    grouped = _from(select(_column(), func.count(), func.count().filter(is_stale(moment))))
    counts: Counter[str] = Counter()
    stale = 0
    for column, count, without_progress in db.session.execute(
        grouped.where(*_wanted(viewer, everywhere, moment)).group_by("stands")
    ):
        counts[column] += count
        stale += without_progress
    cards = _cards(viewer, everywhere, moment)
    place = func.row_number().over(
        partition_by=_column(), order_by=(Replication.last_event_at, Replication.id)
    )
    numbered = cards.order_by(None).add_columns(place.label("place")).subquery()
    first = select(numbered).where(numbered.c.place <= SHOWN).order_by(numbered.c.place)
    columns: dict[str, list[Any]] = {column: [] for column in COLUMNS}
    for card in db.session.execute(first):
        columns[card.stands].append(card)
    return Pipeline({column: counts[column] for column in COLUMNS}, columns, stale)


def list_column(viewer: User, view: PipelineView, moment: datetime) -> Page[Any]:
    """Every replication of one column, paged. Two statements."""
    return paginate(_cards(viewer, view, moment), view.page)


def choices_for(viewer: User) -> Choices:
    """The cohorts and hosts of what this person sees. One statement."""
    rows = db.session.execute(
        select(Cohort.id, Cohort.name, Practice.host)
        .select_from(Replication)
        .join(Cohort, Cohort.id == Replication.cohort_id)
        .join(Practice, Practice.id == Replication.practice_id)
        .where(may_see(viewer))
        .distinct()
    ).all()
    cohorts = {row.id: row.name for row in sorted(rows, key=lambda row: (row.name, row.id))}
    return Choices(cohorts, sorted({row.host for row in rows}))


def count_under_way(viewer: User, cohort_id: int, moment: datetime) -> UnderWay:
    """How far the replications of a cohort are, in two figures. One statement."""
    return UnderWay(
        *db.session.execute(
            select(func.count().filter(is_under_way()), func.count().filter(is_stale(moment))).where(
                may_see(viewer), Replication.cohort_id == cohort_id
            )
        ).one()
    )


def replications_of(cohort_id: int, viewer: User) -> Sequence[Replication]:
    """The replications of a cohort that the viewer may see, with people, practice and history, for a workbook."""
    return db.session.scalars(
        visible_to(viewer)
        .join(Replication.owner)
        .where(Replication.cohort_id == cohort_id)
        .order_by(User.name, Replication.id)
        .limit(WHOLE)
        .options(
            contains_eager(Replication.owner).raiseload("*", sql_only=True),
            joinedload(Replication.practice),
            joinedload(Replication.facilitator_user).raiseload("*", sql_only=True),
            selectinload(Replication.events).raiseload("*", sql_only=True),
        )
    ).all()
