"""A table that is imported: which column says what, and the rows a preview carries until they are confirmed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField

from pka_tracker.errors import Incomplete
from pka_tracker.forms.fields import clean
from pka_tracker.forms.headings import Recognise, find_header
from pka_tracker.forms.sheets import MOST_ROWS, read_sheet
from pka_tracker.models.imports import ImportRow
from pka_tracker.models.texts.outline import N_
from pka_tracker.words import lazy_gettext as _l

#: What a preview carries to its confirmation: bytes of text, and how many of them travel (a request weighs 2 MB).
MOST_TEXT, MOST_CARRIED = 8_000_000, 1_900_000
#: Headings longer than so many signs together are not shown on its pages.
MOST_HEADS = 20_000

NO_ROWS = N_("There are no rows below the header.")
TOO_MUCH = N_(
    "This file holds more than fits in one import. Split it and import the parts one after the other."
)
EMPTY = N_("This file is empty. Choose the one with the table.")
NO_FILE = N_("Choose a file.")
BROKEN = N_("The rows of the preview cannot be read any more. Choose the file again.")


class Table(NamedTuple):
    """The rows of a file, and how the columns are headed that were read and that were not."""

    rows: list[ImportRow]
    read: tuple[str, ...]
    unread: tuple[str, ...]


def read_rows(
    data: bytes,
    recognise: Recognise,
    needed: Mapping[str, str],
    as_text: Callable[[str, str], str],
) -> Table:
    """The rows of a file that say anything. Refuses, in the words of ``needed``, a file without such a column."""
    sheet = read_sheet(data)
    if not sheet:
        raise Incomplete([EMPTY])
    columns, heads, below = find_header(sheet, recognise)
    for field, words in needed.items():
        if field not in columns.values():
            raise Incomplete([words])
    rows = [
        ImportRow(number, {f: as_text(f, unquote(cells[at])) for at, f in columns.items() if at < len(cells)})
        for number, cells in below
    ]
    rows = [row for row in rows if any(row.texts.values())]
    if not rows:
        raise Incomplete([NO_ROWS])
    if len(rows) > MOST_ROWS or len(_text(rows)) > MOST_TEXT or len(pack(rows)) > MOST_CARRIED:
        raise Incomplete([TOO_MUCH])
    told = [(at in columns, head) for at, head in enumerate(heads) if head]
    return Table(rows, tuple(h for read, h in told if read), tuple(h for read, h in told if not read))


def unquote(cell: str) -> str:
    """The cell without the apostrophe with which a report of ours keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def pack(rows: Sequence[ImportRow]) -> str:
    """The rows as one line of text."""
    return base64.b64encode(zlib.compress(_text(rows), 6)).decode()


def _text(rows: Iterable[ImportRow]) -> bytes:
    return json.dumps([[row.number, dict(row.texts)] for row in rows], ensure_ascii=False).encode()


class TableForm(FlaskForm):
    """The file."""

    file = FileField(_l("File"))


class CarriedForm(FlaskForm):
    """What a preview showed: its rows, and the fingerprint of what it promised to do with them."""

    rows = HiddenField()
    seen = HiddenField()
    columns = HiddenField()

    def show_columns(self, table: Table) -> None:
        """Keep which columns of the file were read, and which were not."""
        self.columns.data = json.dumps([table.read, table.unread], ensure_ascii=False)

    def columns_told(self) -> tuple[list[str], list[str]]:
        """How the columns are headed that were read and that were not; nothing where that was tampered with."""
        try:
            read, unread = json.loads((self.columns.data or "")[:MOST_HEADS])
            return [clean(str(head)) for head in list(read)], [clean(str(head)) for head in list(unread)]
        except (ValueError, TypeError, RecursionError):
            return [], []

    def carry(self, rows: Sequence[ImportRow], seen: str) -> None:
        """Put the rows into the form."""
        self.rows.data, self.seen.data = pack(rows), seen

    def carried(self, fields: Collection[str]) -> list[ImportRow]:
        """The rows again, trusted no more than when they were a file."""
        try:
            packed = base64.b64decode(self.rows.data or "", validate=True)
            text = zlib.decompressobj().decompress(packed, MOST_TEXT)
            rows = [
                ImportRow(int(number), {f: clean(str(t)) for f, t in dict(texts).items() if f in fields})
                for number, texts in json.loads(text)
            ]
        except (ValueError, TypeError, OverflowError, RecursionError, zlib.error):
            raise Incomplete([BROKEN]) from None
        return rows[:MOST_ROWS]
