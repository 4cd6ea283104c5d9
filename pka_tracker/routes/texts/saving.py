"""Answers to forms that save by themselves: the same address as the button, asked for JSON."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from wtforms import Form

from pka_tracker.extensions import now
from pka_tracker.routes.site.display import clock
from pka_tracker.words import gettext as _


def wants_json() -> bool:
    """Whether the page's script asks, which shows the answer beside the form."""
    return request.accept_mimetypes.best == "application/json"


def saved_text() -> str:
    """The sentence that tells when the text was kept, e.g. Saved 12:04 WITA."""
    return _("Saved %(time)s", time=clock(now()))


def saved(seen: str, **more: Any) -> Response:
    """All is kept; ``seen`` is the token of what is kept now. ``more`` may tell ``meter`` and ``action``."""
    return jsonify(seen=seen, saved=saved_text(), **more)


def refused(form: Form, seen: str | None = None, **more: Any) -> tuple[Response, int]:
    """Something can't be read; with ``seen`` the rest is kept all the same."""
    if seen is not None:
        more |= {"seen": seen, "saved": saved_text()}
    return jsonify(errors=field_errors(form), **more), 422


def conflict() -> tuple[Response, int]:
    """Somebody saved meanwhile; pressing the button shows both texts."""
    message = _("This text was changed in another window. Press Save to see both texts.")
    return jsonify(message=message), 409


def field_errors(form: Any) -> dict[str, list[str]]:
    """The errors by the name of the input they belong to, nested forms and rows included."""
    found: dict[str, list[str]] = {}
    for field in form:
        if hasattr(field, "form"):
            found |= field_errors(field.form)
        elif hasattr(field, "entries"):
            for entry in field.entries:
                found |= field_errors(entry.form) if hasattr(entry, "form") else {}
        elif field.errors:
            found[field.name] = [str(error) for error in field.errors]
    return found
