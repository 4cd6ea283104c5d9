"""Two windows wrote one text: what was there before, what was saved meanwhile, and what was typed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from pka_tracker import labels
from pka_tracker.models.diff import Piece, words
from pka_tracker.models.outline import Content, Field, Kind, Rows, Section
from pka_tracker.words import gettext as _

#: A note's content, or a section's under the one key "".
Contents = dict[str, Content]


@dataclass(frozen=True)
class Difference:
    """One field that differs: both texts, each compared with what was there before where that is known."""

    label: str
    theirs: list[Piece] | str
    mine: list[Piece] | str
    taken: bool  # not touched here, so the saved text was put into the field


def base_of(text: str) -> MultiDict[str, str] | None:
    """The form as this window last saw it saved; its script sends it along with the button."""
    return MultiDict(parse_qsl(text, keep_blank_values=True)) if text else None


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
    if field.kind is Kind.CHOICE and field.choices and value in list(field.choices):
        return labels.word(field.choices(str(value)))
    return str(value)
