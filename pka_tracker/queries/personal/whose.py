"""Whose a row is, as conditions: made for every table alike from what ``models/personal.py`` says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, MemberEvent, Membership, Replication, User
from pka_tracker.models.personal import ALWAYS, OWN

Condition = sa.ColumnElement[bool]


def table_of(name: str) -> sa.Table:
    """The table with this name."""
    return db.metadata.tables[name]


def points_to_account(column: sa.Column[Any]) -> bool:
    """Whether the column holds the number of an account."""
    return any(key.column.table is User.__table__ for key in column.foreign_keys)


def texts_of(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that can hold what somebody typed."""
    hidden = OWN[table.name].hidden
    return [c for c in table.columns if isinstance(c.type, sa.String | sa.JSON) and c.name not in hidden]


def parents_of(table: sa.Table) -> Iterator[tuple[sa.Column[Any], sa.Table]]:
    """The columns that say on which row one hangs, each with the table of that row."""
    for name in OWN[table.name].inside:
        (key,) = table.c[name].foreign_keys
        yield table.c[name], key.column.table


def is_somebodys(table: sa.Table) -> bool:
    """Whether a row can be a person's, or hang on something that is."""
    own = OWN.get(table.name)
    return own is not None and bool(
        own.whose or any(is_somebodys(parent) for _column, parent in parents_of(table))
    )


def hangs_on_people(table: sa.Table) -> bool:
    """Whether a row hangs on something of a person."""
    return any(is_somebodys(parent) for _column, parent in parents_of(table))


def written_by(table: sa.Table, user: User) -> Condition:
    """Rows that this person wrote or that were made for them, and what hangs on those where nobody is named."""
    if OWN[table.name].whose:
        return _is_of(table, user)
    return _hanging(table, lambda parent: written_by(parent, user))


def about(table: sa.Table, user: User) -> Condition:
    """Rows that hang on this person's notes, plans, logs and replications, and their other own rows: read by them or not."""
    if hangs_on_people(table):
        return _hanging(table, lambda parent: about(parent, user))
    return _is_of(table, user) if OWN[table.name].whose else sa.false()


def read_by(table: sa.Table, user: User) -> Condition:
    """The same, as far as it was sent to them: where a comment may not be read yet, its answers may not either."""
    own = OWN[table.name]
    if not hangs_on_people(table):
        return about(table, user)
    where = _hanging(table, lambda parent: read_by(parent, user))
    return where if own.read in ("", ALWAYS) else sa.and_(where, table.c[own.read].is_not(None))


def among_those_who_know(table: sa.Table, user: User) -> Condition:
    """Rows of the cohorts where this person can be named, and all rows of a table that belongs to no cohort."""
    return _in_cohorts(table, _cohorts_of(user)) if _leads_to_cohort(table) else sa.true()


def _is_of(table: sa.Table, user: User) -> Condition:
    column = table.c[OWN[table.name].whose]
    return column == (user.id if points_to_account(column) else user.email)


def _hanging(table: sa.Table, within: Callable[[sa.Table], Condition]) -> Condition:
    """Rows that hang on a row of which this holds."""
    found = [
        column.in_(sa.select(parent.c.id).where(within(parent)))
        for column, parent in parents_of(table)
        if is_somebodys(parent)
    ]
    return sa.or_(sa.false(), *found)


def _leads_to_cohort(table: sa.Table) -> bool:
    return any(
        parent.name == "cohort" or (parent.name in OWN and _leads_to_cohort(parent))
        for _column, parent in parents_of(table)
    )


def _in_cohorts(table: sa.Table, cohorts: sa.CompoundSelect[Any]) -> Condition:
    found = []
    for column, parent in parents_of(table):
        if parent.name == "cohort":
            found.append(column.in_(cohorts))
        elif _leads_to_cohort(parent):
            found.append(column.in_(sa.select(parent.c.id).where(_in_cohorts(parent, cohorts))))
        else:  # as the catalogue of a host, which every cohort may visit
            found.append(column.is_not(None))
    return sa.or_(*found)


def _cohorts_of(user: User) -> sa.CompoundSelect[Any]:
    """The cohorts this person is or was in, and those of plans and replications they came to from elsewhere."""
    guided = (ActionPlan.mentor_id, ActionPlan.coach_id, ActionPlan.successor_id)
    touched = sa.or_(*(column == user.id for column in guided))
    return sa.union(
        sa.select(Membership.cohort_id).where(Membership.user_id == user.id),
        sa.select(MemberEvent.cohort_id).where(MemberEvent.user_id == user.id),
        sa.select(ActionPlan.cohort_id).where(touched),
        sa.select(Replication.cohort_id).where(Replication.facilitator_id == user.id),
    )


def count_written_by(user: User) -> dict[str, int]:
    """How many rows of each table are this person's, where there are any. One statement."""
    counted = [
        sa.select(sa.literal(name).label("name"), sa.func.count().label("rows"))
        .select_from(table_of(name))
        .where(written_by(table_of(name), user))
        for name in OWN
        if is_somebodys(table_of(name))
    ]
    return {name: number for name, number in db.session.execute(sa.union_all(*counted)) if number}
