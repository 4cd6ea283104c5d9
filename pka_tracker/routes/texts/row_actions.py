"""Buttons of repeated rows, as plain submits: add, remove, up, down. Scripts only make them quicker."""

from __future__ import annotations

from uuid import uuid4

from pka_tracker.forms import addresses
from pka_tracker.forms.texts import TextForm
from pka_tracker.models.texts.outline import Content, Rows, Section


def apply(asked: str, section: Section, content: Content) -> Content:
    """Do what a button asked, for example ``add:issues`` or ``up:issues:2``; nonsense changes nothing."""
    verb, _colon, rest = asked.partition(":")
    key, _colon, place = rest.partition(":")
    if not any(isinstance(field, Rows) and field.key == key for field in section.fields):
        return content
    rows = list(content.get(key, []))
    found = addresses.number(place)
    index = -1 if found is None else found
    if verb == "add":
        rows.append({"id": uuid4().hex[:8]})
    elif 0 <= index < len(rows):
        if verb == "remove":
            del rows[index]
        elif verb == "up" and index > 0:
            rows[index - 1 : index + 1] = rows[index], rows[index - 1]
        elif verb == "down" and index + 1 < len(rows):
            rows[index : index + 2] = rows[index + 1], rows[index]
    return content | {key: rows}


def anchor(asked: str) -> str:
    """Where the page should open after the button: at the list it belongs to."""
    return f"rows-{asked.split(':')[1]}" if ":" in asked else "rows"


def show_empty_rows(form: TextForm) -> None:
    """Begin a list that is still empty with one row to type into."""
    for field in form.outline[0].fields:
        if isinstance(field, Rows) and not form[field.key].entries and field.key != "links":
            form[field.key].append_entry({"id": uuid4().hex[:8]})
