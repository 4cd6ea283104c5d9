"""Forms made from an outline: one per section of a plan, one per note."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms import Field as FormInput
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from pka_tracker import labels
from pka_tracker.forms.fields import (
    TOO_LONG,
    CleanString,
    CleanText,
    LocalDecimal,
    OptionalDate,
    OptionalInteger,
    Rupiah,
)
from pka_tracker.forms.seen import token, version_in
from pka_tracker.models.outline import Content, Field, Kind, Rows, Section
from pka_tracker.words import lazy_gettext
from pka_tracker.words import lazy_gettext as _l

#: {kind: [(value, words)]} for the kinds whose choices depend on who is writing.
Choices = dict[Kind, list[tuple[str, str]]]
INPUTS: dict[Kind, type[FormInput]] = {
    Kind.TEXT: CleanString,
    Kind.LONG: CleanText,
    Kind.LINKS: CleanText,
    Kind.PRACTICE: CleanString,
    Kind.INTEGER: OptionalInteger,
    Kind.DECIMAL: LocalDecimal,
    Kind.MONEY: Rupiah,
    Kind.DATE: OptionalDate,
    Kind.FLAG: BooleanField,
    Kind.CHOICE: SelectField,
    Kind.VISIT: SelectField,
    Kind.NOTE: SelectField,
}
SELECTS = (Kind.CHOICE, Kind.VISIT, Kind.NOTE)


class WebAddresses:
    """Every line is an http(s) address; anything else could run a script when it is clicked."""

    def __call__(self, _form: Form, field: FormInput) -> None:
        for line in (field.data or "").splitlines():
            if line.strip() and not line.strip().lower().startswith(("https://", "http://")):
                raise ValidationError(_l("Each line is a web address that begins with https://."))


class SeenForm(FlaskForm):
    """A form about a row that may change meanwhile; ``seen`` says which row, and how the page showed it."""

    seen = HiddenField()

    def show(self, row: Any) -> None:
        """Say that the page shows this row as it is now."""
        self.seen.data = token(row)

    def seen_of(self, row: Any) -> int:
        """The lock version of this row that the page showed; -1, which is never current, where it showed another."""
        return version_in(self.seen.data, row)


class NewNoteForm(FlaskForm):
    """The button that begins a note. ``form_key`` is drawn with the page: pressed twice, it begins one note."""

    form_key = HiddenField(default=lambda: uuid4().hex, validators=[Length(max=32)])


def make_input(field: Field) -> Any:
    """The unbound WTForms field for one field of an outline."""
    validators: list[Any] = []
    options: dict[str, Any] = {"description": lazy_gettext(field.hint) if field.hint else ""}
    if field.kind in SELECTS:
        options["validate_choice"] = False  # checked in ``content_of``: what was removed meanwhile is kept
        options["choices"] = []
    elif field.kind in (Kind.TEXT, Kind.LONG, Kind.LINKS, Kind.PRACTICE):
        validators.append(Length(max=field.max_length, message=TOO_LONG))
    elif field.kind in (Kind.INTEGER, Kind.MONEY) and field.minimum is not None:
        message = _l("Type a number from %(min)s to %(max)s.")
        maximum = field.maximum if field.maximum is not None else 10**15
        validators += [Optional(), NumberRange(field.minimum, maximum, message)]
    if field.kind is Kind.LINKS:
        validators.append(WebAddresses())
    return INPUTS[field.kind](lazy_gettext(field.label), validators, **options)


@cache
def row_form(rows: Rows) -> type[Form]:
    """The form of one row; ``id`` names the row however it moves."""
    members: dict[str, Any] = {"id": StringField(widget=HiddenInput(), validators=[Length(max=32)])}
    members |= {column.key: make_input(column) for column in rows.columns}
    return type("RowForm", (Form,), members)


def _members(section: Section) -> dict[str, Any]:
    return {
        field.key: FieldList(FormField(row_form(field)), lazy_gettext(field.label))
        if isinstance(field, Rows)
        else make_input(field)
        for field in section.fields
    }


class SectionForm(SeenForm):
    """One section of a plan; ``section`` is its outline."""

    section: ClassVar[Section]
    base = HiddenField()  # what this window last saw saved (routes/conflicts.py)

    def content(self, before: Content) -> Content:
        """What to keep: what was typed, and where that cannot be read, what was kept before."""
        return content_of(self, self.section, before)


@cache
def section_form(section: Section) -> type[SectionForm]:
    """The form class of one plan section."""
    return type("SectionForm", (SectionForm,), _members(section) | {"section": section})


class NoteForm(SeenForm):
    """All blocks of a note in one form, so that a page once loaded can be filled without a network."""

    blocks: ClassVar[tuple[Section, ...]]
    base = HiddenField()  # what this window last saw saved (routes/conflicts.py)

    def content(self, before: Content) -> Content:
        """What to keep: what was typed, and where that cannot be read, what was kept before."""
        return {
            block.key: content_of(self[block.key].form, block, before.get(block.key, {}))
            for block in self.blocks
        }


@cache
def note_form(blocks: tuple[Section, ...]) -> type[NoteForm]:
    """The form class of a note."""
    members: dict[str, Any] = {
        block.key: FormField(type("BlockForm", (Form,), _members(block)), lazy_gettext(block.title))
        for block in blocks
    }
    return type("NoteForm", (NoteForm,), members | {"blocks": blocks})


def to_form_data(section: Section, content: Content) -> dict[str, Any]:
    """A kept document as the data of its form: days as dates, the rest as it is."""
    data: dict[str, Any] = {}
    for field in section.fields:
        value = content.get(field.key)
        if isinstance(field, Rows):
            data[field.key] = [{"id": row.get("id", "")} | _row_data(field, row) for row in value or []]
        else:
            data[field.key] = _as_date(field, value)
    return data


def _row_data(rows: Rows, row: Content) -> Content:
    return {column.key: _as_date(column, row.get(column.key)) for column in rows.columns}


def _as_date(field: Field, value: Any) -> Any:
    return date.fromisoformat(value) if field.kind is Kind.DATE and value else value


def offer_choices(form: Iterable[FormInput], section: Section, choices: Choices) -> None:
    """Give every select of the section its choices: enum words, or what ``choices`` says for its kind."""
    inputs = {field.short_name: field for field in form}
    for field in section.fields:
        if isinstance(field, Rows):
            for entry in inputs[field.key]:
                offer_choices(entry.form, Section("", "", field.columns), choices)
        elif field.kind in SELECTS:
            offered = (
                [(str(member), labels.word(member)) for member in field.choices]
                if field.choices
                else choices.get(field.kind, [])
            )
            inputs[field.key].choices = [("", _l("Choose …")), *offered]


def content_of(form: Any, section: Section, before: Content) -> Content:
    """The document of one section: what was typed where it is valid, what was kept before elsewhere."""
    content: Content = {}
    for field in section.fields:
        bound = form[field.key]
        if isinstance(field, Rows):
            kept = {row.get("id"): row for row in before.get(field.key, [])}
            content[field.key] = [_row_of(entry.form, field, kept) for entry in bound]
        else:
            content[field.key] = _kept(field, bound, before)
    return content


def _row_of(form: Any, rows: Rows, kept: dict[str, Content]) -> Content:
    row_id = form.id.data or uuid4().hex[:8]
    form.id.data = row_id
    return {"id": row_id} | {c.key: _kept(c, form[c.key], kept.get(row_id, {})) for c in rows.columns}


def _kept(field: Field, bound: FormInput, before: Content) -> Any:
    if bound.errors:
        return before.get(field.key)
    value = bound.data
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if field.kind in (Kind.VISIT, Kind.NOTE) and value else value
