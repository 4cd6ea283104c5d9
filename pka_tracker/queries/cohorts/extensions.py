"""Requests for more time: of a plan for its participant, of a cohort for its organizers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, CohortRole, ExtensionRequest, Membership, User
from pka_tracker.queries.paging import Page, paginate


def visible_to(user: User) -> Select[ExtensionRequest]:
    """A participant's own, and those of the cohorts one organizes."""
    return (
        select(ExtensionRequest)
        .join(ExtensionRequest.plan)
        .where(
            or_(
                ActionPlan.owner_id == user.id,
                ActionPlan.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)),
            )
        )
        .options(
            contains_eager(ExtensionRequest.plan).options(
                joinedload(ActionPlan.owner), joinedload(ActionPlan.cohort), raiseload("*", sql_only=True)
            ),
            joinedload(ExtensionRequest.answered_by),
            raiseload("*", sql_only=True),
        )
    )


def get_request(request_id: int, viewer: User) -> ExtensionRequest:
    """One request with its plan, participant and cohort."""
    request = db.session.scalar(visible_to(viewer).where(ExtensionRequest.id == request_id))
    if request is None:
        raise NotFound(request_id)
    return request


def list_requests(cohort_id: int, viewer: User, page: int) -> Page[ExtensionRequest]:
    """Those of a cohort: what waits first, oldest first; then what was answered, newest first."""
    wanted = visible_to(viewer).where(ActionPlan.cohort_id == cohort_id)
    order = (
        ExtensionRequest.answered_at.is_not(None),
        ExtensionRequest.answered_at.desc(),
        ExtensionRequest.asked_at,
        ExtensionRequest.id,
    )
    return paginate(wanted.order_by(*order), page)


def list_of(plan: ActionPlan) -> Sequence[ExtensionRequest]:
    """All requests for a plan that was found to be seen, newest first."""
    wanted = select(ExtensionRequest).where(ExtensionRequest.plan_id == plan.id)
    return db.session.scalars(
        wanted.order_by(ExtensionRequest.id.desc()).options(
            joinedload(ExtensionRequest.answered_by), raiseload("*", sql_only=True)
        )
    ).all()


def waiting_of(plan: ActionPlan) -> ExtensionRequest | None:
    """The request for a plan that nobody has answered yet."""
    return db.session.scalar(
        select(ExtensionRequest).where(
            ExtensionRequest.plan_id == plan.id, ExtensionRequest.answered_at.is_(None)
        )
    )


def count_waiting(cohort_ids: Sequence[int]) -> dict[int, int]:
    """How many wait for an answer, by cohort. The cohorts are those the viewer organizes."""
    rows = db.session.execute(
        select(ActionPlan.cohort_id, func.count())
        .join(ExtensionRequest, ExtensionRequest.plan_id == ActionPlan.id)
        .where(ExtensionRequest.answered_at.is_(None), ActionPlan.cohort_id.in_(cohort_ids))
        .group_by(ActionPlan.cohort_id)
    )
    return {cohort_id: count for cohort_id, count in rows}


def organizers_of(cohort_id: int) -> Sequence[User]:
    """Who answers for a cohort."""
    return db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.cohort_id == cohort_id, Membership.role == CohortRole.ORGANIZER, User.active)
        .order_by(User.id)
    ).all()
