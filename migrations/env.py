"""How Alembic reaches the database and compares it with the models."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import renderers
from alembic.operations import ops
from flask import current_app
from sqlalchemy.dialects import postgresql

from pka_tracker.extensions import StrEnumType, UTCDateTime
from pka_tracker.models.texts.search_text import CREATE_INDEX, DROP_INDEX, INDEX_PREFIX, SearchText

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our own types as the plain ones they are, so that an old migration never needs new code."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    if isinstance(item, StrEnumType):
        return "sa.String(length=32)"
    if isinstance(item, sa.JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def compare_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, wanted: Any) -> bool | None:
    """JSON on SQLite and JSONB on PostgreSQL are the same document of ours."""
    if isinstance(wanted, sa.JSON):
        return not isinstance(found, sa.JSON | postgresql.JSONB)
    return None


def include_name(name: str | None, _kind: Any, _parents: Any) -> bool:
    """The search index is made by statements of its own, and Alembic leaves it alone."""
    return not (name or "").startswith(INDEX_PREFIX)


class StatementsOp(ops.MigrateOperation):
    """Statements that differ by database."""

    def __init__(self, statements: dict[str, tuple[str, ...]]) -> None:
        self.statements = statements


@renderers.dispatch_for(StatementsOp)
def render_statements(_autogen: Any, operation: StatementsOp) -> str:
    """One branch for each database."""
    lines = []
    for dialect, statements in operation.statements.items():
        lines.append(f'if op.get_context().dialect.name == "{dialect}":')
        lines += [f"    op.execute({statement!r})" for statement in statements]
    return "\n".join(lines)


def add_search_index(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Where a migration makes or drops the table of the words, let it make or drop their index too."""
    table = SearchText.__tablename__
    for script in directives:
        made, dropped = script.upgrade_ops.ops, script.downgrade_ops.ops
        if any(isinstance(one, ops.CreateTableOp) and one.table_name == table for one in made):
            made.append(StatementsOp(CREATE_INDEX))
        if any(isinstance(one, ops.DropTableOp) and one.table_name == table for one in dropped):
            dropped.insert(0, StatementsOp(DROP_INDEX))


def run(connection: sa.Connection) -> None:
    """Migrate over one connection. A batch change on SQLite drops and renames tables: with foreign keys
    on, that would delete the children, so they are off meanwhile and checked at the end."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,  # SQLite can, though Alembic does not take it for granted
        render_as_batch=True,
        compare_type=compare_type,
        render_item=render_item,
        include_name=include_name,
        process_revision_directives=add_search_index,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"migration would leave rows without their parents: {broken[:3]}")
    finally:
        if sqlite:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: sa.Connection, switch: str) -> None:
    """Outside of any transaction: inside one SQLite ignores it without a word."""
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:
        raise RuntimeError("a transaction is open")
    driver.execute(f"PRAGMA foreign_keys={switch}")


with db.engine.connect() as connection:
    run(connection)
