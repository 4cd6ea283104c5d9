"""What changed between two texts, word by word, and between two lists of rows. Pure functions."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

Row = TypeVar("Row")

#: A word with what joins it (e-Gov, 30.000, kota/kabupaten), or one sign; each with the space after it.
_TOKEN = re.compile(r"\w+(?:[-.,/’']\w+)*%?\s*|[^\w\s]\s*|^\s+")
#: Words shown on either side of a change; longer stretches that stayed are folded.
CONTEXT = 12
#: Below this likeness a text counts as rewritten: old and new one after the other read better.
REWRITTEN = 0.3
#: From this many words on, frequent words are not looked for: exactness there would cost seconds.
LONG = 3000


class Change(enum.StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    GAP = "gap"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, was added or removed; a gap stands for folded text that stayed."""

    change: Change
    text: str


def words(before: str, after: str, *, folded: bool = True) -> list[Piece]:
    """The change from one text to another in whole words; folded, with only a little of what stayed around it."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, _bare(old), _bare(new), autojunk=len(old) + len(new) > LONG)
    if not old or not new or matcher.ratio() < REWRITTEN:
        return _pieces((Change.REMOVED, before.strip()), (Change.ADDED, after.strip()))
    found: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found += _pieces((Change.SAME, "".join(new[k:m])))
        else:
            found += _pieces((Change.REMOVED, "".join(old[i:j])), (Change.ADDED, "".join(new[k:m])))
    return fold(found) if folded else found


def _bare(tokens: Sequence[str]) -> list[str]:
    """Tokens without the space after them: a new line break alone is no change of a word."""
    return [token.strip() for token in tokens]


def _pieces(*parts: tuple[Change, str]) -> list[Piece]:
    return [Piece(change, text) for change, text in parts if text]


def fold(pieces: Sequence[Piece], context: int = CONTEXT) -> list[Piece]:
    """Leave out the middle of what stayed, keeping ``context`` words beside each change."""
    found: list[Piece] = []
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        tokens = _TOKEN.findall(piece.text)
        head, tail = (0 if index == 0 else context), (0 if index == last else context)
        if piece.change is not Change.SAME or len(tokens) <= head + tail + context // 2:
            found.append(piece)
            continue
        found += _pieces((Change.SAME, "".join(tokens[:head])))
        found.append(Piece(Change.GAP, "…"))
        found += _pieces((Change.SAME, "".join(tokens[len(tokens) - tail :]) if tail else ""))
    return found


def pair_rows(
    before: Mapping[str, Row], after: Mapping[str, Row]
) -> list[tuple[Change, Row | None, Row | None]]:
    """Rows of two versions by their ids: the new order first, then what was removed. Moving is no change."""
    found: list[tuple[Change, Row | None, Row | None]] = []
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            found.append((Change.ADDED, None, row))
        else:
            found.append((Change.SAME if old == row else Change.CHANGED, old, row))
    found += [(Change.REMOVED, row, None) for key, row in before.items() if key not in after]
    return found
