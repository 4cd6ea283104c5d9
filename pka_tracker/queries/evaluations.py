"""Reading the evaluations after the course: who is to be asked, what a link opens, what a cohort answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Cohort,
    CohortRole,
    Indicator,
    Membership,
    Milestone,
    PlanState,
    PostEvaluation,
    User,
)
from pka_tracker.models.accounts.secret import fingerprint
from pka_tracker.models.cohorts.workdays import is_working_hour
from pka_tracker.models.evaluation import MONTHS, OPEN_FOR, months_after
from pka_tracker.queries.paging import PER_PAGE, Page, paginate
from pka_tracker.queries.plans.milestones import HORIZON_ORDER
from pka_tracker.queries.plans.plans import may_see

#: What was approved is worth asking about, begun or not.
ASKED_ABOUT = (PlanState.APPROVED, PlanState.IN_IMPLEMENTATION, PlanState.COMPLETED)
WHOLE = 5_000
PEOPLE = (
    joinedload(ActionPlan.owner).options(joinedload(User.agency), raiseload("*", sql_only=True)),
    joinedload(ActionPlan.mentor),
    joinedload(ActionPlan.cohort),
)


class Due(NamedTuple):
    """A letter to be written: about which plan, after how many months, to its mentor or its writer."""

    plan_id: int
    month: int
    as_mentor: bool


def list_due(moment: datetime) -> list[Due]:
    """The letters due now: in the sixty days after month 6 and 12, while offices of the cohort are open."""
    today = moment.date()
    cohorts = select(Cohort).where(
        Cohort.ends_on <= today, Cohort.ends_on >= months_after(today, -max(MONTHS)) - 2 * OPEN_FOR
    )
    found = []
    for cohort in db.session.scalars(cohorts.order_by(Cohort.id)):
        here = moment.astimezone(ZoneInfo(cohort.timezone))
        if is_working_hour(here, cohort.holidays):
            for month in MONTHS:
                since = months_after(cohort.ends_on, month)
                if since <= here.date() < since + OPEN_FOR:
                    found += _not_asked(cohort, month)
    return found


def _not_asked(cohort: Cohort, month: int) -> list[Due]:
    due = []
    for as_mentor, person in ((False, ActionPlan.owner_id), (True, ActionPlan.mentor_id)):
        asked = exists().where(
            PostEvaluation.plan_id == ActionPlan.id,
            PostEvaluation.month == month,
            PostEvaluation.as_mentor == as_mentor,
        )
        wanted = (
            select(ActionPlan.id)
            .join(User, User.id == person)
            .where(ActionPlan.cohort_id == cohort.id, ActionPlan.state.in_(ASKED_ABOUT), User.active, ~asked)
            .order_by(ActionPlan.id)
        )
        due += [Due(plan_id, month, as_mentor) for plan_id in db.session.scalars(wanted)]
    return due


def get_linked(token: str, moment: datetime) -> PostEvaluation:
    """What a link opens, with plan and people. One that ended or was renewed, and one of somebody who may no longer
    see the plan, is not found."""
    evaluation = db.session.scalar(
        _evaluations()
        .join(PostEvaluation.person)
        .where(PostEvaluation.token_hash == fingerprint(token), User.active, PostEvaluation.ends_at > moment)
        .options(
            contains_eager(PostEvaluation.person).options(
                joinedload(User.memberships).joinedload(Membership.cohort), raiseload("*", sql_only=True)
            )
        )
    )
    if evaluation is None:
        raise NotFound("evaluation")
    seen = select(ActionPlan.id).where(ActionPlan.id == evaluation.plan_id, may_see(evaluation.person))
    if db.session.scalar(seen) is None:
        raise NotFound("evaluation")
    return evaluation


def _evaluations() -> Select[PostEvaluation]:
    return (
        select(PostEvaluation)
        .join(PostEvaluation.plan)
        .options(
            contains_eager(PostEvaluation.plan).options(*PEOPLE, raiseload("*", sql_only=True)),
            raiseload("*", sql_only=True),
        )
    )


def visible_to(user: User) -> Select[PostEvaluation]:
    """The evaluations of the cohorts this user organizes; nobody else reads what others answered."""
    return (
        _evaluations()
        .where(ActionPlan.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)))
        .options(joinedload(PostEvaluation.person).raiseload("*", sql_only=True))
    )


def list_evaluations(
    viewer: User, cohort_id: int, number: int = 1, *, open_only: bool = False, whole: bool = False
) -> Page[PostEvaluation]:
    """Whom a cohort's plans were asked of, the latest month first, those without an answer before the others."""
    wanted = visible_to(viewer).where(ActionPlan.cohort_id == cohort_id)
    if open_only:
        wanted = wanted.where(PostEvaluation.submitted_at.is_(None))
    ordered = wanted.order_by(
        PostEvaluation.month.desc(),
        PostEvaluation.submitted_at.is_not(None),
        ActionPlan.id,
        PostEvaluation.as_mentor,
    )
    return paginate(ordered, number, WHOLE if whole else PER_PAGE)


def get_evaluation(evaluation_id: int, cohort_id: int, viewer: User) -> PostEvaluation:
    """One of them, for its organizer."""
    wanted = visible_to(viewer).where(PostEvaluation.id == evaluation_id, ActionPlan.cohort_id == cohort_id)
    if (found := db.session.scalar(wanted)) is None:
        raise NotFound(evaluation_id)
    return found


class Promised(NamedTuple):
    """What the plan promised, against which is answered."""

    milestones: Sequence[Milestone]
    indicators: Sequence[Indicator]


def promised_by(plan_ids: Sequence[int]) -> dict[int, Promised]:
    """Milestones, and indicators with their values, of plans that were found to be seen. Three statements."""
    options = raiseload("*", sql_only=True)
    milestones = db.session.scalars(
        select(Milestone)
        .where(Milestone.plan_id.in_(plan_ids))
        .order_by(HORIZON_ORDER, Milestone.ends_on, Milestone.id)
        .options(options)
    ).all()
    indicators = db.session.scalars(
        select(Indicator)
        .where(Indicator.plan_id.in_(plan_ids))
        .order_by(Indicator.place, Indicator.id)
        .options(selectinload(Indicator.values).raiseload("*", sql_only=True), options)
    ).all()
    return {
        plan_id: Promised(
            [one for one in milestones if one.plan_id == plan_id],
            [one for one in indicators if one.plan_id == plan_id],
        )
        for plan_id in plan_ids
    }
