"""What happens to accounts and profiles: invited, changed, signed out everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db, now
from pka_tracker.models import Cohort, CohortRole, Membership, User


@dataclass(frozen=True)
class Profile:
    """What people say about themselves in their settings."""

    name: str
    nip: str
    rank_grade: str
    position: str
    work_unit: str
    locale: str
    timezone: str | None
    letter_choices: dict[str, str]


def invite(email: str, name: str = "", *, locale: str = "id", is_admin: bool = False) -> User:
    """Give somebody an account, without a password until they accept; an account that exists is kept.

    The caller writes the letter, because only it can sign the link.
    """
    email = email.strip().lower()
    user = db.session.scalar(sa.select(User).where(User.email == email))
    if user is None:
        user = User(email=email, name=name.strip() or email.partition("@")[0], locale=locale)
        db.session.add(user)
    user.invited_at = now()
    user.active = True
    user.is_admin = user.is_admin or is_admin
    db.session.flush()
    return user


def open_many(people: Sequence[Mapping[str, Any]], *, locale: str = "id") -> list[int]:
    """Give many people accounts at once, without passwords: {column: value} each, all the same columns.

    None of the addresses has an account yet. Two statements, however many people: the ids are read afterwards.
    """
    if not people:
        return []
    db.session.execute(sa.insert(User), [{"locale": locale} | dict(person) for person in people])
    addresses = [person["email"] for person in people]
    ids = {
        email: number
        for number, email in db.session.execute(
            sa.select(User.id, User.email).where(User.email.in_(addresses))
        )
    }
    return [ids[address] for address in addresses]


def enrol(user: User, cohort_id: int, role: CohortRole) -> Membership:
    """Make somebody a member of a cohort in a role; being it already is fine. An unknown cohort is refused."""
    if db.session.get(Cohort, cohort_id) is None:
        raise NotFound(f"cohort {cohort_id}")
    same = sa.select(Membership).where(
        Membership.user_id == user.id, Membership.cohort_id == cohort_id, Membership.role == role
    )
    membership = db.session.scalar(same)
    if membership is None:
        membership = Membership(user_id=user.id, cohort_id=cohort_id, role=role)
        db.session.add(membership)
        db.session.flush()
    return membership


def change_profile(user: User, profile: Profile) -> None:
    """Keep what somebody says about themselves."""
    for name, value in vars(profile).items():
        setattr(user, name, value)
    user.profile_no += 1
    db.session.flush()


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere: every session carries the value that changes here."""
    user.fs_uniquifier = uuid4().hex
    db.session.flush()
