"""What a note or a plan consists of, as data: sections of fields and of repeated rows.

Forms, pages, completeness, versions, diffs and paper are all made from an outline, so a field is added
in one place. Words are English source strings, translated where they are shown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Content = dict[str, Any]
#: The content of several sections, by their keys.
Contents = dict[str, Content]
Horizons = dict[str, tuple[date, date]]


def N_(text: str) -> str:  # noqa: N802 - the usual name; it marks a string for translation
    """Mark a source string for translation; the page translates it."""
    return text


class Kind(enum.StrEnum):
    """How a value is typed and kept. Dates are kept as ISO text, decimals as text with a point."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # whole rupiah
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    LINKS = "links"  # web addresses, one a line
    PRACTICE = "practice"  # text, with the catalogue's names offered
    VISIT = "visit"  # id of a visit of the cohort
    NOTE = "note"  # id of one of the writer's notes


@dataclass(frozen=True)
class Field:
    """One value. ``mandatory`` counts at submission only; ``choices`` are the members of an enum."""

    key: str
    label: str
    kind: Kind = Kind.LONG
    mandatory: bool = False
    hint: str = ""
    choices: type[enum.StrEnum] | None = None
    minimum: int | None = None
    maximum: int | None = None

    @property
    def max_length(self) -> int:
        """The most characters this field takes."""
        return {Kind.LONG: 10_000, Kind.LINKS: 4_000}.get(self.kind, 300)


@dataclass(frozen=True)
class Rows:
    """Repeated rows of the same columns; ``item`` names one row. Each row keeps an ``id`` of its own."""

    key: str
    label: str
    item: str
    columns: tuple[Field, ...]
    minimum: int = 0
    hint: str = ""

    @property
    def mandatory(self) -> bool:
        return self.minimum > 0

    def filled(self, content: Content) -> list[Content]:
        """The rows in which something was typed."""
        return [row for row in content.get(self.key, []) if any(has(row.get(c.key)) for c in self.columns)]


@dataclass(frozen=True)
class Requirement:
    """Something a submission asks for. ``message`` is a source string with named places."""

    section: str
    field: str  # where to go to mend it: the key of a field or of rows
    message: str
    ok: bool
    names: tuple[tuple[str, str], ...] = ()  # places filled with translated words
    values: tuple[tuple[str, Any], ...] = ()  # places filled as they are
    row: str = ""
    columns: tuple[str, ...] = ()  # the fields of the row beside which it is said as well


Check = Callable[[Content, Horizons], Iterator[Requirement]]


@dataclass(frozen=True)
class Section:
    """A part of the document that is written, saved, marked and commented by itself."""

    key: str
    title: str
    fields: tuple[Field | Rows, ...]
    hint: str = ""
    check: Check | None = None

    @property
    def mandatory(self) -> bool:
        return self.check is not None or any(field.mandatory for field in self.fields)

    def requirements(self, content: Content, horizons: Horizons) -> list[Requirement]:
        """Everything a submission asks of this section, met or not."""
        found: list[Requirement] = []
        for field in self.fields:
            if isinstance(field, Rows):
                found += _row_requirements(self.key, field, content)
            elif field.mandatory:
                ok = has(content.get(field.key))
                found.append(
                    Requirement(self.key, field.key, N_("Fill in “%(field)s”"), ok, (("field", field.label),))
                )
        if self.check:
            found += self.check(content, horizons)
        return found


def has(value: object) -> bool:
    """Whether something was typed. Zero is something; spaces are not."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, False, [], {})


def _row_requirements(section: str, rows: Rows, content: Content) -> Iterator[Requirement]:
    filled = rows.filled(content)
    if rows.minimum:
        yield Requirement(
            section,
            rows.key,
            N_("Add at least %(count)s to “%(rows)s”"),
            len(filled) >= rows.minimum,
            (("rows", rows.label),),
            (("count", rows.minimum),),
        )
    mandatory = [column for column in rows.columns if column.mandatory]
    for number, row in enumerate(filled, start=1):
        lacking = [column.label for column in mandatory if not has(row.get(column.key))]
        if mandatory:
            yield Requirement(
                section,
                rows.key,
                N_("Complete row %(number)s of “%(rows)s”: “%(field)s”")
                if lacking
                else N_("Row %(number)s of “%(rows)s” is complete"),
                not lacking,
                (("rows", rows.label), ("field", lacking[0] if lacking else "")),
                (("number", number),),
                str(row.get("id", "")),
            )
