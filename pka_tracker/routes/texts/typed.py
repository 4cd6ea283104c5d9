"""What a person typed into a form that came back: without what forms carry for themselves, with its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.outline import Kind, Rows, Section
from pka_tracker.words import gettext as _

#: What forms carry for themselves, and what is chosen by a number or a word of ours.
TECHNICAL = frozenset(
    {
        "action",
        "agency",
        "base",
        "confirm",
        "csrf_token",
        "decision",
        "facilitator_id",
        "file",
        "files",
        "first",
        "form_key",
        "id",
        "kept",
        "kind",
        "mark",
        "next",
        "page",
        "person",
        "plan",
        "practice",
        "prefix",
        "quote",
        "remember",
        "review",
        "role",
        "rows",
        "seen",
        "send",
        "suffix",
        "visit",
    }
)
#: A row and its lock version, as ``forms/seen.py`` writes it.
TOKEN = re.compile(r"[A-Z][A-Za-z]+:\d+:\w+")
TYPED = frozenset(Kind) - {Kind.CHOICE, Kind.FLAG, Kind.VISIT, Kind.NOTE}


@dataclass(frozen=True)
class Typed:
    """One text, and what its field is called where that is known."""

    label: str
    text: str


def typed(endpoint: str, arguments: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> list[Typed]:
    """The texts of a form on the way to an address, in its order."""
    outlined = _outlined(endpoint, arguments)
    found = []
    for name, text in fields:
        known = outlined.get(re.sub(r"-\d+-", "-", name))
        if known:
            kind, label = known
            shown = kind in TYPED
        else:
            label, shown = "", name.rpartition("-")[2] not in TECHNICAL and not TOKEN.fullmatch(text.strip())
        if shown and text.strip():
            found.append(Typed(_(label) if label else "", text))
    return found


def _outlined(endpoint: str, arguments: Mapping[str, Any]) -> dict[str, tuple[Kind, str]]:
    """Kind and label of every field, by its name without the number of its row."""
    if endpoint == "notes.edit":
        return {f"{block.key}-{name}": it for block in NOTE_BLOCKS for name, it in _fields(block).items()}
    if endpoint == "plans.section" and (section := PLAN_SECTION.get(arguments.get("key", ""))):
        return _fields(section)
    return {}


def _fields(section: Section) -> dict[str, tuple[Kind, str]]:
    found: dict[str, tuple[Kind, str]] = {}
    for field in section.fields:
        if isinstance(field, Rows):
            found |= {f"{field.key}-{column.key}": (column.kind, column.label) for column in field.columns}
        else:
            found[field.key] = (field.kind, field.label)
    return found
