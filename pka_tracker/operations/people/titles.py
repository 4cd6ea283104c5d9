"""The academic titles of a name: what a list leaves out, nobody has lost. Pure functions."""

from __future__ import annotations

import re

#: Titles before a name that are also written without a point.
_BEFORE = frozenset(("dr", "drs", "dra", "drg", "drh", "ir", "prof", "h", "hj", "ns", "apt", "kh", "pdt"))


def loses_titles(before: str, after: str) -> bool:
    """Whether a title would be gone."""
    return bool(_parts(before)[1] - _parts(after)[1])


def only_loses_titles(before: str, after: str) -> bool:
    """Whether it is the same name, with some titles left out and none added."""
    (name, titles), (other, fewer) = _parts(before), _parts(after)
    return name == other and fewer < titles


def _parts(name: str) -> tuple[str, frozenset[str]]:
    """A name in letters alone, and its titles: what stands behind a comma, begins with Dr or has a point."""
    whole, _comma, behind = name.partition(",")
    words = whole.split()
    titles = re.split(r"[,;\s]+", behind)
    while len(words) > 1 and (words[0].endswith(".") or _letters(words[0]) in _BEFORE):
        titles.append(words.pop(0))
    while len(words) > 1 and "." in words[-1]:
        titles.append(words.pop())
    return _letters("".join(words)), frozenset(filter(None, map(_letters, titles)))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
