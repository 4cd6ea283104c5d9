"""Which column of a table says what, however offices head it: in one row or two, in many spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pka_tracker.forms.sheets import HEADER_WITHIN, Row

#: The field that a heading speaks of; "" where it speaks of something that is not kept, None where it says nothing.
Recognise = Callable[[str], str | None]

#: What is written in a heading without saying which column it is.
_FILLERS = frozenset(
    (
        "dan",
        "and",
        "atau",
        "or",
        "dengan",
        "beserta",
        "with",
        "lengkap",
        "full",
        "aktif",
        "wajib",
        "diisi",
        "harus",
        "yang",
        "saat",
        "ini",
        "sekarang",
    )
)
_SYNONYMS = {"nomor": "no", "golongan": "gol", "surel": "email"}
_IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")


class Header(NamedTuple):
    """{column: field}, what every column is headed with, and the rows below."""

    fields: Mapping[int, str]
    heads: list[str]
    below: list[Row]


def heads_of(headings: Mapping[str, str]) -> dict[str, str]:
    """{heading as it is compared: field} of {field: "heading; another heading"}."""
    return {plain(word): field for field, words in headings.items() for word in words.split("; ")}


def plain(heading: str) -> str:
    """A heading without what offices write around it: size of letters, signs, brackets, words that say nothing."""
    words = re.sub(r"[\W_]+", " ", heading.casefold())
    words = re.sub(r"\b(\w) (?=\w\b)", r"\1", words)  # N I P
    told = [_SYNONYMS.get(word, word) for word in words.replace("e mail", "email").split()]
    found = " ".join(word for word in told if word not in _FILLERS)
    return found.replace("alamat email", "email")


def field_of(heading: str, fields: Mapping[str, str]) -> str | None:
    """The field of a heading, read as a whole or without what stands in brackets."""
    return fields.get(plain(heading)) or fields.get(plain(_IN_BRACKETS.sub(" ", heading)))


def find_header(rows: list[Row], recognise: Recognise) -> Header:
    """The row among the first 30 that names the most fields, and the rows below it.

    A header may have two rows: “Mentor” merged over “Name” and “E-mail”, “NIP” merged downward. A row that numbers the
    columns is passed over.
    """
    best, place = Header({}, [], rows), -1
    for index, (_number, cells) in enumerate(rows[:HEADER_WITHIN]):
        below = rows[index + 1 :]
        one = _first_of_each(cells, [recognise(head) for head in cells], below)
        if len(one.fields) > len(best.fields):
            best, place = one, index
        two = _in_two_rows(rows[index - 1][1], cells, recognise, below) if index else None
        if two is None:
            continue
        # Two rows that say as much as the upper one alone say it better.
        better = place == index - 1 and len(two.fields) == len(best.fields) > 1
        if better or len(two.fields) > len(best.fields):
            best, place = two, index
    if best.below and _numbers_columns(best.below[0][1]):
        return best._replace(below=best.below[1:])
    return best


def _first_of_each(heads: list[str], found: list[str | None], below: list[Row]) -> Header:
    names: dict[str, int] = {}
    for column, field in enumerate(found):
        if field:
            names.setdefault(field, column)
    return Header({column: field for field, column in names.items()}, heads, below)


def _in_two_rows(above: list[str], cells: list[str], recognise: Recognise, below: list[Row]) -> Header | None:
    """The header that two rows are together, each column by itself; None where the lower one is a row of the table.

    What both say together comes first, then what the lower says, then the upper; one that spans several columns
    stands in the first of them.
    """
    heads, found = [], []
    over, gained, doubted = "", 0, 0
    width = max(len(above), len(cells))
    uppers, lowers = (row + [""] * (width + 1 - len(row)) for row in (above, cells))
    for column in range(width):
        upper, lower = uppers[column], lowers[column]
        over = upper or (over if lower else "")
        head, field = _together(over, upper, lower, recognise)
        heads.append(head)
        found.append(field)
        spans = lowers[column + 1] and not uppers[column + 1]
        gained += bool(lower and field and head != upper)
        doubted += bool(lower and not spans and head == upper)
    return _first_of_each(heads, found, below) if gained > doubted else None


def _together(over: str, upper: str, lower: str, recognise: Recognise) -> tuple[str, str | None]:
    """How a column of two rows is headed, and the field that this is."""
    options = (f"{over} {lower}", lower, upper) if lower else (upper,)
    for head in options:
        if (field := recognise(head)) is not None and head:
            return (lower if not field else head), field
    return lower or upper, None


def _numbers_columns(cells: list[str]) -> bool:
    """Whether a row only counts its columns: 1, 2, 3 or (1), (2), (3)."""
    numbers = [cell.strip("() ") for cell in cells if cell]
    return len(numbers) > 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
