"""What somebody sees of their own account."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.extensions import db
from pka_tracker.models import Cohort, Membership, User


def get_account(user: User) -> User:
    """The user with agency, memberships, and whom each of these names."""
    memberships = joinedload(User.memberships)
    statement = (
        sa.select(User)
        .where(User.id == user.id)
        .options(
            joinedload(User.agency),
            memberships.joinedload(Membership.cohort).joinedload(Cohort.program),
            memberships.joinedload(Membership.mentor),
            memberships.joinedload(Membership.coach),
            raiseload("*"),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.execute(statement).unique().scalar_one()
