"""Read a workbook in a process of its own, which may be stopped: ``python read_workbook.py ROWS COLUMNS < book.xlsx``.

A file of one kilobyte can name a cell so far away that the reader asks for half a terabyte and ends its process.
Run by its path, so that nothing of the application is loaded.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

import python_calamine

#: Memory that the process may ask for, in bytes, and seconds it may compute.
MOST_MEMORY, MOST_SECONDS = 1_500_000_000, 20


def rows_of(data: bytes, most_rows: int, most_columns: int) -> list[list[object]]:
    """The cells of the first sheet that has any, up to so many rows and columns."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
        cells = [[_plain(cell) for cell in row[:most_columns]] for row in rows]
        if any(cell not in ("", None) for row in cells for cell in row):
            return cells
    return []


def _plain(cell: object) -> object:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell) if isinstance(cell, time | timedelta) else cell


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cells = rows_of(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps(cells))


if __name__ == "__main__":
    main()
