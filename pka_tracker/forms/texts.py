"""A document in a form and back: what is kept as the form's data, and what was typed as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FormField, HiddenField
from wtforms import Field as FormInput

from pka_tracker.forms import addresses
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models.texts.form_outlines import contents_of
from pka_tracker.models.texts.outline import Content, Contents, Field, Kind, Rows, Section


class TextForm(SeenForm):
    """A form whose text may meet another that was saved meanwhile; ``outline`` says what is written in it."""

    outline: ClassVar[tuple[Section, ...]]
    base = HiddenField()  # the form as this window last saw it saved (routes/texts/conflicts.py)

    def part(self, _section: Section) -> Any:
        """The fields of one section."""
        return self

    def contents(self, before: Contents) -> Contents:
        """What to keep: what was typed, and where that cannot be read, what was kept before."""
        return {s.key: content_of(self.part(s), s, before.get(s.key, {})) for s in self.outline}

    def base_contents(self) -> Contents | None:
        """What this window last saw saved, if it told."""
        fields = parse_qsl(self.base.data or "", keep_blank_values=True)
        return type(self)(formdata=MultiDict(fields)).contents({}) if fields else None

    @classmethod
    def data_of(cls, contents: Contents) -> dict[str, Any]:
        """A kept text as the data of its form."""
        (section,) = cls.outline
        return to_form_data(section, contents.get(section.key, {}))

    @classmethod
    def sent(cls, contents: Contents) -> str:
        """A kept text as its form would send it: what a window without scripts tells that it last saw saved."""
        return urlencode(list(_sent(cls(formdata=None, data=cls.data_of(contents)))))

    def filled(self, contents: Contents) -> Self:
        """The same form with another text in its fields."""
        return type(self)(formdata=None, data=self.data | self.data_of(contents))


def _sent(form: Any) -> Iterator[tuple[str, str]]:
    """Names and values as a browser sends them."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from _sent(entry.form)
        elif isinstance(field, FormField):
            yield from _sent(field.form)
        elif isinstance(field, BooleanField):
            if field.data:
                yield field.name, "y"
        elif field.name not in ("csrf_token", "seen", "base"):
            value = field._value() if hasattr(field, "_value") else field.data
            yield field.name, str(value or "")


class ShortForm(TextForm):
    """A text short enough to travel with its own form: without scripts, too, three texts can be compared."""

    def show(self, row: Any) -> None:
        """Say that the page shows this row, and what it says."""
        super().show(row)
        self.base.data = text_of(self.outline[0], self.row_of(row))

    def row_of(self, row: Any) -> Any:
        """The row the text is kept in."""
        return row


def text_of(section: Section, row: Any) -> str:
    """What a row says as a form sends it."""
    content = contents_of(section, row)[section.key]
    return urlencode(
        {f.key: content.get(f.key) or "" for f in section.fields if content.get(f.key) != []}, doseq=True
    )


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
    return addresses.number(value) if field.kind in (Kind.VISIT, Kind.NOTE) and value else value
