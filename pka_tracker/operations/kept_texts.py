"""Keeping both texts of a conflict."""

from __future__ import annotations

from typing import Any

from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, KeptText, PlanSection, User
from pka_tracker.policy import ensure_writes
from pka_tracker.queries.kept_texts import list_kept


def keep(thing: PlanSection | AtmNote, actor: User, typed: dict[str, Any]) -> None:
    """Keep what is saved now and what was typed against it; the same two texts are kept once."""
    ensure_writes(actor, thing.plan if isinstance(thing, PlanSection) else thing)
    if any(kept.saved == thing.content and kept.typed == typed for kept in list_kept(thing)):
        return
    kept = KeptText(saved=thing.content, typed=typed)
    if isinstance(thing, PlanSection):
        kept.section_id = thing.id
    else:
        kept.note_id = thing.id
    db.session.add(kept)
    db.session.flush()
