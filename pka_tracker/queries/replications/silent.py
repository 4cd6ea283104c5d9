"""Replications of which nothing was heard for long, and whom to ask about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload

from pka_tracker.extensions import db
from pka_tracker.models import STALE_AFTER, CohortRole, Membership, Party, Replication, User
from pka_tracker.queries.replications.replications import is_stale


class Silent(NamedTuple):
    """A replication without progress, and who is to be asked about it."""

    replication: Replication
    reader: User


def is_to_be_asked_about(moment: datetime) -> ColumnElement[bool]:
    """Without progress, and nobody was asked since the silence began, or not for as long again."""
    not_yet = or_(
        Replication.reminded_at.is_(None),
        Replication.reminded_at < Replication.last_event_at,
        Replication.reminded_at < moment - STALE_AFTER,
    )
    return is_stale(moment) & not_yet


def list_silent(moment: datetime, user_id: int | None = None) -> list[Silent]:
    """Those to be asked about now, longest silent first, with cohort, practice and people: everybody's, or those one
    person is to be asked about."""
    statement = (
        select(Replication, User)
        .join(User, User.id == _reader())
        .where(is_to_be_asked_about(moment))
        .order_by(Replication.last_event_at, Replication.id)
        .options(
            joinedload(Replication.cohort),
            joinedload(Replication.practice),
            joinedload(Replication.facilitator_user),
            raiseload("*", sql_only=True),
        )
        .execution_options(populate_existing=True)
    )
    if user_id is not None:
        statement = statement.where(User.id == user_id)
    return [Silent(*row) for row in db.session.execute(statement)]


def _reader() -> Any:
    """The id of whoever must act: the facilitator whose turn it is and who still sees it, else the participant, who
    also speaks for the host; where their account is not in use any more, an organizer of the cohort."""
    helper, owner = aliased(User), aliased(User)
    helps = exists().where(
        helper.id == Replication.facilitator_id,
        helper.active,
        Membership.user_id == helper.id,
        Membership.cohort_id == Replication.cohort_id,
    )
    organizer = (
        select(func.min(Membership.user_id))
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.cohort_id == Replication.cohort_id,
            Membership.role == CohortRole.ORGANIZER,
            User.active,
        )
        .correlate(Replication)
        .scalar_subquery()
    )
    return case(
        (
            (Replication.waits_for == Party.FACILITATOR) & helps.correlate(Replication),
            Replication.facilitator_id,
        ),
        (
            exists().where(owner.id == Replication.owner_id, owner.active).correlate(Replication),
            Replication.owner_id,
        ),
        else_=organizer,
    )
