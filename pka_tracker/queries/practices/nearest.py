"""What a search of the catalogue that found nothing may have meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import and_, select

from pka_tracker.extensions import db
from pka_tracker.models import Practice, SearchText, User
from pka_tracker.models.texts.terms import Term, read_query, stem
from pka_tracker.queries.practices.practices import SUBJECT, CatalogueView, may_see

#: So many practices are asked for their words; what a larger catalogue has besides is not suggested.
MOST_READ = 1_000
#: Shorter words are near to too many others.
SHORTEST = 4
#: From 0 to 100: tangerng is 94 like tangerang, antrian 86 like antrean, pajak 60 like bapak.
NEAR = 75


def nearest(viewer: User, view: CatalogueView) -> list[str]:
    """Other searches, nearest first, each of which finds something; none where nothing is near. One statement."""
    words = and_(SearchText.subject == SUBJECT, SearchText.subject_id == Practice.id)
    rows = db.session.execute(
        select(SearchText.heading, SearchText.body)
        .join(Practice, words)
        .where(may_see(viewer), Practice.active)
        .order_by(Practice.id)
        .limit(MOST_READ)
    )
    texts = [frozenset(_readable(f"{heading} {body}")) for heading, body in rows]
    known = sorted({word for text in texts for word in text if len(word) >= SHORTEST})
    meant = [(term, _near(term, known)) for term in read_query(view.search)]
    together = [word or term.word for term, word in meant]
    alone = [[word] for _term, word in meant if word]
    typed = [term.word for term, _word in meant]
    found = [ws for ws in (together, *alone) if ws != typed and _finds(ws, texts)]
    return list(dict.fromkeys(" ".join(dict.fromkeys(ws)) for ws in found))


def _readable(tokens: str) -> Iterator[str]:
    """The words of a kept text without the stems that stand beside them."""
    before = ""
    for token in tokens.split():
        if not before or token != stem(before):
            yield token
        before = token


def _near(term: Term, known: Sequence[str]) -> str:
    if len(term.word) < SHORTEST:
        return ""
    if any(term.fits(word) for word in known):
        return term.word
    inside = [word for word in known if term.word in word]
    if inside:
        return min(inside, key=len)
    best = process.extractOne(term.word, known, scorer=fuzz.ratio, score_cutoff=NEAR)
    return best[0] if best else ""


def _finds(words: Sequence[str], texts: Sequence[frozenset[str]]) -> bool:
    terms = [Term(word) for word in words]
    return any(all(any(term.fits(word) for word in text) for term in terms) for text in texts)
