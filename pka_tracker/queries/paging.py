"""Pages of a list: 25 lines, and how many there are in all; or the list as a whole, to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func

from pka_tracker.extensions import db

T = TypeVar("T")
PER_PAGE = 25
#: So many lines go into one file; a longer list is narrowed first.
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; numbers begin with 1, and an empty list has one empty page."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int


def paginate(
    statement: Select[*tuple[Any, ...]], number: int | None = 1, per_page: int = PER_PAGE
) -> Page[Any]:
    """The page with this number, or the nearest there is; None asks for the whole list, up to ``MOST_ROWS`` lines
    of it. Two statements.

    The statement says the order, with a tie-breaker, and joins nothing that repeats a row. Rows of one
    column or entity come as they are, others as named tuples.
    """
    total: int = db.session.execute(
        statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    ).scalar_one()
    if number is None:
        number, per_page = 1, MOST_ROWS
    pages = max(1, -(-total // per_page))
    number = min(max(number, 1), pages)
    wanted = statement.limit(per_page).offset((number - 1) * per_page)
    found = db.session.execute(wanted)
    single = len(statement.column_descriptions) == 1
    return Page(found.scalars().all() if single else found.all(), number, pages, total)


def page_of(rows: Sequence[T], number: int = 1, per_page: int = PER_PAGE) -> Page[T]:
    """The page with this number, or the nearest there is, of rows that are all in hand."""
    pages = max(1, -(-len(rows) // per_page))
    number = min(max(number, 1), pages)
    return Page(rows[(number - 1) * per_page : number * per_page], number, pages, len(rows))


def like(column: Any, text: str) -> ColumnElement[bool]:
    """Whether the column contains the text, in large or small letters; % and _ mean themselves."""
    return column.icontains(" ".join(text.split()), autoescape=True)
