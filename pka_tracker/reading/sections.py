"""A plan as it is read: every section as labels and words, so that pages and paper need no forms and no rules.

``read_version(version, plan.cohort)`` gives one ``Reading`` per section in reading order, ``read_plan`` the same
for a text that still changes; ``components/plan_section.html`` shows one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from pka_tracker import labels
from pka_tracker.models import Cohort, Comment, PlanVersion, UsgMethod
from pka_tracker.models.plans.derived import amount, budget_total, quadrant, risk_level, usg_ranks, usg_score
from pka_tracker.models.plans.plan_outline import BUDGET, ISSUES, PLAN_SECTIONS, RISKS, STAKEHOLDERS
from pka_tracker.models.reviews.anchor import find, place
from pka_tracker.models.texts.outline import N_, Content, Field, Kind, Rows, Section, has
from pka_tracker.words import day, decimal, gettext, rupiah

#: Section ``identity`` has no fields to type; these are its words.
IDENTITY = {
    "name": N_("Name"),
    "nip": N_("NIP"),
    "rank_grade": N_("Rank and grade"),
    "position": N_("Position"),
    "work_unit": N_("Work unit"),
    "agency": N_("Agency"),
    "roster_no": N_("Roster number (NDH)"),
    "mentor": N_("Mentor"),
    "coach": N_("Coach"),
}
SHORT = (Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.CHOICE)


@dataclass(frozen=True)
class Cell:
    """One value under its label. ``short`` values need little room; ``links`` are safe to follow."""

    key: str
    label: str
    text: str
    short: bool = False
    tone: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One repeated row, known by its id however it moved."""

    id: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Part:
    """A field (``cell``) or repeated rows (``rows`` with ``columns``), with a total where there is one."""

    key: str
    label: str
    cell: Cell | None = None
    rows: tuple[Row, ...] = ()
    columns: tuple[Cell, ...] = ()
    total: str = ""

    @property
    def used(self) -> list[int]:
        """The places of the columns in which something stands in any row."""
        return [
            place
            for place in range(len(self.columns))
            if any(row.cells[place].text or row.cells[place].links for row in self.rows)
        ]

    @property
    def empty(self) -> bool:
        """Whether nothing was typed here."""
        return not self.rows and (self.cell is None or not (self.cell.text or self.cell.links))


@dataclass(frozen=True)
class Reading:
    """One section, ready to be read."""

    key: str
    title: str
    parts: tuple[Part, ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether nothing was typed in the whole section."""
        return all(part.empty for part in self.parts)

    @cached_property
    def text(self) -> str:
        """Everything typed here as one text, in which comments find their words."""
        cells = [
            cell for part in self.parts for cell in (part.cell, *(c for row in part.rows for c in row.cells))
        ]
        return "\n".join(cell.text or "\n".join(cell.links) for cell in cells if cell)

    def words_of(self, comment: Comment) -> str | None:
        """The words a comment speaks of as they are now; "" for the whole section, None where they are gone."""
        return find(comment.anchor, self.text) if comment.quote else ""

    def place_of(self, comment: Comment) -> int:
        """Which of equal words are meant, counted from 0."""
        return place(comment.anchor, self.text)

    @cached_property
    def html(self) -> Markup:
        """The section as a piece of a page."""
        template = current_app.jinja_env.get_template("components/plan_section.html")
        show: Callable[[Reading], str] = vars(template.module)["read_section"]
        return Markup(show(self))  # noqa: S704 - the template escapes


@dataclass(frozen=True)
class _Frozen:
    """What the reading of a version depends on; the content itself is known by its fingerprint."""

    sha256: str
    redacted_at: datetime | None
    locale: str
    usg_method: UsgMethod
    content: dict[str, Content] = field(compare=False)


def read_version(version: PlanVersion, cohort: Cohort) -> list[Reading]:
    """Every section of a version. It hardly ever changes, so its text is put into words once a language."""
    locale = str(get_locale())
    return _read_frozen(
        _Frozen(version.sha256, version.redacted_at, locale, cohort.usg_method, version.content)
    )


@lru_cache(maxsize=128)
def _read_frozen(frozen: _Frozen) -> list[Reading]:
    return read_plan(frozen.content, frozen.usg_method)


def read_plan(
    content: dict[str, Content], usg_method: UsgMethod, note_titles: dict[str, str] | None = None
) -> list[Reading]:
    """Every section in reading order. A version brings the titles of its notes along."""
    titles = note_titles if note_titles is not None else content.get("note_titles", {})
    return [
        read_section(outline, content.get(outline.key, {}), usg_method, titles) for outline in PLAN_SECTIONS
    ]


def read_section(
    outline: Section, content: Content, usg_method: UsgMethod, note_titles: dict[str, str] | None = None
) -> Reading:
    """One section: its fields and rows, with what follows from them (rank, quadrant, level, amounts)."""
    if outline.key == "identity":
        parts = [_identity(key, label, content) for key, label in IDENTITY.items()]
    else:
        parts = [_part(item, content, usg_method, note_titles or {}) for item in outline.fields]
    return Reading(outline.key, gettext(outline.title), tuple(parts))


def _identity(key: str, label: str, content: Content) -> Part:
    text = content.get(key)
    cell = Cell(key, gettext(label), str(text) if text else "", short=True)
    return Part(key, cell.label, cell)


def _part(item: Field | Rows, content: Content, usg_method: UsgMethod, titles: dict[str, str]) -> Part:
    if isinstance(item, Field):
        cell = _cell(item, gettext(item.label), content.get(item.key), titles)
        return Part(item.key, cell.label, cell)
    words = [(column, gettext(column.label)) for column in item.columns]
    filled = item.filled(content)
    more = _derived(item, filled, usg_method)
    rows = tuple(
        Row(
            str(row.get("id", number)),
            number,
            tuple(_cell(column, label, row.get(column.key), titles) for column, label in words) + extra,
        )
        for number, (row, extra) in enumerate(zip(filled, more, strict=True), start=1)
    )
    total = rupiah(budget_total(content)) if item is BUDGET and rows else ""
    return Part(item.key, gettext(item.label), rows=rows, columns=rows[0].cells if rows else (), total=total)


def _cell(item: Field, label: str, value: Any, titles: dict[str, str]) -> Cell:
    short = item.kind in SHORT
    if not has(value):
        return Cell(item.key, label, "", short)
    if item.kind is Kind.LINKS:
        lines = tuple(line.strip() for line in str(value).splitlines() if line.strip())
        safe = all(line.lower().startswith(("https://", "http://")) for line in lines)
        return Cell(item.key, label, "" if safe else str(value), links=lines if safe else ())
    return Cell(item.key, label, _text(item, value, titles), short)


def _text(item: Field, value: Any, titles: dict[str, str]) -> str:
    if item.choices:
        return labels.word(item.choices(value)) if value in list(item.choices) else str(value)
    if item.kind is Kind.NOTE:
        return titles.get(str(value)) or gettext("Note %(number)s", number=value)
    if item.kind is Kind.FLAG:
        return gettext("Yes")
    if item.kind is Kind.DATE:
        return day(value)
    if item.kind is Kind.MONEY:
        return rupiah(value)
    return decimal(value) if item.kind is Kind.DECIMAL else str(value)


def _derived(item: Rows, rows: list[Content], usg_method: UsgMethod) -> list[tuple[Cell, ...]]:
    """What follows from each row, as further cells."""
    if item is ISSUES:
        ranks = usg_ranks(rows, usg_method)
        return [_usg(row, rank, usg_method) for row, rank in zip(rows, ranks, strict=True)]
    if item is STAKEHOLDERS:
        label = gettext("Quadrant")
        return [(Cell("quadrant", label, labels.word(quadrant(row)), True),) for row in rows]
    if item is RISKS:
        return [(_level(row),) for row in rows]
    if item is BUDGET:
        label = gettext("Amount")
        return [(Cell("amount", label, rupiah(amount(row)), True),) for row in rows]
    return [() for _row in rows]


def _usg(row: Content, rank: int | None, usg_method: UsgMethod) -> tuple[Cell, ...]:
    score = usg_score(row, usg_method)
    return (
        Cell("score", gettext("USG score"), "" if score is None else str(score), True),
        Cell("rank", gettext("Rank"), "" if rank is None else str(rank), True),
    )


def _level(row: Content) -> Cell:
    level = risk_level(row)
    return Cell("level", gettext("Risk level"), labels.word(level), True, labels.tone(level) if level else "")
