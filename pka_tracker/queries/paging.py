"""Pages of a list: 25 lines, and how many there are in all; or the list as a whole, to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import raiseload

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


def paginate_once(statement: Select[*tuple[T]], keys: Sequence[Any], number: int | None = 1) -> Page[T]:
    """As ``paginate``, for rows that cost more to find than to read: found once, they are counted and ordered. One
    statement, or three where the page is none.

    The keys are the order, ascending; the last is the row's id, so that only the page itself is read in full.
    """
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    found = statement.with_only_columns(*named, maintain_column_froms=True).cte("found")
    size, number = (MOST_ROWS, 1) if number is None else (PER_PAGE, max(number, 1))
    wanted = select(found).order_by(*found.c).limit(size).offset((number - 1) * size).cte("wanted")
    entity = statement.column_descriptions[0]["entity"]
    read = (
        select(entity, select(func.count()).select_from(found).scalar_subquery())
        .join(wanted, list(wanted.c)[-1] == entity.id)
        .order_by(*wanted.c)
        .options(raiseload("*", sql_only=True))
    )
    rows = db.session.execute(read).all()
    if not rows and number > 1:
        return paginate(statement.order_by(*keys), number)
    total: int = rows[0][1] if rows else 0
    return Page([row[0] for row in rows], number, max(1, -(-total // size)), total)


def page_of(rows: Sequence[T], number: int = 1, per_page: int = PER_PAGE) -> Page[T]:
    """The page with this number, or the nearest there is, of rows that are all in hand."""
    pages = max(1, -(-len(rows) // per_page))
    number = min(max(number, 1), pages)
    return Page(rows[(number - 1) * per_page : number * per_page], number, pages, len(rows))


def like(column: Any, text: str) -> ColumnElement[bool]:
    """Whether the column contains the text, in large or small letters; % and _ mean themselves."""
    return column.icontains(" ".join(text.split()), autoescape=True)
