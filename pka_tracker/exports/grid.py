"""Repeated rows as a table that fits A4: what is in its cells, and how wide each column is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pka_tracker.reading import Cell, Part

#: How many signs stand beside each other between the margins, and how many the rules of a column cost.
WIDTH = 108
PADDING = 3
#: Words longer than this may break; texts as short as a day stay in one line, and so do amounts.
LONGEST_WORD = 15
SHORT = 11
AMOUNT = re.compile(r"Rp[\d.]+")
#: A column of these stands at its right edge.
FIGURE = re.compile(r"(?:Rp)?-?\d[\d.]*(?:,\d+)?")
LONGEST_TEXT = 160
#: A row with more signs than this in one cell may run over to the next page.
KEPT_TOGETHER = 500


@dataclass(frozen=True)
class Grid:
    """Heads, rows of texts, the share of the width of each column in percent, which rows may be split, and which
    columns hold figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    splits: tuple[bool, ...]
    figures: tuple[bool, ...]


def grid(part: Part) -> Grid:
    """The rows of a part, numbered. A column in which nothing was written is left out."""
    used = part.used
    heads = ("No.", *(part.columns[place].label for place in used))
    rows = tuple((str(row.number), *(text_of(row.cells[place]) for place in used)) for row in part.rows)
    columns = [list(column) for column in zip(heads, *rows, strict=True)]
    return Grid(
        heads,
        rows,
        _widths(columns),
        tuple(max(map(len, row)) > KEPT_TOGETHER for row in rows),
        (False, *(_of_figures(texts) for _head, *texts in columns[1:])),
    )


def _of_figures(texts: list[str]) -> bool:
    said = [text for text in texts if text not in ("", "–")]
    return bool(said) and all(map(FIGURE.fullmatch, said))


def text_of(cell: Cell) -> str:
    """What a cell says, its addresses one a line."""
    return "\n".join(cell.links) or cell.text


def _widths(columns: list[list[str]]) -> tuple[float, ...]:
    """Room for the longest word of each column; what is left goes to the longer texts, ever more slowly."""
    needed = [max(map(_need, texts)) + PADDING for texts in columns]
    longest = [min(max(map(len, texts)), LONGEST_TEXT) for texts in columns]
    wishes = [max(long - need, 0) ** 0.5 for long, need in zip(longest, needed, strict=True)]
    spare = max(WIDTH - sum(needed), 0) / (sum(wishes) or 1)
    rooms = [need + spare * wish for need, wish in zip(needed, wishes, strict=True)]
    return tuple(round(100 * room / sum(rooms), 1) for room in rooms)


def _need(text: str) -> int:
    return max((_need_of_line(line) for line in text.split("\n")), default=0)


def _need_of_line(line: str) -> int:
    kept = len(line) <= SHORT or AMOUNT.fullmatch(line)
    return len(line) if kept else min(max(map(len, line.split()), default=0), LONGEST_WORD)
