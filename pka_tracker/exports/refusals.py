"""What an import refused and why, as a table to mend and import again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from pka_tracker.exports.workbook import Sheet, as_workbook, harmless


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """With the mark that tells Excel it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (header, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of text cells, its header kept in sight."""
    return as_workbook(Sheet("Sheet1", header, rows, origin=""))
