"""Whose time here is over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Agency, Cohort, Membership, User
from pka_tracker.queries.accounts.administration import may_see
from pka_tracker.queries.paging import Page, paginate

#: The day on which somebody's last cohort ends.
LAST = (
    sa.select(sa.func.max(Cohort.ends_on))
    .join(Membership, Membership.cohort_id == Cohort.id)
    .where(Membership.user_id == User.id)
    .scalar_subquery()
)


def ended_before(today: date, years: int) -> date:
    """The day before which a cohort must have ended; 29 February counts as the 28th."""
    return date(today.year - years, today.month, min(today.day, 28))


def is_due(before: date) -> sa.ColumnElement[bool]:
    """The accounts whose last cohort ended before this day, and those made before it that never were in one.
    Admins and whoever is anonymous already are left out."""
    never = sa.and_(LAST.is_(None), User.created_at < datetime.combine(before, time(), UTC))
    return sa.and_(User.anonymised_at.is_(None), User.is_admin.is_(False), sa.or_(before > LAST, never))


def due(before: date) -> Sequence[int]:
    """The numbers of all accounts that are due."""
    return db.session.scalars(sa.select(User.id).where(is_due(before)).order_by(User.id)).all()


def list_due(viewer: User, before: date, page: int = 1) -> Page[Any]:
    """One page of them for an administrator, those longest over first."""
    columns = (User.id, User.name, User.email, Agency.name.label("agency_name"), User.created_at)
    rows = (
        sa.select(*columns, LAST.label("ended_on"))
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(may_see(viewer), is_due(before))
        .order_by(LAST.is_(None), LAST, User.created_at, User.id)
    )
    return paginate(rows, page)


def those_due(viewer: User, before: date, chosen: Collection[int]) -> Sequence[int]:
    """Which of the chosen accounts are due."""
    asked = sa.select(User.id).where(may_see(viewer), is_due(before), User.id.in_(chosen))
    return db.session.scalars(asked.order_by(User.id)).all()


def get_person(*, user_id: int | None = None, email: str = "") -> User:
    """One account, its row held until the commit."""
    wanted = User.id == user_id if user_id is not None else User.email == email.strip().lower()
    user = db.session.scalar(
        sa.select(User).where(wanted).options(raiseload("*", sql_only=True)).with_for_update()
    )
    if user is None:
        raise NotFound(email or user_id)
    return user
