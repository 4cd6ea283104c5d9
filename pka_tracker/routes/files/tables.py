"""Tables that are sent to be imported, and the rows that were refused, to take along."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from pka_tracker.errors import Incomplete
from pka_tracker.exports import refusals
from pka_tracker.exports.workbook import MEDIA_TYPE
from pka_tracker.forms.imports import NO_FILE
from pka_tracker.routes.files.downloads import as_attachment

REPORTS = {
    "csv": ("text/csv; charset=utf-8", refusals.as_csv),
    "xlsx": (MEDIA_TYPE, refusals.as_xlsx),
}


def sent_table() -> bytes:
    """The file of this request. Refuses, in words, where there is none."""
    data = request.files["file"].read() if "file" in request.files else b""
    if not data:
        raise Incomplete([NO_FILE])
    return data


def refused_rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Response:
    """The rows as a file of the kind that was asked for, to mend and import again."""
    kind = "xlsx" if request.form.get("kind") == "xlsx" else "csv"
    media_type, write = REPORTS[kind]
    return as_attachment(write(header, rows), f"ditolak.{kind}", media_type)
