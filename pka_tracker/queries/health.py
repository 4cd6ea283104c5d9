"""What an operator's monitoring asks of the database."""

from __future__ import annotations

from sqlalchemy import func, inspect, select, text

from pka_tracker.extensions import db
from pka_tracker.models import OutboxEmail


def schema_revisions() -> set[str]:
    """The migrations the database stands at; none where it was never migrated."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return set()
    return set(db.session.scalars(text("SELECT version_num FROM alembic_version")))


def letters_waiting() -> int:
    """How many letters were written and not delivered yet."""
    return db.session.execute(
        select(func.count()).select_from(OutboxEmail).where(OutboxEmail.sent_at.is_(None))
    ).scalar_one()
