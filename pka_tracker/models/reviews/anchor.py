"""The words a comment speaks of, found again after the text was edited. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

#: From this likeness on, edited words still count as the same words.
ALIKE = 75
LONGEST_QUOTE = 400
CONTEXT = 60


@dataclass(frozen=True)
class Anchor:
    """A quote with a little of the text on either side of it, spaces made even."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, quote: str | None, prefix: str | None = "", suffix: str | None = "") -> Anchor:
        """An anchor from what a page sent; a quote that is too long speaks of the whole section."""
        words = even(quote or "")
        if not words or len(words) > LONGEST_QUOTE:
            return cls()
        return cls(words, even(prefix or "")[-CONTEXT:], even(suffix or "")[:CONTEXT])


def even(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def find(anchor: Anchor, text: str) -> str | None:
    """The words in the text that the anchor means now; None where they are gone.

    The same words are taken where their surroundings fit best; else the stretch that is most alike.
    """
    text = even(text)
    if not anchor.quote or not text:
        return None
    if anchor.quote in text:
        return anchor.quote
    found = fuzz.partial_ratio_alignment(anchor.quote, text, score_cutoff=ALIKE)
    if found is None or found.dest_start == found.dest_end:
        return None
    return _whole_words(text, found.dest_start, found.dest_end)


def place(anchor: Anchor, text: str) -> int:
    """Which of the equal stretches is meant, counted from 0: the one whose surroundings fit best."""
    text = even(text)
    starts, start = [], text.find(anchor.quote)
    while anchor.quote and start >= 0:
        starts.append(start)
        start = text.find(anchor.quote, start + 1)
    if len(starts) < 2:
        return 0
    end = len(anchor.quote)
    likeness = [
        fuzz.ratio(anchor.prefix, text[max(0, at - CONTEXT) : at])
        + fuzz.ratio(anchor.suffix, text[at + end : at + end + CONTEXT])
        for at in starts
    ]
    return likeness.index(max(likeness))


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip()
