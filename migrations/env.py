"""How Alembic reaches the database and compares it with the models."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.dialects import postgresql

from pka_tracker.extensions import StrEnumType, UTCDateTime

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


def run(connection: sa.Connection) -> None:
    """Migrate over one connection. A batch change on SQLite drops and renames tables: with foreign keys
    on, that would delete the children, so they are off meanwhile and checked at the end."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=compare_type,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"migration would leave rows without their parents: {broken[:3]}")
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


with db.engine.connect() as connection:
    run(connection)
