"""People: their account, and the profile that fills the identity of a plan."""

from __future__ import annotations

import enum
import re
from datetime import datetime
from itertools import dropwhile
from typing import Any, ClassVar
from uuid import uuid4

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, now
from pka_tracker.models.cohorts.agency import Agency
from pka_tracker.models.cohorts.cohort import CohortRole, Membership
from pka_tracker.models.letters.letter import USUAL, Frequency, LetterKind

#: What stands before a name and is no part of it.
FRONT_TITLES = frozenset(("prof", "dr", "drs", "dra", "ir", "h", "hj", "kh", "pdt", "apt", "ns"))


class AccountState(enum.StrEnum):
    """How an account stands."""

    ACTIVE = "active"
    INVITED = "invited"
    NOT_INVITED = "not_invited"
    DISABLED = "disabled"
    ANONYMOUS = "anonymous"


class User(UserMixin, Model):
    """Somebody with an account. What they are in a cohort is said by their memberships."""

    __tablename__ = "app_user"  # "user" is a reserved word in PostgreSQL

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    #: None until the person accepted the invitation.
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Changes with the password, which ends every session signed with the old one.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True, default=lambda: uuid4().hex)
    is_admin: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Since when nothing here says who it was (operations/personal/anonymising.py).
    anonymised_at: Mapped[datetime | None]

    locale: Mapped[str] = mapped_column(sa.String(8), default="id")
    #: IANA name; None means: as the cohort.
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    #: {LetterKind: Frequency}, as chosen in the settings; what is not here is as ``USUAL`` says.
    letter_choices: Mapped[dict[str, Any]] = mapped_column(default=dict)

    name: Mapped[str] = mapped_column(sa.String(160))  # with academic titles, as it is printed
    nip: Mapped[str] = mapped_column(sa.String(18), default="")  # 18 digits, text: leading zeros count
    rank_grade: Mapped[str] = mapped_column(sa.String(80), default="")
    position: Mapped[str] = mapped_column(sa.String(200), default="")
    work_unit: Mapped[str] = mapped_column(sa.String(200), default="")
    agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agency.id"), index=True)
    #: Counts the changes of all this, for the forms that show it.
    profile_no: Mapped[int] = mapped_column(default=0)

    agency: Mapped[Agency | None] = relationship()
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", foreign_keys=Membership.user_id, order_by=Membership.id.desc()
    )

    #: Flask-Security asks for global roles; ours are per cohort, so it finds none.
    roles: ClassVar[tuple[str, ...]] = ()  # type: ignore[misc, assignment]

    def cohorts_as(self, role: CohortRole) -> list[int]:
        """The ids of the cohorts in which this person has the role, newest first."""
        return [m.cohort_id for m in self.memberships if m.role is role]

    @property
    def cohorts(self) -> set[int]:
        """The ids of the cohorts this person is in, whatever they are there."""
        return {m.cohort_id for m in self.memberships}

    def holds(self, role: CohortRole) -> bool:
        """Whether this person has the role in any cohort."""
        return any(m.role is role for m in self.memberships)

    def frequency(self, kind: LetterKind) -> Frequency:
        """How often this person wants letters of a kind."""
        return Frequency(self.letter_choices.get(kind, USUAL[kind]))

    @property
    def state(self) -> AccountState:
        """How the account stands (queries/accounts/administration.py in SQL)."""
        if self.anonymised_at:
            return AccountState.ANONYMOUS
        if not self.active:
            return AccountState.DISABLED
        if self.password:
            return AccountState.ACTIVE
        return AccountState.INVITED if self.invited_at else AccountState.NOT_INVITED

    @property
    def initials(self) -> str:
        """What this person would write beside a line of a list: first letters, without titles."""
        words = [word for word in re.split(r"[\s.\-]+", self.name.partition(",")[0]) if word]
        rest = list(dropwhile(lambda word: word.lower() in FRONT_TITLES, words))
        return "".join(word[0] for word in rest or words).upper()

    def __repr__(self) -> str:
        return f"<User {self.id}>"
