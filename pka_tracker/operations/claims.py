"""Rows that wait for a worker. Any number of workers may run: each claims rows for a while before it works on them.

A claim is a lease: ``next_try_at`` moves into the future, so a worker that dies leaves its rows to the others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from pka_tracker.extensions import db, now

T = TypeVar("T")


def claim(model: type[T], *waiting: sa.ColumnElement[bool], most: int, lease: timedelta) -> list[T]:
    """Rows that wait and are due, reserved for the caller, oldest first. The caller commits before it works."""
    table: Any = model
    due = (
        sa.select(model)
        .where(*waiting, table.next_try_at <= now())
        .order_by(table.next_try_at, table.id)
        .limit(most)
        .with_for_update(skip_locked=True)  # SQLite has no row locks: there one transaction writes at a time
    )
    rows = list(db.session.scalars(due))
    for row in rows:
        row.next_try_at = now() + lease  # type: ignore[attr-defined]
    db.session.flush()
    return rows
