"""What an operator's monitoring asks of the database."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select, text

from pka_tracker.extensions import db
from pka_tracker.models import OutboxEmail


def schema_revisions() -> set[str]:
    """The migrations the database stands at; none where it was never migrated."""
    return revisions_of(db.session.connection())


def revisions_of(connection: Connection) -> set[str]:
    """The same, asked over a connection of one's own."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def letters_waiting() -> int:
    """How many letters were written and not delivered yet."""
    return db.session.execute(
        select(func.count()).select_from(OutboxEmail).where(OutboxEmail.sent_at.is_(None))
    ).scalar_one()
