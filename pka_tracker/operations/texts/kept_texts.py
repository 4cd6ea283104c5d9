"""Keeping both texts of a conflict."""

from __future__ import annotations

from pka_tracker import policy
from pka_tracker.extensions import db
from pka_tracker.models import (
    AtmNote,
    Comment,
    ConsultationEntry,
    EntryAction,
    KeptText,
    PlanSection,
    Review,
    User,
)
from pka_tracker.models.texts.outline import Contents
from pka_tracker.operations.reviews.reviews import ensure_open
from pka_tracker.queries.texts.kept_texts import COLUMNS, Thing, list_kept


def keep(thing: Thing, actor: User, saved: Contents, typed: Contents) -> None:
    """Keep what is saved now and what was typed against it; the same two texts are kept once.

    Refuses whoever may not write the thing.
    """
    _ensure_writes(thing, actor)
    if any(kept.saved == saved and kept.typed == typed for kept in list_kept(thing, actor)):
        return
    column = COLUMNS[type(thing)].key
    db.session.add(KeptText(writer_id=actor.id, saved=saved, typed=typed, **{column: thing.id}))
    db.session.flush()


def _ensure_writes(thing: Thing, actor: User) -> None:
    match thing:
        case PlanSection():
            policy.ensure_writes(actor, thing.plan)
        case AtmNote():
            policy.ensure_writes(actor, thing)
        case Review():
            ensure_open(thing, actor)
        case ConsultationEntry():
            policy.ensure_entry(actor, EntryAction.EDIT, thing)
        case Comment() if thing.author_id == actor.id:
            ensure_open(thing.review, actor)
        case Comment():
            policy.ensure_answers(actor, thing.review.plan)
