"""Reading consultation logs. Every read starts from ``may_see``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Agency, Cohort, CohortRole, ConsultationEntry, Membership, User
from pka_tracker.queries.paging import PER_PAGE, Page, paginate
from pka_tracker.queries.viewers import Anybody, Viewer, anybody_like, asked_by

#: More entries than any log has: the whole card on one page, for the printer.
WHOLE = 500


def may_see(user: Viewer) -> ColumnElement[bool]:
    """The WHERE of seeing: one's own log, those of whom one guides now, those of one's cohorts."""
    seen: list[ColumnElement[bool]] = [
        Membership.user_id == user.id,
        Membership.mentor_id == user.id,
        Membership.coach_id == user.id,
    ]
    if user.holds(CohortRole.ORGANIZER):
        seen.append(Membership.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)))
    return and_(Membership.role == CohortRole.PARTICIPANT, or_(*seen))


def visible_to(user: User) -> Select[ConsultationEntry]:
    """The entries this user may know of, each with the membership it belongs to."""
    return (
        select(ConsultationEntry)
        .join(ConsultationEntry.membership)
        .where(may_see(user))
        .options(
            contains_eager(ConsultationEntry.membership).raiseload("*", sql_only=True),
            raiseload("*", sql_only=True),
        )
    )


def get_log(membership_id: int, viewer: User) -> Membership:
    """The participant whose log it is, with cohort, agency and guides: the head of the card."""
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, may_see(viewer))
        .options(
            joinedload(Membership.user).options(joinedload(User.agency), raiseload("*", sql_only=True)),
            joinedload(Membership.mentor).raiseload("*", sql_only=True),
            joinedload(Membership.coach).raiseload("*", sql_only=True),
            joinedload(Membership.cohort),
            raiseload("*", sql_only=True),
        )
    )
    if membership is None:
        raise NotFound(membership_id)
    return membership


def log_of(plan: ActionPlan, viewer: User) -> int | None:
    """The id under which the viewer finds the log of a plan's writer."""
    asked = asked_by(viewer, owner=plan.owner_id, cohort=plan.cohort_id)
    return db.session.scalar(_log_of(anybody_like(viewer)), asked)


@lru_cache
def _log_of(viewer: Anybody) -> Select[int]:
    return select(Membership.id).where(
        Membership.user_id == bindparam("owner"), Membership.cohort_id == bindparam("cohort"), may_see(viewer)
    )


def list_entries(
    membership: Membership, viewer: User, number: int = 1, *, whole: bool = False
) -> Page[ConsultationEntry]:
    """One page of a log, newest first, with who wrote and who acknowledged."""
    entries = (
        visible_to(viewer)
        .where(ConsultationEntry.membership_id == membership.id)
        .options(
            joinedload(ConsultationEntry.writer).raiseload("*", sql_only=True),
            joinedload(ConsultationEntry.acknowledged_by).raiseload("*", sql_only=True),
        )
        .order_by(ConsultationEntry.held_on.desc(), ConsultationEntry.number.desc())
    )
    return paginate(entries, number, WHOLE if whole else PER_PAGE)


def get_entry(entry_id: int, viewer: User, *, lock: bool = False) -> ConsultationEntry:
    """One entry with its participant and cohort; ``lock`` holds its row until the commit."""
    asked = (
        visible_to(viewer)
        .where(ConsultationEntry.id == entry_id)
        .options(
            contains_eager(ConsultationEntry.membership).options(
                joinedload(Membership.user).raiseload("*", sql_only=True), joinedload(Membership.cohort)
            ),
            joinedload(ConsultationEntry.writer).raiseload("*", sql_only=True),
        )
    )
    if lock:
        asked = asked.with_for_update(of=ConsultationEntry)
    entry = db.session.scalar(asked)
    if entry is None:
        raise NotFound(entry_id)
    return entry


def list_logs(viewer: User, number: int = 1) -> Page[Any]:
    """What one line per participant shows: how many entries, the last day, how many not acknowledged."""
    counts = _counts(viewer)
    logs = (
        select(
            *(Membership.id, Membership.user_id, Membership.mentor_id, Membership.coach_id),
            *(User.name, Agency.name.label("agency_name"), Cohort.name.label("cohort_name")),
            func.coalesce(counts.c.entries, 0).label("entries"),
            counts.c.last_on,
            func.coalesce(counts.c.waiting, 0).label("waiting"),
        )
        .join(User, User.id == Membership.user_id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .outerjoin(counts, counts.c.membership_id == Membership.id)
        .where(may_see(viewer))
        .order_by(
            case((Membership.user_id == viewer.id, 0), else_=1),
            Cohort.starts_on.desc(),
            User.name,
            Membership.id,
        )
    )
    return paginate(logs, number)


def _counts(viewer: User) -> Subquery:
    return (
        select(
            ConsultationEntry.membership_id,
            func.count().label("entries"),
            func.max(ConsultationEntry.held_on).label("last_on"),
            func.count().filter(ConsultationEntry.acknowledged_at.is_(None)).label("waiting"),
        )
        .join(ConsultationEntry.membership)
        .where(may_see(viewer))
        .group_by(ConsultationEntry.membership_id)
        .subquery()
    )


def count_to_acknowledge(membership: Membership) -> int:
    """How many entries of a participant's own log wait to be acknowledged."""
    return db.session.execute(
        select(func.count())
        .select_from(ConsultationEntry)
        .where(ConsultationEntry.membership_id == membership.id, ConsultationEntry.acknowledged_at.is_(None))
    ).scalar_one()
