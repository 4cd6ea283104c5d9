"""Reading packages: whoever organizes a cohort sees its packages."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Membership, Package, Piece, User


class Progress(NamedTuple):
    """The newest package of a cohort, and how far it is."""

    package: Package
    made: int
    lost: int
    total: int
    #: When a worker last came along; when it was asked for, before one did.
    touched_at: datetime


def visible_to(user: User) -> Select[Package]:
    """The packages of the cohorts that this person organizes."""
    return (
        select(Package)
        .where(Package.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)))
        .options(raiseload("*", sql_only=True))
    )


def newest_package(cohort_id: int, viewer: User) -> Progress | None:
    """The newest package of a cohort with its numbers. Two statements, whatever is inside."""
    package = db.session.scalar(
        visible_to(viewer).where(Package.cohort_id == cohort_id).order_by(Package.id.desc()).limit(1)
    )
    if package is None:
        return None
    made, lost, total, *touched = db.session.execute(
        select(
            *(func.count(Piece.made_at), func.count(Piece.gave_up_at), func.count()),
            *(func.max(Piece.made_at), func.max(Piece.gave_up_at)),
        ).where(Piece.package_id == package.id)
    ).one()
    return Progress(package, made, lost, total, max(filter(None, (package.created_at, *touched))))


def get_package(cohort_id: int, package_id: int, viewer: User) -> Package:
    """One finished package of a cohort, to be downloaded."""
    package = db.session.scalar(
        visible_to(viewer).where(
            Package.id == package_id, Package.cohort_id == cohort_id, Package.finished_at.is_not(None)
        )
    )
    if package is None:
        raise NotFound(package_id)
    return package


def running_package(cohort_id: int) -> Package | None:
    """The one that is being made for a cohort."""
    return db.session.scalar(
        select(Package).where(Package.cohort_id == cohort_id, Package.finished_at.is_(None))
    )


def workable(package_id: int) -> tuple[Package, User]:
    """What a worker needs to know: the package, and through whose eyes it is made."""
    package = db.session.scalars(
        select(Package)
        .where(Package.id == package_id)
        .join(Package.requested_by)
        .options(
            contains_eager(Package.requested_by)
            .selectinload(User.memberships)
            .options(joinedload(Membership.cohort), raiseload("*", sql_only=True)),
            raiseload("*", sql_only=True),
        )
        .execution_options(populate_existing=True)
    ).one()
    return package, package.requested_by
