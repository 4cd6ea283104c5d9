"""Rows as lines of JSON and back, value for value the same on both databases."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

Row = dict[str, Any]


def _same(value: Any) -> Any:
    return value


#: How the value of a column is read back from JSON, by its type; the first that fits.
READERS: tuple[tuple[type[sa.types.TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (sa.DateTime, datetime.fromisoformat),
    (sa.Date, date.fromisoformat),
    (sa.Time, time.fromisoformat),
    (sa.LargeBinary, b64decode),
    (sa.Float, float),
    (sa.Numeric, Decimal),
    (sa.JSON, _same),
    (sa.Boolean, _same),
    (sa.Integer, _same),
    (sa.String, _same),
)


def reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    """What makes the value of this column from JSON. Refuses a type that nobody has thought of yet."""
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    for known, read in READERS:
        if isinstance(kind, known):
            return read
    raise TypeError(f"{column}: a backup cannot hold {kind!r} yet")


def as_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """One line for each row, in UTF-8."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_write).encode() + b"\n"


def _write(value: Any) -> str:
    if isinstance(value, date | time):  # a datetime is a date; ours are aware and in UTC
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a backup cannot hold {value!r} yet")


def as_rows(table: sa.Table, lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a table, ready to be inserted."""
    readers = {column.name: reader(column) for column in table.columns}
    # A document that is nothing would become the JSON value null, which is not the database's NULL.
    nothing = {c.name: sa.null() if isinstance(c.type, sa.JSON) else None for c in table.columns}
    for line in lines:
        row = json.loads(line)
        yield {
            name: nothing[name] if row[name] is None else read(row[name]) for name, read in readers.items()
        }
