"""Who is who in the demo cohort behind the live server."""

from __future__ import annotations

import sqlalchemy as sa


def mentor_of(database: str, account: str) -> str:
    """The account of a participant's mentor."""
    engine = sa.create_engine(database)
    asked = (
        "SELECT mentor.email FROM action_plan plan JOIN app_user writer ON writer.id = plan.owner_id"
        " JOIN app_user mentor ON mentor.id = plan.mentor_id WHERE writer.email = :email"
    )
    with engine.connect() as connection:
        email = connection.scalar(sa.text(asked), {"email": f"{account}@demo.test"})
    engine.dispose()
    return str(email).partition("@")[0]
