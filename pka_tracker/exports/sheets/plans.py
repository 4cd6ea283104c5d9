"""What the plans of a cohort say, as sheets: the plans with their totals, and their issues, risks, needs, people.

Made of the same readings as page, PDF and DOCX; only numbers are numbers here, to be sorted and summed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language
from pka_tracker.exports.grid import text_of
from pka_tracker.exports.sheets.cohort import local_time, number, origin_of
from pka_tracker.exports.workbook import Sheet, Value
from pka_tracker.models import Cohort, PlanVersion
from pka_tracker.models.plans.derived import amount, budget_total
from pka_tracker.models.plans.plan_outline import BUDGET, ISSUES, RISKS, STAKEHOLDERS
from pka_tracker.models.texts.outline import Content, Kind, Rows
from pka_tracker.reading import Cell, Part, read_version
from pka_tracker.words import gettext as _

#: Section, and its rows that have a sheet of their own.
LISTS: tuple[tuple[str, Rows], ...] = (
    ("diagnosis", ISSUES),
    ("stakeholders", STAKEHOLDERS),
    ("budget", BUDGET),
    ("risks", RISKS),
)
NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY)
#: What follows from a row and is a number.
DERIVED = ("score", "rank")


def plan_sheets(cohort: Cohort, versions: Sequence[PlanVersion], at: datetime) -> tuple[Sheet, ...]:
    """One row for each plan, then a sheet for each list in them. The versions come with plan, owner and agency."""
    with in_official_language():
        read = [
            (one, {(s.key, part.key): part for s in read_version(one, cohort) for part in s.parts})
            for one in versions
        ]
        return (
            _overview(cohort, read, at),
            *(_list(cohort, read, at, section, outline) for section, outline in LISTS),
        )


Read = Sequence[tuple[PlanVersion, dict[tuple[str, str], Part]]]


def _overview(cohort: Cohort, read: Read, at: datetime) -> Sheet:
    heads = (
        *(_("Participant"), _("Agency"), _("Title"), _("State"), _("Version"), _("Submitted on")),
        *(_("Chosen issue"), _("Budget total (Rp)")),
    )
    found = [
        (
            *_whose(one),
            labels.word(one.plan.state),
            one.number,
            local_time(one.created_at, cohort),
            _said(parts.get(("diagnosis", "chosen"))),
            budget_total(one.content.get("budget", {})),
        )
        for one, parts in read
    ]
    return Sheet(_("Plans"), heads, found, origin_of(cohort, at))


def _list(cohort: Cohort, read: Read, at: datetime, section: str, outline: Rows) -> Sheet:
    found: list[tuple[Value, ...]] = []
    columns: tuple[Cell, ...] = ()
    for one, parts in read:
        part = parts[section, outline.key]
        columns = columns or part.columns
        rows = outline.filled(one.content.get(section, {}))
        for row, typed in zip(part.rows, rows, strict=True):
            found.append((*_whose(one), row.number, *_values(outline, row.cells, typed)))
    heads = (_("Participant"), _("Agency"), _("Plan"), _("No."), *(cell.label for cell in columns))
    return Sheet(_(outline.label), heads, found, origin_of(cohort, at))


def _whose(version: PlanVersion) -> tuple[str, str, str]:
    owner, title = version.plan.owner, version.content.get("title", {}).get("title")
    return owner.name, owner.agency.name if owner.agency else "", str(title or "")


def _said(part: Part | None) -> str:
    return text_of(part.cell) if part and part.cell else ""


def _values(outline: Rows, cells: Sequence[Cell], typed: Content) -> Iterator[Value]:
    """The cells of a row, numbers as numbers."""
    kinds: dict[str, Any] = {column.key: column.kind for column in outline.columns}
    for cell in cells:
        if cell.key == "amount" and outline is BUDGET:
            yield amount(typed)
        elif cell.key in DERIVED or kinds.get(cell.key) in NUMBERS:
            value = cell.text if cell.key in DERIVED else typed.get(cell.key)
            yield number("" if value is None else str(value))
        else:
            yield text_of(cell)
