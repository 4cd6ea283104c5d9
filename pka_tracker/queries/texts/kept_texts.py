"""The texts that met in a conflict: to be read by whoever typed one of them, who was found to see the thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, Comment, ConsultationEntry, KeptText, PlanSection, Review, User

#: What a text in conflict is kept under; an answer under its comment.
Thing = PlanSection | AtmNote | Comment | Review | ConsultationEntry
COLUMNS: dict[type[Thing], Any] = {
    PlanSection: KeptText.section_id,
    AtmNote: KeptText.note_id,
    Comment: KeptText.comment_id,
    Review: KeptText.review_id,
    ConsultationEntry: KeptText.entry_id,
}
MOST = 20


def about(thing: Thing, viewer: User) -> ColumnElement[bool]:
    """The WHERE of what this person typed about one thing."""
    return and_(COLUMNS[type(thing)] == thing.id, KeptText.writer_id == viewer.id)


def list_kept(thing: Thing, viewer: User) -> Sequence[KeptText]:
    """The newest conflicts this person had about a thing, newest first."""
    return db.session.scalars(
        select(KeptText).where(about(thing, viewer)).order_by(KeptText.id.desc()).limit(MOST)
    ).all()


def has_kept(thing: Thing, viewer: User) -> bool:
    """Whether this person ever had a conflict about it."""
    return bool(db.session.scalar(select(exists().where(about(thing, viewer)))))
