"""The texts that met in a conflict: to be read by whoever wrote them, who was found to see the thing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select

from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, KeptText, PlanSection

#: What a text in conflict is kept under.
Thing = PlanSection | AtmNote
MOST = 20


def about(thing: Thing) -> ColumnElement[bool]:
    """The WHERE of one section's or note's kept texts."""
    column = KeptText.section_id if isinstance(thing, PlanSection) else KeptText.note_id
    return column == thing.id


def list_kept(thing: Thing) -> Sequence[KeptText]:
    """The newest conflicts of a section or note, newest first."""
    return db.session.scalars(
        select(KeptText).where(about(thing)).order_by(KeptText.id.desc()).limit(MOST)
    ).all()


def has_kept(thing: Thing) -> bool:
    """Whether there ever was a conflict."""
    return bool(db.session.scalar(select(exists().where(about(thing)))))
