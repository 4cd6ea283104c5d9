"""Two windows wrote one text: what was there before, what was saved meanwhile, and what was typed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from pka_tracker import labels
from pka_tracker.extensions import db
from pka_tracker.forms.seen import NEVER
from pka_tracker.forms.texts import TextForm
from pka_tracker.models.texts.diff import Piece, words
from pka_tracker.models.texts.outline import Contents, Field, Kind, Rows, Section
from pka_tracker.operations.texts import kept_texts
from pka_tracker.queries.texts.kept_texts import Thing
from pka_tracker.routes.site.access import me
from pka_tracker.words import day
from pka_tracker.words import gettext as _

F = TypeVar("F", bound=TextForm)


@dataclass(frozen=True)
class Difference:
    """One field that differs: both texts, each compared with what was there before where that is known."""

    label: str
    theirs: list[Piece] | str
    mine: list[Piece] | str
    taken: bool  # not touched here, so the saved text was put into the field


def meet(thing: Thing, form: F, saved: Contents) -> tuple[F, list[Difference]]:
    """Keep what is saved and what was typed against it. The form to show then, and where both differ.

    Where this window told what it last saw saved, fields not touched in it take the saved text.
    """
    saved = {section.key: saved.get(section.key, {}) for section in form.outline}
    typed = form.contents(saved)
    kept_texts.keep(thing, me(), saved, typed)
    db.session.commit()
    # The text of another thing has nothing in common with this one's.
    base = None if form.seen_of(thing) == NEVER else form.base_contents()
    found = differences(form.outline, saved, typed, base)
    if base and not form.errors:
        form = form.filled(merge(form.outline, base, saved, typed))
    form.base.data = ""
    form.show(thing)
    return form, found


def merge(outline: Sequence[Section], base: Contents, theirs: Contents, mine: Contents) -> Contents:
    """Mine, with the saved text wherever nothing was typed here."""
    return {
        section.key: {
            field.key: theirs[section.key].get(field.key)
            if _same(mine[section.key].get(field.key), base[section.key].get(field.key))
            else mine[section.key].get(field.key)
            for field in section.fields
        }
        for section in outline
    }


def differences(
    outline: Sequence[Section], theirs: Contents, mine: Contents, base: Contents | None = None
) -> list[Difference]:
    """The fields in which both texts differ, in reading order; ``mine`` as it was typed, not merged."""
    found = []
    for section in outline:
        for field in section.fields:
            texts = [
                None if side is None else side.get(section.key, {}).get(field.key)
                for side in (base, theirs, mine)
            ]
            if not _same(texts[1], texts[2]):
                label = _(field.label) if len(outline) == 1 else f"{_(section.title)}: {_(field.label)}"
                found.append(_difference(label, field, texts, base is not None))
    return found


def between(form: FlaskForm, kept: Mapping[str, Any]) -> list[Difference]:
    """The fields of a form of facts that are not as they are kept; ``kept`` holds what the form would show."""
    return [
        Difference(
            str(form[name].label.text),
            _fact(form[name], theirs),
            _fact(form[name], form[name].data),
            taken=False,
        )
        for name, theirs in kept.items()
        if not _same(theirs, form[name].data)
    ]


def _fact(field: Any, value: Any) -> str:
    """One fact as the page would say it."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return f"{day(value)}, {value:%H:%M}"
        case date():
            return day(value)
        case list():
            return ", ".join(map(str, value))
    choices = dict(getattr(field, "choices", None) or ())
    return str(choices.get(str(value), value or ""))


def _difference(label: str, field: Field | Rows, texts: list[object], with_base: bool) -> Difference:
    before, theirs, mine = (_text(field, text) for text in texts)
    if not with_base:
        return Difference(label, theirs, mine, taken=False)
    taken = _same(texts[0], texts[2])
    return Difference(label, words(before, theirs, folded=False), words(before, mine, folded=False), taken)


def _same(one: object, other: object) -> bool:
    return (one or None) == (other or None)


def _text(field: Field | Rows, value: object) -> str:
    """A field as one text; the rows of a list one below the other."""
    if isinstance(field, Rows):
        rows = value if isinstance(value, list) else []
        return "\n".join(
            "; ".join(t for c in field.columns if (t := _text(c, row.get(c.key)))) for row in rows
        )
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        return "\n".join(_text(field, one) for one in value)
    if field.kind is Kind.CHOICE and field.choices and value in list(field.choices):
        return labels.word(field.choices(str(value)))
    return day(str(value)) if field.kind is Kind.DATE else str(value)
