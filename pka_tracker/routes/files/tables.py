"""Tables that are sent to be imported, and the rows that were refused, to take along."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from pka_tracker.errors import Incomplete
from pka_tracker.exports import refusals
from pka_tracker.exports.workbook import MEDIA_TYPE
from pka_tracker.forms.imports import EMPTY, NO_FILE
from pka_tracker.forms.sheets import TOO_LARGE
from pka_tracker.routes.files.downloads import as_attachment

MOST_BYTES = 2_000_000
REPORTS = {
    "csv": ("text/csv; charset=utf-8", refusals.as_csv),
    "xlsx": (MEDIA_TYPE, refusals.as_xlsx),
}


def sent_table() -> bytes:
    """The file of this request. Refuses, in words, where there is none, or one of more than 2 MB.

    The view is marked ``@takes_files`` and only reads: while a table is read, nobody waits for SQLite's lock.
    """
    data = request.files["file"].stream.read(MOST_BYTES + 1) if "file" in request.files else b""
    if not data:
        chosen = "file" in request.files and request.files["file"].filename
        raise Incomplete([EMPTY if chosen else NO_FILE])
    if len(data) > MOST_BYTES:
        raise Incomplete([TOO_LARGE])
    return data


def refused_rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Response:
    """The rows as a file of the kind that was asked for, to mend and import again."""
    kind = "xlsx" if request.form.get("kind") == "xlsx" else "csv"
    media_type, write = REPORTS[kind]
    return as_attachment(write(header, rows), f"ditolak.{kind}", media_type)
