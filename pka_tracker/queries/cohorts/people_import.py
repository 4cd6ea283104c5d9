"""What an import of people compares its rows with: accounts, memberships and agencies, in three statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from pka_tracker.extensions import db
from pka_tracker.models import Agency, CohortRole, Membership, User

PROFILE_COLUMNS = (
    "id", "email", "nip", "name", "rank_grade", "position", "work_unit", "agency_id", "active",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """Somebody who has an account. ``own``: all they belong to are cohorts of the organizer who asks."""

    id: int
    email: str
    nip: str
    name: str
    rank_grade: str
    position: str
    work_unit: str
    agency_id: int | None
    active: bool
    has_password: bool
    invited_at: datetime | None
    own: bool


@dataclass(frozen=True)
class Member:
    """What somebody is in the cohort."""

    id: int
    user_id: int
    name: str
    role: CohortRole
    active: bool
    roster_no: int | None
    group_name: str
    mentor_id: int | None
    mentor_name: str
    coach_id: int | None
    coach_name: str


class Office(NamedTuple):
    """An agency; its id is None as long as only the file knows it."""

    id: int | None
    name: str
    region: str

    @property
    def label(self) -> str:
        """The agency with its region, where it has one."""
        return f"{self.name} – {self.region}" if self.region else self.name


@dataclass(frozen=True)
class Known:
    """All that is known of the people and agencies of a file."""

    by_email: Mapping[str, Account]
    by_nip: Mapping[str, Sequence[Account]]
    members: Mapping[tuple[int, CohortRole], Member]
    offices: Sequence[Office]


def known_people(
    cohort_id: int, own: Collection[int], emails: Collection[str], nips: Collection[str]
) -> Known:
    """What is known of these addresses and NIPs; ``own`` are the cohorts of the organizer who asks."""
    found: Sequence[Any] = db.session.execute(_accounts(emails, nips)).all() if emails or nips else []
    cohorts: dict[int, set[int]] = defaultdict(set)
    members: dict[tuple[int, CohortRole], Member] = {}
    for row in db.session.execute(_memberships(cohort_id, [row.id for row in found])):
        cohorts[row.user_id].add(row.cohort_id)
        if row.cohort_id == cohort_id:
            members[row.user_id, row.role] = Member(*row[1:])
    by_email: dict[str, Account] = {}
    by_nip: dict[str, list[Account]] = defaultdict(list)
    for row in found:
        mine = bool(cohorts[row.id]) and cohorts[row.id] <= set(own) and not row.is_admin
        values: dict[str, Any] = {name: getattr(row, name) for name in PROFILE_COLUMNS}
        values |= {"has_password": row.password is not None, "invited_at": row.invited_at}
        account = Account(**values, own=mine)
        by_email[account.email] = account
        if account.nip:
            by_nip[account.nip].append(account)
    return Known(by_email, by_nip, members, list_offices())


def list_offices() -> list[Office]:
    """Every agency there is."""
    columns = select(Agency.id, Agency.name, Agency.region).order_by(Agency.id)
    return [Office(*row) for row in db.session.execute(columns)]


def usual_region(cohort_id: int) -> str:
    """The region that most participants' agencies have, before there are any most of those who guide them.

    Empty where that is none: what was imported without a region is offered so again.
    """
    participants = func.sum(case((Membership.role == CohortRole.PARTICIPANT, 1), else_=0))
    regions = (
        select(Agency.region)
        .join(User, User.agency_id == Agency.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.cohort_id == cohort_id, Membership.role != CohortRole.ORGANIZER)
        .group_by(Agency.region)
        .order_by(participants.desc(), func.count().desc(), Agency.region)
    )
    return db.session.scalar(regions.limit(1)) or ""


def _accounts(emails: Collection[str], nips: Collection[str]) -> Any:
    profile = [getattr(User, name) for name in PROFILE_COLUMNS]
    return (
        select(*profile, User.password, User.invited_at, User.is_admin)
        .where(or_(User.email.in_(sorted(emails)), User.nip.in_(sorted(nips))))
        .order_by(User.id)
    )


def _memberships(cohort_id: int, user_ids: Collection[int]) -> Any:
    mentor, coach = aliased(User), aliased(User)
    return (
        select(
            *(Membership.cohort_id, Membership.id, Membership.user_id, User.name, Membership.role),
            *(User.active, Membership.roster_no, Membership.group_name),
            *(Membership.mentor_id, mentor.name.label("mentor_name")),
            *(Membership.coach_id, coach.name.label("coach_name")),
        )
        .join(User, User.id == Membership.user_id)
        .outerjoin(mentor, mentor.id == Membership.mentor_id)
        .outerjoin(coach, coach.id == Membership.coach_id)
        .where(or_(Membership.cohort_id == cohort_id, Membership.user_id.in_(user_ids)))
        .order_by(Membership.id)
    )
