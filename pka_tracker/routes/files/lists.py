"""A list to take along as a workbook: the rows that its page shows with the present filters, all pages of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, get_timezone

from pka_tracker.exports.document import in_official_language
from pka_tracker.exports.workbook import MEDIA_TYPE, Sheet, Value, as_workbook
from pka_tracker.extensions import now
from pka_tracker.queries.paging import MOST_ROWS
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.site.display import here, when
from pka_tracker.words import gettext as _


class Found(Protocol):
    """A whole list, as its query found it."""

    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def total(self) -> int: ...


def wants_workbook() -> bool:
    """Whether the address of a list asks for its workbook; ``download`` in ``components/table.html`` writes it."""
    return request.args.get("file") == "xlsx"


def as_list(name: str, make: Callable[[Sequence[Any]], Sheet], found: Found) -> ResponseReturnValue:
    """The list as a file that says what and when; a list of more rows than that leads back to its page, which says
    so. In Indonesian; moments are the reader's."""
    if found.total > MOST_ROWS:
        most = format_decimal(MOST_ROWS)
        flash(
            _("A workbook holds up to %(most)s rows. Narrow the list with its filters first.", most=most),
            "error",
        )
        return redirect(here(file=None), 303)
    with in_official_language():
        sheet = make(found.rows)
        origin = sheet.origin or _("As of %(time)s", time=when(now()))
    rows = [[_local(value) for value in row] for row in sheet.rows]
    day = now().astimezone(get_timezone()).date()
    content = as_workbook(replace(sheet, rows=rows, origin=origin))
    return as_attachment(content, f"{name}-{day}.xlsx", MEDIA_TYPE)


def _local(value: Value) -> Value:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(get_timezone()).replace(tzinfo=None)
    return value
