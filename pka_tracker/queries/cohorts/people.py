"""Everybody in a cohort, whatever their role, as those see them who set it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Agency, CohortRole, MemberEvent, Membership, User
from pka_tracker.queries.cohorts.cohorts import may_set_up
from pka_tracker.queries.paging import Page, like, paginate


@dataclass(frozen=True)
class PeopleView:
    """What was asked of the list; everything of it is in the address."""

    search: str = ""
    role: str = ""
    waiting: bool = False  # those who have not accepted their invitation
    page: int | None = 1  # None: the whole list

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.role or self.waiting)


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing somebody's place in a cohort: its organizers, and administrators."""
    return may_set_up(user, Membership.cohort_id)


def visible_to(user: User) -> Select[Membership]:
    """Everybody in the cohorts that this person sets up."""
    return select(Membership).where(may_see(user)).options(raiseload("*", sql_only=True))


def list_people(viewer: User, cohort_id: int, view: PeopleView) -> Page[Any]:
    """What one line of the list says of somebody: organizers, mentors and coaches first, then the roster."""
    mentor, coach = aliased(User), aliased(User)
    columns = (
        *(Membership.id, Membership.role.label("place"), Membership.roster_no, Membership.group_name),
        *(User.name, User.nip, User.email, User.rank_grade, User.position, User.work_unit),
        *(Agency.name.label("agency"), Agency.region),
        *(mentor.email.label("mentor"), coach.email.label("coach")),
        *(User.password.is_not(None).label("has_password"), User.invited_at),
    )
    rows = (
        visible_to(viewer)
        .with_only_columns(*columns)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .outerjoin(mentor, mentor.id == Membership.mentor_id)
        .outerjoin(coach, coach.id == Membership.coach_id)
        .where(Membership.cohort_id == cohort_id, *_filters(view))
        .order_by(*_order())
    )
    return paginate(rows, view.page)


def _order() -> list[Any]:
    first = (CohortRole.ORGANIZER, CohortRole.MENTOR, CohortRole.COACH, CohortRole.EXAMINER)
    place = case({role: number for number, role in enumerate(first)}, value=Membership.role, else_=len(first))
    return [place, Membership.roster_no.is_(None), Membership.roster_no, User.name, Membership.id]


def _filters(view: PeopleView) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if view.search:
        named = (like(column, view.search) for column in (User.name, User.email, Agency.name))
        found.append(or_(*named))
    if view.role:
        found.append(Membership.role == CohortRole(view.role))
    if view.waiting:
        found.append(User.password.is_(None))
    return found


def count_by_role(viewer: User, cohort_id: int) -> dict[CohortRole, int]:
    """How many people have each role in a cohort. One statement."""
    counted = visible_to(viewer).with_only_columns(Membership.role, func.count())
    rows = db.session.execute(counted.where(Membership.cohort_id == cohort_id).group_by(Membership.role))
    return {role: count for role, count in rows}


def get_person(membership_id: int, viewer: User) -> Membership:
    """Somebody's place in a cohort, with who they are, who guides them, and what else they are anywhere.

    The last is for policy alone: it is not shown to whoever does not set up the other cohorts.
    """
    membership = db.session.scalar(
        visible_to(viewer)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.user).options(
                joinedload(User.agency),
                selectinload(User.memberships).raiseload("*", sql_only=True),
                raiseload("*", sql_only=True),
            ),
            joinedload(Membership.mentor),
            joinedload(Membership.coach),
            joinedload(Membership.cohort),
        )
    )
    if membership is None:
        raise NotFound(membership_id)
    return membership


def find_by_nip(nip: str, viewer: User) -> Membership | None:
    """Somebody with this NIP, as far as the viewer sets up a cohort of theirs."""
    found = (
        visible_to(viewer).join(User, User.id == Membership.user_id).where(User.nip == nip, User.nip != "")
    )
    return db.session.scalar(found.options(joinedload(Membership.user)).order_by(Membership.id).limit(1))


def list_agencies_to_choose() -> Sequence[Any]:
    """Every agency, by region and name."""
    return db.session.execute(
        select(Agency.id, Agency.name, Agency.region).order_by(Agency.region, Agency.name, Agency.id)
    ).all()


def list_groups(viewer: User, cohort_id: int) -> Sequence[str]:
    """The names of a cohort's groups."""
    named = visible_to(viewer).with_only_columns(Membership.group_name).distinct()
    return db.session.scalars(
        named.where(Membership.cohort_id == cohort_id, Membership.group_name != "").order_by(
            Membership.group_name
        )
    ).all()


def history_of(viewer: User, cohort_id: int, page: int, user_id: int | None = None) -> Page[MemberEvent]:
    """What happened to the people of a cohort, or to one of them, newest first; those who left are there, too."""
    events = (
        select(MemberEvent)
        .where(MemberEvent.cohort_id == cohort_id, may_set_up(viewer, MemberEvent.cohort_id))
        .options(
            *(
                joinedload(person).raiseload("*", sql_only=True)
                for person in (MemberEvent.user, MemberEvent.actor, MemberEvent.old, MemberEvent.new)
            ),
            raiseload("*", sql_only=True),
        )
        .order_by(MemberEvent.at.desc(), MemberEvent.id.desc())
    )
    if user_id is not None:
        events = events.where(MemberEvent.user_id == user_id)
    return paginate(events, page)
