"""Full-text search over ``SearchText``: the same words find the same things on both databases.

Only quoted words of small letters and digits reach an engine, so an operator that was typed is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, cast, column, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from pka_tracker.extensions import db
from pka_tracker.models import SearchText
from pka_tracker.models.texts.terms import Term

_INDEX = table("search_index", column("rowid"))
_WORDS: ColumnElement[str] = literal_column("search_text.search_index_words")


def found_by(terms: Sequence[Term]) -> ColumnElement[bool]:
    """The WHERE of a search: every word, or its stem, stands in the heading or the body."""
    if _is_postgresql():
        return _in_vector(" & ".join(_any(term, "'{}'", "'{}':*", " | ") for term in terms))
    return _in_fts(" AND ".join(_any(term, '"{}"', '"{}"*', " OR ") for term in terms))


def hits(terms: Sequence[Term]) -> ColumnElement[int]:
    """How many of the words stand in the heading: the first order of a result, the same on both databases."""
    counted: ColumnElement[int] = literal_column("0")
    for term in terms:
        counted = counted + cast(_in_heading(term), Integer)
    return counted


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _any(term: Term, word: str, beginning: str, either: str) -> str:
    forms = [(beginning if term.begins else word).format(term.word), word.format(term.stem)]
    return f"({either.join(dict.fromkeys(forms))})"


def _in_heading(term: Term) -> ColumnElement[bool]:
    if _is_postgresql():
        return _in_vector(_any(term, "'{}':A", "'{}':*A", " | "))
    return _in_fts("heading : " + _any(term, '"{}"', '"{}"*', " OR "))


def _in_vector(words: str) -> ColumnElement[bool]:
    # Bound as a tsquery it is read once; a call of to_tsquery would be made again for each row.
    return _WORDS.bool_op("@@")(literal(words, TSQUERY))


def _in_fts(words: str) -> ColumnElement[bool]:
    found = select(_INDEX.c.rowid).where(literal_column("search_index").bool_op("MATCH")(words))
    return SearchText.id.in_(found)
