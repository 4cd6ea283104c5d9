"""A note as it is read: its blocks in words."""

from __future__ import annotations

from pka_tracker import labels
from pka_tracker.models import AtmNote
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.texts.outline import Field, Kind, has
from pka_tracker.reading.sections import Cell, Part, Reading
from pka_tracker.words import day
from pka_tracker.words import gettext as _


def read_note(note: AtmNote) -> list[Reading]:
    """Every block with the fields in which something was written. The note comes with its visit."""
    return [
        Reading(
            block.key,
            _(block.title),
            tuple(
                _part(field, note.content[block.key][field.key], note)
                for field in block.fields
                if isinstance(field, Field) and has(note.content.get(block.key, {}).get(field.key))
            ),
        )
        for block in NOTE_BLOCKS
    ]


def _part(field: Field, value: object, note: AtmNote) -> Part:
    label = _(field.label)
    if field.kind is Kind.LINKS:
        lines = tuple(line.strip() for line in str(value).splitlines() if line.strip())
        return Part(field.key, label, Cell(field.key, label, "", links=lines))
    return Part(field.key, label, Cell(field.key, label, _text(field, value, note)))


def _text(field: Field, value: object, note: AtmNote) -> str:
    match field.kind:
        case Kind.VISIT:
            return f"{note.visit.host}, {day(note.visit.starts_on)}" if note.visit else ""
        case Kind.DATE:
            return day(str(value))
        case Kind.FLAG:
            return _("Yes")
        case Kind.CHOICE if field.choices:
            return labels.word(field.choices(str(value)))
        case _:
            return str(value)
