"""Full-text search over ``SearchText``: the same words find the same things on both databases.

Only quoted words of small letters and digits reach an engine, so an operator that was typed is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, column, func, literal_column, or_, select, table

from pka_tracker.extensions import db
from pka_tracker.models import SearchText
from pka_tracker.models.texts.terms import Term

_INDEX = table("search_index", column("rowid"))
#: Word for word the expression of the index, or PostgreSQL would not use it.
_VECTOR: ColumnElement[Any] = literal_column(
    "to_tsvector('simple'::regconfig, search_text.heading || ' ' || search_text.body)"
)


def found_by(terms: Sequence[Term]) -> ColumnElement[bool]:
    """The WHERE of a search: every word, or its stem, stands in the heading or the body."""
    if db.engine.dialect.name == "postgresql":
        words = " & ".join(_any(term, "'{}'", "'{}':*", " | ") for term in terms)
        return _VECTOR.bool_op("@@")(func.to_tsquery(literal_column("'simple'::regconfig"), words))
    words = " AND ".join(_any(term, '"{}"', '"{}"*', " OR ") for term in terms)
    return SearchText.id.in_(
        select(_INDEX.c.rowid).where(literal_column("search_index").bool_op("MATCH")(words))
    )


def hits(terms: Sequence[Term]) -> ColumnElement[int]:
    """How many of the words stand in the heading: the first order of a result, the same on both databases."""
    counted: ColumnElement[int] = literal_column("0")
    for term in terms:
        counted = counted + case((_in_heading(term), 1), else_=0)
    return counted


def _any(term: Term, word: str, beginning: str, either: str) -> str:
    forms = [(beginning if term.begins else word).format(term.word), word.format(term.stem)]
    return f"({either.join(dict.fromkeys(forms))})"


def _in_heading(term: Term) -> ColumnElement[bool]:
    padded: ColumnElement[str] = literal_column("' ' || search_text.heading || ' '")
    word = f"% {term.word}%" if term.begins else f"% {term.word} %"
    return or_(padded.like(word), padded.like(f"% {term.stem} %"))
