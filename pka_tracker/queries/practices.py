"""Reading the catalogue of practices: those of the hosts that one's cohorts visit."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Practice, StudyVisit, User


def visible_to(user: User) -> Select[tuple[Practice]]:
    """The practices this user may know of."""
    cohorts = [membership.cohort_id for membership in user.memberships]
    hosts = select(StudyVisit.host).where(StudyVisit.cohort_id.in_(cohorts))
    return select(Practice).where(Practice.host.in_(hosts)).options(raiseload("*", sql_only=True))


def get_practice(practice_id: int, viewer: User) -> Practice:
    """One practice of the catalogue."""
    practice = db.session.scalar(visible_to(viewer).where(Practice.id == practice_id))
    if practice is None:
        raise NotFound(practice_id)
    return practice
