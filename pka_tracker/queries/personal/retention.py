"""Whose time here is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Cohort, Membership, User


def ended_before(today: date, years: int) -> date:
    """The day before which a cohort must have ended; 29 February counts as the 28th."""
    return date(today.year - years, today.month, min(today.day, 28))


def due(before: date) -> Sequence[int]:
    """The accounts whose last cohort ended before this day, and those made before it that never were in one.
    Admins and whoever is anonymous already are left out."""
    last = (
        sa.select(sa.func.max(Cohort.ends_on))
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(Membership.user_id == User.id)
        .scalar_subquery()
    )
    never = sa.and_(last.is_(None), User.created_at < datetime.combine(before, time(), UTC))
    return db.session.scalars(
        sa.select(User.id)
        .where(User.anonymised_at.is_(None), User.is_admin.is_(False), sa.or_(last < before, never))
        .order_by(User.id)
    ).all()


def get_person(*, user_id: int | None = None, email: str = "") -> User:
    """One account, its row held until the commit."""
    wanted = User.id == user_id if user_id is not None else User.email == email.strip().lower()
    user = db.session.scalar(
        sa.select(User).where(wanted).options(raiseload("*", sql_only=True)).with_for_update()
    )
    if user is None:
        raise NotFound(email or user_id)
    return user
