"""What an address asks for: a number, words to look for. What cannot be read asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pka_tracker.forms.fields import clean

#: So many digits has no id, so that every database can be asked for what is read here.
MOST_DIGITS = 9
#: Nobody searches for more; longer ones only cost the database time.
LONGEST_SEARCH = 100


def number(text: str | None) -> int | None:
    """A number in an address; None where there is none, or more digits than any id has."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def line(text: str | None, length: int) -> str:
    """One line of text in an address, without what PostgreSQL refuses."""
    return " ".join(clean(text).split())[:length]


def search(args: Mapping[str, str]) -> str:
    """What a list is searched for."""
    return line(args.get("q"), LONGEST_SEARCH)


def page(args: Mapping[str, str]) -> int:
    """Which page of a list is asked for; the first where it does not say."""
    return number(args.get("page")) or 1
