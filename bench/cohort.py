"""The demo cohort with one mentor for everybody, as it is and grown a hundredfold."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from pka_tracker.extensions import Base
from pka_tracker.models import ActionPlan

MENTOR = "mentor01@demo.test"
ORGANIZER = "penyelenggara@demo.test"
#: Room for one copy of every table's rows; a copy's ids are the original's plus a multiple of it.
STRIDE = 100_000
#: What belongs to a participant, parents before children.
COPIED = (
    "app_user",
    "membership",
    "atm_note",
    "action_plan",
    "plan_section",
    "plan_version",
    "plan_event",
    "plan_note",
    "review",
    "section_mark",
    "comment",
    "answer",
    "milestone",
    "consultation_entry",
)


def one_mentor(engine: sa.Engine) -> None:
    """Give every plan, and every review of it, to the mentor under test."""
    with engine.begin() as connection:
        mentor = connection.scalar(sa.text("SELECT id FROM app_user WHERE email = :email"), {"email": MENTOR})
        for statement in (
            "UPDATE action_plan SET mentor_id = :mentor",
            "UPDATE membership SET mentor_id = :mentor WHERE role = 'participant'",
            "UPDATE review SET reviewer_id = :mentor",
            "UPDATE comment SET author_id = :mentor",
        ):
            connection.execute(sa.text(statement), {"mentor": mentor})


def grow(engine: sa.Engine, plans: int) -> bool:
    """Copy the participants with all they wrote until there are as many plans; whether any was needed."""
    tables = [_table(name) for name in COPIED]
    with engine.begin() as connection:
        have = connection.scalar(sa.select(sa.func.count()).select_from(ActionPlan.__table__))
        users = connection.scalars(sa.text("SELECT user_id FROM membership WHERE role = 'participant'")).all()
        number_of_copies = -(-plans // have) - 1
        for number in range(1, number_of_copies + 1):
            for table in tables:
                _copy(connection, table, number, list(users))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return number_of_copies > 0


def _table(name: str) -> sa.Table:
    return next(t for t in Base.metadata.tables.values() if t.name == name)


def _copy(connection: sa.Connection, table: sa.Table, number: int, users: list[int]) -> None:
    values = {column.name: _value(column, number, users) for column in table.columns}
    chosen = sa.select(*values.values()).where(table.c.id < STRIDE)
    if table.name == "app_user":
        chosen = chosen.where(table.c.id.in_(users))
    if table.name == "membership":
        chosen = chosen.where(table.c.user_id.in_(users))
    connection.execute(table.insert().from_select(list(values), chosen, include_defaults=False))


def _value(column: sa.Column[Any], number: int, users: list[int]) -> sa.ColumnElement[Any]:
    step = number * STRIDE
    if column.name == "id":
        return column + step
    if column.name in ("email", "fs_uniquifier"):
        return sa.literal(f"{number}-").concat(column)
    if column.name == "roster_no":
        return sa.null()
    target = next((key.column.table.name for key in column.foreign_keys), "")
    if target == "app_user":  # mentors and organizers are not copied
        return sa.case((column.in_(users), column + step), else_=column)
    return column + step if target in COPIED else column
