"""Keeps what can be searched; called by the operation that writes the thing, in its transaction."""

from __future__ import annotations

from sqlalchemy import select

from pka_tracker.extensions import db
from pka_tracker.models import SearchText
from pka_tracker.models.texts.terms import tokens


def keep(subject: str, subject_id: int, heading: str, body: str) -> None:
    """Let a thing be found by the words of its heading, which weigh more, and of its body."""
    kept = db.session.scalar(
        select(SearchText).where(SearchText.subject == subject, SearchText.subject_id == subject_id)
    )
    if kept is None:
        kept = SearchText(subject=subject, subject_id=subject_id)
        db.session.add(kept)
    kept.heading, kept.body = " ".join(tokens(heading)), " ".join(tokens(body))
    db.session.flush()
