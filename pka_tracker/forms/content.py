"""Forms made from an outline: one per section of a plan, one per note."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
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
from pka_tracker.forms.texts import TextForm, to_form_data
from pka_tracker.models.texts.outline import Contents, Field, Kind, Rows, Section
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
GONE = {
    Kind.NOTE: _l("This note is not there any more or is not yours. Choose another."),
    Kind.VISIT: _l("This visit is not there any more. Choose another."),
}


class WebAddresses:
    """Every line is an http(s) address; anything else could run a script when it is clicked."""

    def __call__(self, _form: Form, field: FormInput) -> None:
        for line in (field.data or "").splitlines():
            if line.strip() and not line.strip().lower().startswith(("https://", "http://")):
                raise ValidationError(_l("Each line is a web address that begins with https://."))


class Offered:
    """What is chosen is among what ``offer_choices`` offered; it may have been removed since the page was made."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: FormInput) -> None:
        if field.data and field.data not in {value for value, _words in field.choices}:
            raise ValidationError(self.message)


class Once:
    """No two rows have the same in a column; it is said at the later one."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __call__(self, _form: Form, field: FieldList) -> None:
        message, seen = _l("This note is linked in another row already. Choose another."), set()
        for chosen in (entry.form[self.column] for entry in field):
            if chosen.data and chosen.data in seen:
                chosen.errors = [message]
                field.errors = [message]
            seen.add(chosen.data)


class NewNoteForm(FlaskForm):
    """The button that begins a note. ``form_key`` is drawn with the page: pressed twice, it begins one note."""

    form_key = HiddenField(default=lambda: uuid4().hex, validators=[Length(max=32)])


def make_input(field: Field) -> Any:
    """The unbound WTForms field for one field of an outline."""
    validators: list[Any] = []
    options: dict[str, Any] = {"description": lazy_gettext(field.hint) if field.hint else ""}
    if field.kind in SELECTS:
        options["validate_choice"] = False  # a word of an enum that was removed meanwhile is kept
        options["choices"] = []
        validators += [Offered(GONE[field.kind])] if field.kind in GONE else []
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


def _once(rows: Rows) -> list[Once]:
    return [Once(column.key) for column in rows.columns if column.kind is Kind.NOTE]


def _members(section: Section) -> dict[str, Any]:
    return {
        field.key: FieldList(FormField(row_form(field)), lazy_gettext(field.label), _once(field))
        if isinstance(field, Rows)
        else make_input(field)
        for field in section.fields
    }


@cache
def section_form(section: Section) -> type[TextForm]:
    """The form class of one plan section."""
    return type("SectionForm", (TextForm,), _members(section) | {"outline": (section,)})


class NoteForm(TextForm):
    """All blocks of a note in one form, so that a page once loaded can be filled without a network."""

    def part(self, _section: Section) -> Any:
        """The fields of one block."""
        return self[_section.key].form

    @classmethod
    def data_of(cls, contents: Contents) -> dict[str, Any]:
        """A kept note as the data of its form."""
        return {block.key: to_form_data(block, contents.get(block.key, {})) for block in cls.outline}


@cache
def note_form(blocks: tuple[Section, ...]) -> type[NoteForm]:
    """The form class of a note."""
    members: dict[str, Any] = {
        block.key: FormField(type("BlockForm", (Form,), _members(block)), lazy_gettext(block.title))
        for block in blocks
    }
    return type("NoteForm", (NoteForm,), members | {"outline": blocks})


def offer_choices(form: Iterable[FormInput], section: Section, choices: Choices) -> None:
    """Give every select of the section its choices: enum words, or what ``choices`` says for its kind.

    Comes before ``validate``, which asks whether a note or visit is among them.
    """
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
