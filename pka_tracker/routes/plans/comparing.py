"""What changed in a section since the version before, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass

from pka_tracker.models.texts.diff import Change, Piece, pair_rows, words
from pka_tracker.reading import Cell, Part, Reading


@dataclass(frozen=True)
class CellChange:
    """One value that changed, as pieces of text."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class RowChange:
    """One row that was added, removed or changed; ``number`` is its place in the version that has it."""

    change: Change
    number: int
    cells: list[CellChange]


@dataclass(frozen=True)
class PartChange:
    """One field or list that changed."""

    label: str
    pieces: list[Piece]
    rows: list[RowChange]


def compare(before: Reading, after: Reading) -> list[PartChange]:
    """The parts of a section that differ between two versions, in reading order."""
    old = {part.key: part for part in before.parts}
    changes = [_compare_part(old.get(part.key), part) for part in after.parts]
    return [change for change in changes if change.pieces or change.rows]


def _compare_part(before: Part | None, after: Part) -> PartChange:
    old, new = _text(before.cell if before else None), _text(after.cell)
    pieces = words(old, new) if old != new else []
    was = {row.id: row for row in before.rows} if before else {}
    now = {row.id: row for row in after.rows}
    rows = []
    pairs = pair_rows({k: r.cells for k, r in was.items()}, {k: r.cells for k, r in now.items()})
    order = [*now, *(key for key in was if key not in now)]
    for key, (change, left, right) in zip(order, pairs, strict=True):
        if change is not Change.SAME:
            number = (now.get(key) or was[key]).number
            rows.append(RowChange(change, number, _compare_cells(left or (), right or ())))
    return PartChange(after.label, pieces, rows)


def _compare_cells(before: tuple[Cell, ...], after: tuple[Cell, ...]) -> list[CellChange]:
    old = {cell.key: cell for cell in before}
    new = {cell.key: cell for cell in after}
    found = []
    for key in new or old:
        left, right = _text(old.get(key)), _text(new.get(key))
        if left != right:
            found.append(CellChange((new.get(key) or old[key]).label, words(left, right)))
    return found


def _text(cell: Cell | None) -> str:
    return "" if cell is None else cell.text or "\n".join(cell.links)
