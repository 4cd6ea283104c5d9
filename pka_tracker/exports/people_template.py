"""An empty list to fill in: its cells are text, so that no digit of a NIP is lost."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import xlsxwriter

from pka_tracker.exports.workbook import OPTIONS, TEXT

WIDTH = 24  # in signs


class Column(NamedTuple):
    """A heading, what to write below it, and an example."""

    head: str
    says: str
    example: str


def as_template(name: str, help_name: str, columns: Sequence[Column]) -> bytes:
    """A sheet with the headings, and one that says what to write."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE"})
    text, wrapped = (
        book.add_format({"num_format": TEXT}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    page, guide = book.add_worksheet(name[:31]), book.add_worksheet(help_name[:31])
    page.set_column(0, len(columns) - 1, WIDTH, text)
    page.freeze_panes(1, 0)
    guide.set_column(0, 2, WIDTH * 2, wrapped)
    for place, column in enumerate(columns):
        page.write_string(0, place, column.head, head)
        for row, words in enumerate(column):
            guide.write_string(place, row, words, head if row == 0 else wrapped)
    book.close()
    return target.getvalue()
