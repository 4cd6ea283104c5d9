"""Tables as offices really have them: CSV and XLSX with titles above the header, blank lines, old encodings."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from pka_tracker.errors import Incomplete
from pka_tracker.forms.fields import clean
from pka_tracker.models.texts.outline import N_

#: One row of cells as text, with its number in the file.
Row = tuple[int, list[str]]
#: Beyond these a file is refused before it is parsed, or its rows are not read on.
MOST_UNZIPPED, MOST_ROWS, MOST_COLUMNS, HEADER_WITHIN = 40_000_000, 5_000, 60, 30
#: Whole numbers from here on are not exact in a spreadsheet.
EXACT_BELOW = 10**15
READER, MOST_SECONDS = Path(__file__).with_name("read_workbook.py"), 30

UNREADABLE = N_("This file cannot be read. Save it as .xlsx or .csv and choose it again.")
TOO_LARGE = N_("This file is too large. Save only the table, without pictures, and choose it again.")
TOO_MANY = N_("This file has more than 5,000 rows. Split it and import the parts one after the other.")
_TEXT_ENCODINGS = ("utf-8-sig", "cp1252")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_sheet(data: bytes) -> list[Row]:
    """The rows of the first sheet that has any; empty rows are left out.

    The kind is found in the bytes, never in the name. Refuses, in words, what is not a table or unzips to more
    than 40 MB.
    """
    rows = _spreadsheet(data) if data.startswith(b"PK\x03\x04") else _text(data)
    found = [(number, cells) for number, cells in rows if any(cells)]
    if len(found) > MOST_ROWS + HEADER_WITHIN:
        raise Incomplete([TOO_MANY])
    return found


def _spreadsheet(data: bytes) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNZIPPED:
                raise Incomplete([TOO_LARGE])
            for part in archive.infolist():
                _ensure_true_size(archive, part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise Incomplete([UNREADABLE]) from None
    return [(n, [_words(cell) for cell in row]) for n, row in enumerate(_cells(data), 1)]


def _cells(data: bytes) -> list[list[object]]:
    """The cells, read where a trap harms nobody: its process ends, and the file cannot be read."""
    command = [sys.executable, "-I", str(READER), str(MOST_ROWS * 2), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS, check=True)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Incomplete([UNREADABLE]) from None
    found: list[list[object]] = json.loads(done.stdout)
    return found


def _ensure_true_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part that unzips to more than it says is a trap: its size would be found too late."""
    with archive.open(part) as opened:
        left = part.file_size
        while chunk := opened.read(1_000_000):
            left -= len(chunk)
            if left < 0:
                raise Incomplete([TOO_LARGE])


def _words(cell: object) -> str:
    """A cell as its reader sees it: whole numbers without a point, days as ISO. A spreadsheet keeps 15 digits of a
    number; a longer one, as a NIP that is not text, is written as the spreadsheet shows it: 1.98001E+17."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, int | float) and abs(cell) >= EXACT_BELOW:
        return f"{cell:.5E}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean("" if cell is None else str(cell))


def _text(data: bytes) -> list[Row]:
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        return [(reader.line_num, [clean(cell) for cell in row[:MOST_COLUMNS]]) for row in reader]
    except csv.Error:
        raise Incomplete([UNREADABLE]) from None


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else _TEXT_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Incomplete([UNREADABLE])


def _delimiter(text: str) -> str:
    """The sign that parts the most cells of the first rows alike: comma, semicolon or tab."""
    lines = [line for line in text.splitlines()[: HEADER_WITHIN * 2] if line.strip()]
    return max(
        ",;\t", key=lambda sign: sum(sign in line for line in lines) * 1000 + text[:20_000].count(sign)
    )
