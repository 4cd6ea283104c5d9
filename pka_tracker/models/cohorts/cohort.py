"""Programmes, cohorts (angkatan), who belongs to them, and the visits they make."""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.cohorts.workdays import add_workdays

if TYPE_CHECKING:
    from pka_tracker.models.accounts.user import User


class CohortRole(enum.StrEnum):
    PARTICIPANT = "participant"
    MENTOR = "mentor"
    COACH = "coach"
    EXAMINER = "examiner"
    ORGANIZER = "organizer"


class UsgMethod(enum.StrEnum):
    """How urgency, seriousness and growth become one score; a template decides (to be confirmed by LAN)."""

    PRODUCT = "product"
    SUM = "sum"


class VisitMode(enum.StrEnum):
    ON_SITE = "on_site"
    VIRTUAL = "virtual"


class Program(Model):
    """A training programme, such as PKA."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)


class Cohort(Model):
    """One run of a programme: its people, its dates, its zone and its switches."""

    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        *(
            sa.CheckConstraint(
                f"({name}_starts_on IS NULL) = ({name}_ends_on IS NULL) AND {name}_ends_on >= {name}_starts_on",
                name=name,
            )
            for name in ("design_seminar", "implementation", "final_seminar")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("program.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    theme: Mapped[str] = mapped_column(sa.String(200), default="")
    organizer_name: Mapped[str] = mapped_column(sa.String(200), default="")
    timezone: Mapped[str] = mapped_column(sa.String(64), default="Asia/Makassar")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    notes_due_at: Mapped[datetime | None]
    plans_due_at: Mapped[datetime | None]
    #: The stages after the plan: both days of a pair, or none. ``schedule`` reads them.
    design_seminar_starts_on: Mapped[date | None]
    design_seminar_ends_on: Mapped[date | None]
    implementation_starts_on: Mapped[date | None]
    implementation_ends_on: Mapped[date | None]
    report_due_at: Mapped[datetime | None]
    final_seminar_starts_on: Mapped[date | None]
    final_seminar_ends_on: Mapped[date | None]
    review_days: Mapped[int] = mapped_column(default=5)  # working days a mentor has for a version
    coach_required: Mapped[bool] = mapped_column(default=False)  # the coach approves a version as well
    holidays: Mapped[dict[str, str]] = mapped_column(default=dict)  # {ISO date nobody works on: its name}
    usg_method: Mapped[UsgMethod] = mapped_column(StrEnumType(UsgMethod), default=UsgMethod.PRODUCT)
    lock_version: Mapped[int] = mapped_column()

    program: Mapped[Program] = relationship()
    visits: Mapped[list[StudyVisit]] = relationship(back_populates="cohort", order_by="StudyVisit.starts_on")

    __mapper_args__ = {"version_id_col": lock_version}

    def day_of(self, moment: datetime) -> date:
        """The day it is where the cohort is."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """The last minute of a day, where the cohort is."""
        return datetime.combine(day, time(23, 59), ZoneInfo(self.timezone))

    def review_due(self, since: datetime) -> datetime:
        """The end of the last working day a mentor has for a version handed in at ``since``."""
        return self.end_of(add_workdays(self.day_of(since), self.review_days, self.holidays))

    def horizons(self) -> dict[str, tuple[date, date]]:
        """The days in which the milestones of each horizon lie (domain: to the end of the course; 6-12
        months; 1-2 years). Windows touch, so that no day between them is forbidden; the first begins with the
        course and not with its implementation, because what is prepared before that is a milestone too."""
        medium_end = self.ends_on + timedelta(days=365)
        return {
            "short": (self.starts_on, self.ends_on),
            "medium": (self.ends_on, medium_end),
            "long": (medium_end, self.ends_on + timedelta(days=2 * 365)),
        }


class Membership(Model):
    """What a person is in a cohort. A participant's row also says by whom they are guided."""

    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "user_id", "role"),
        sa.UniqueConstraint("cohort_id", "roster_no"),
        sa.CheckConstraint("mentor_id <> user_id", name="mentor_is_another"),
        sa.CheckConstraint("coach_id <> user_id", name="coach_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    role: Mapped[CohortRole] = mapped_column(StrEnumType(CohortRole))
    roster_no: Mapped[int | None]  # NDH, nomor daftar hadir
    group_name: Mapped[str] = mapped_column(sa.String(80), default="")
    mentor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    coach_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    lock_version: Mapped[int] = mapped_column()

    cohort: Mapped[Cohort] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id, back_populates="memberships")
    mentor: Mapped[User | None] = relationship(foreign_keys=mentor_id)
    coach: Mapped[User | None] = relationship(foreign_keys=coach_id)

    __mapper_args__ = {"version_id_col": lock_version}


class MemberAction(enum.StrEnum):
    """What happens to somebody in a cohort."""

    ADD = "add"
    REMOVE = "remove"
    ASSIGN_MENTOR = "assign_mentor"
    ASSIGN_COACH = "assign_coach"
    SET_GROUP = "set_group"


class MemberEvent(Model):
    """One line of the history of a cohort's people; appended by ``operations`` only, and kept when they leave."""

    __table_args__ = (sa.Index("ix_member_event_person", "cohort_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), index=True)
    role: Mapped[CohortRole] = mapped_column(StrEnumType(CohortRole))
    action: Mapped[MemberAction] = mapped_column(StrEnumType(MemberAction))
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    #: Who guided before and who does from then on, where that is what happened.
    old_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    new_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    actor: Mapped[User] = relationship(foreign_keys=actor_id)
    old: Mapped[User | None] = relationship(foreign_keys=old_id)
    new: Mapped[User | None] = relationship(foreign_keys=new_id)


class StudyVisit(Model):
    """A study visit (studi lapangan) of a cohort to its host (lokus)."""

    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    host: Mapped[str] = mapped_column(sa.String(200))
    mode: Mapped[VisitMode] = mapped_column(StrEnumType(VisitMode), default=VisitMode.ON_SITE)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    groups: Mapped[list[str]] = mapped_column(default=list)  # those who go; none named is everybody
    lock_version: Mapped[int] = mapped_column()

    cohort: Mapped[Cohort] = relationship(back_populates="visits")

    __mapper_args__ = {"version_id_col": lock_version}

    def takes(self, group: str) -> bool:
        """Whether somebody of this group goes; who is in no group may go anywhere."""
        return not self.groups or not group or group in self.groups
