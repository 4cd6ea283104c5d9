"""Keeping both texts of a conflict."""

from __future__ import annotations

from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, KeptText, PlanSection, User
from pka_tracker.models.outline import Contents
from pka_tracker.policy import ensure_writes
from pka_tracker.queries.kept_texts import list_kept


def keep(thing: PlanSection | AtmNote, actor: User, saved: Contents, typed: Contents) -> None:
    """Keep what is saved now and what was typed against it; the same two texts are kept once."""
    ensure_writes(actor, thing.plan if isinstance(thing, PlanSection) else thing)
    if any(kept.saved == saved and kept.typed == typed for kept in list_kept(thing)):
        return
    kept = KeptText(saved=saved, typed=typed)
    if isinstance(thing, PlanSection):
        kept.section_id = thing.id
    else:
        kept.note_id = thing.id
    db.session.add(kept)
    db.session.flush()
