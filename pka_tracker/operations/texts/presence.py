"""Saying that a page is open, and that it is closed. It never blocks anybody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pka_tracker.extensions import db, now
from pka_tracker.models import Presence, User
from pka_tracker.queries.texts.presence import FRESH

#: Faded rows swept by one request.
SWEPT = 100


def arrive(place: str, actor: User, window: str) -> None:
    """Say that this window shows the place. The place was found to be the actor's to write at."""
    _sweep()
    insert: Any = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    moment = now()
    db.session.execute(
        insert(Presence)
        .values(place=place, user_id=actor.id, window=window, seen_at=moment)
        .on_conflict_do_update(index_elements=["place", "user_id", "window"], set_={"seen_at": moment})
    )


def leave(place: str, actor: User, window: str) -> None:
    """Say that this window is gone."""
    db.session.execute(
        delete(Presence).where(
            Presence.place == place, Presence.user_id == actor.id, Presence.window == window
        )
    )


def _sweep() -> None:
    """Drop what faded. Rows that somebody else is sweeping are left to them."""
    faded = (
        select(Presence.id)
        .where(Presence.seen_at < now() - FRESH)
        .limit(SWEPT)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    db.session.execute(
        delete(Presence).where(Presence.id.in_(faded)).execution_options(synchronize_session=False)
    )
