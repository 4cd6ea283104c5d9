"""Words as a search knows them: letters without accents, and the Indonesian stem beside each word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

MOST_WORDS = 10
#: Words that nobody looks for; a search of nothing else looks for them all the same.
STOP = frozenset(
    [
        "yang",
        "dan",
        "di",
        "ke",
        "dari",
        "untuk",
        "dengan",
        "pada",
        "atau",
        "dalam",
        "oleh",
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
    ]
)
#: Words joined by hyphens are one chunk: e-KIR is also found as ekir.
_CHUNK = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The Indonesian stem of a folded word: pelayanan -> layan."""
    # A stemmer keeps its place in itself, so threads must not share one.
    return str(snowballstemmer.stemmer("indonesian").stemWord(word))


def _words(chunk: str) -> list[str]:
    """The words of a chunk; one of several parts is also the word without hyphens."""
    words = _WORD.findall(fold(chunk))
    return [*words, "".join(words)] if len(words) > 1 else words


def tokens(text: str) -> list[str]:
    """What is kept of a text to be found by: every word and its stem, in order."""
    found = []
    for chunk in _CHUNK.findall(text):
        for word in _words(chunk):
            found.append(word)
            if (root := stem(word)) != word:
                found.append(root)
    return found


@dataclass(frozen=True)
class Term:
    """One word that is looked for, in small letters and digits only: it, its stem, and as a beginning."""

    word: str
    begins: bool = False

    @property
    def stem(self) -> str:
        return stem(self.word)

    def fits(self, word: str) -> bool:
        """Whether a folded word of a text is meant."""
        return self.stem in (word, stem(word)) or (self.begins and word.startswith(self.word))


def read_query(text: str) -> list[Term]:
    """The words of a search as typed, at most ten; the last may be the beginning of one.

    e-KIR is one word; tangerang-live, whose parts are long, is two.
    """
    words: list[str] = []
    for chunk in _CHUNK.findall(text[:400]):
        parts = _WORD.findall(fold(chunk))
        words += parts if all(len(part) > 2 for part in parts) else ["".join(parts)]
    words = ([word for word in words if word not in STOP] or words)[:MOST_WORDS]
    return [Term(word, begins=place == len(words)) for place, word in enumerate(words, 1)]


def highlight(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """The text in pieces, those marked that the search found."""
    pieces, end = [], 0
    for start, stop in _found(text, terms):
        if start > end:
            pieces.append((text[end:start], False))
        pieces.append((text[start:stop], True))
        end = stop
    return [*pieces, (text[end:], False)] if end < len(text) else pieces


def _found(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    if terms:
        for chunk in _CHUNK.finditer(text):
            if any(term.fits(word) for word in _words(chunk[0]) for term in terms):
                yield chunk.span()
