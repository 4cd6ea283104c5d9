"""A list as XLSX: numbers as numbers, days as days, and no text that a spreadsheet could take for a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | date | datetime | None

#: With what a formula begins in some spreadsheet, or in the CSV saved from it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXT = 49  # the number format of a cell in which digits are signs
LONGEST = 32_000  # a cell holds 32,767 signs
LONGEST_TYPED = 255  # old spreadsheets show ### for a longer text in a cell that is formatted as text
NARROW, WIDE = 10, 48
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Sheet:
    """One list. Moments are local and have no zone; ``origin`` says at the foot of each page what it is.

    What is typed into a column of texts stays a text, so that no digit of a NIP is lost.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    origin: str = ""


def as_workbook(first: Sheet, *more: Sheet) -> bytes:
    """Each list with a head that stays and repeats, filters, and widths to print it on A4."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"title": first.name, "created": datetime(2026, 1, 1)})  # noqa: DTZ001
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE"}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": TEXT}),
        "long": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "date": book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"}),
        "moment": book.add_format({"num_format": "d mmm yyyy hh:mm", "valign": "top", "align": "left"}),
    }
    for sheet in (first, *more):
        _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, looks)
    book.close()
    return target.getvalue()


def _write_sheet(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    for place, head in enumerate(sheet.heads):
        values = [row[place] for row in sheet.rows]
        texts = all(isinstance(value, str) for value in values if value is not None)
        page.write_string(0, place, head, looks["head"])
        page.set_column(place, place, _width([head, *values]), looks["text"] if texts else None)
    for number, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            _write(page, number, place, value, looks)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.heads) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{sheet.origin.replace('&', '&&')}&R&P / &N")


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet could take for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _write(page: Any, row: int, place: int, value: Value, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(row, place, value, looks["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), looks["date"])  # noqa: DTZ001
    elif isinstance(value, int | float):
        page.write_number(row, place, value, looks["number"])
    else:
        look = looks["long" if len(value) > LONGEST_TYPED else "text"]
        page.write_string(row, place, harmless(value)[:LONGEST], look)


def _width(values: Sequence[Value]) -> int:
    longest = max(16 if isinstance(value, date) else len(str(value or "")) for value in values)
    return min(max(longest + 1, NARROW), WIDE)
