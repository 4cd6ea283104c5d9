"""A note as it is read: its blocks in words, its history, both sides of a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pka_tracker import labels
from pka_tracker.models import AtmNote, NoteEvent
from pka_tracker.models.note_outline import NOTE_BLOCKS
from pka_tracker.models.outline import Field, Kind, has
from pka_tracker.routes.display import day, when
from pka_tracker.routes.plan_display import Event
from pka_tracker.words import gettext as _


@dataclass(frozen=True)
class Value:
    """One field under its label; ``links`` are safe to follow."""

    label: str
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """One block of the note and what was written in it."""

    key: str
    title: str
    values: tuple[Value, ...]


def read_note(note: AtmNote) -> list[Block]:
    """Every block with the fields in which something was written."""
    return [
        Block(
            block.key,
            _(block.title),
            tuple(
                _value(field, note.content[block.key][field.key], note)
                for field in block.fields
                if isinstance(field, Field) and has(note.content.get(block.key, {}).get(field.key))
            ),
        )
        for block in NOTE_BLOCKS
    ]


def _value(field: Field, value: object, note: AtmNote) -> Value:
    label = _(field.label)
    match field.kind:
        case Kind.VISIT:
            return Value(label, f"{note.visit.host}, {day(note.visit.starts_on)}" if note.visit else "")
        case Kind.DATE:
            return Value(label, day(str(value)))
        case Kind.FLAG:
            return Value(label, _("Yes"))
        case Kind.CHOICE if field.choices:
            return Value(label, labels.word(field.choices(str(value))))
        case Kind.LINKS:
            return Value(label, "", tuple(line.strip() for line in str(value).splitlines() if line.strip()))
        case _:
            return Value(label, str(value))


def timeline(events: Sequence[NoteEvent]) -> list[Event]:
    """The note's history, newest first."""
    return [
        Event(when(e.at), e.actor.name, labels.event_word(e.action), e.reason, labels.tone(e.to_state))
        for e in reversed(events)
    ]
