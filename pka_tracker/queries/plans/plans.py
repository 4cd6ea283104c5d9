"""Reading plans. Every read starts from ``visible_to``, and loads what its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    CohortRole,
    Endorsement,
    Membership,
    PlanEvent,
    PlanSection,
    PlanState,
    PlanVersion,
    Review,
    User,
)
from pka_tracker.models.texts.outline import Content
from pka_tracker.queries.viewers import Anybody, Viewer, anybody_like, asked_by

#: Nobody carries out more plans of others than a page shows.
MOST_CARRIED = 25
_EVENTS = (
    select(PlanEvent)
    .where(PlanEvent.plan_id == bindparam("plan"))
    .order_by(PlanEvent.id)
    .options(joinedload(PlanEvent.actor, innerjoin=True), raiseload("*", sql_only=True))
)
_VERSIONS = (
    select(PlanVersion.number, PlanVersion.created_at, PlanVersion.sha256)
    .where(PlanVersion.plan_id == bindparam("plan"))
    .order_by(PlanVersion.number.desc())
)
_ONE_VERSION = select(PlanVersion).where(
    PlanVersion.plan_id == bindparam("plan"), PlanVersion.number == bindparam("number")
)


def visible_to(user: Viewer) -> Select[ActionPlan]:
    """The plans this user may know of. What a page shows must be loaded, or reading it raises."""
    return select(ActionPlan).where(may_see(user)).options(raiseload("*", sql_only=True))


def may_see(user: Viewer) -> ColumnElement[bool]:
    """The WHERE of seeing: one's own, those one guides once handed in, those handed over to one,
    those of one's cohorts."""
    seen = [ActionPlan.owner_id == user.id, _mentored_by(user), _coached_by(user), _succeeded_by(user)]
    if user.holds(CohortRole.ORGANIZER):
        seen.append(ActionPlan.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)))
    return or_(*seen)


def _mentored_by(user: Viewer) -> ColumnElement[bool]:
    handed_in = ActionPlan.state != PlanState.DRAFT
    read_before = (
        exists().where(Review.plan_id == ActionPlan.id, Review.reviewer_id == user.id).correlate(ActionPlan)
    )
    return and_(ActionPlan.mentor_id == user.id, or_(handed_in, read_before))


def _coached_by(user: Viewer) -> ColumnElement[bool]:
    return and_(ActionPlan.coach_id == user.id, ActionPlan.state != PlanState.DRAFT)


def _succeeded_by(user: Viewer) -> ColumnElement[bool]:
    return and_(ActionPlan.successor_id == user.id, ActionPlan.state != PlanState.DRAFT)


def list_carried(user: User) -> Sequence[ActionPlan]:
    """The plans that were handed to this person, with who wrote them."""
    return db.session.scalars(
        visible_to(user)
        .where(ActionPlan.successor_id == user.id)
        .options(joinedload(ActionPlan.owner))
        .order_by(ActionPlan.state == PlanState.COMPLETED, ActionPlan.id)
        .limit(MOST_CARRIED)
    ).all()


def reviewed_by(user: Viewer) -> ColumnElement[bool]:
    """The mentor's and the coach's part of seeing. Who coaches nobody is spared the second index."""
    if not user.holds(CohortRole.COACH):
        return _mentored_by(user)
    return or_(_mentored_by(user), _coached_by(user))


def waits_for(user: Viewer) -> ColumnElement[bool]:
    """The plans whose review waits for this person: as their mentor until the decision, as their coach until they
    sent notes on this version or approved it, and no longer than the mentor has it."""
    with_mentor = ActionPlan.state.in_(WITH_MENTOR)
    mine = ActionPlan.mentor_id == user.id
    if user.holds(CohortRole.COACH):
        mine = or_(mine, and_(ActionPlan.coach_id == user.id, ~_coach_has_spoken(user)))
    return and_(with_mentor, mine)


def _coach_has_spoken(user: Viewer) -> ColumnElement[bool]:
    latest = and_(PlanVersion.plan_id == ActionPlan.id, PlanVersion.number == ActionPlan.version_no)
    advised = and_(Review.reviewer_id == user.id, Review.as_coach, Review.decision.is_not(None))
    return or_(
        exists().where(Review.version_id == PlanVersion.id, latest, advised).correlate(ActionPlan),
        exists()
        .where(Endorsement.version_id == PlanVersion.id, latest, Endorsement.coach_id == user.id)
        .correlate(ActionPlan),
    )


@lru_cache
def _one_plan(viewer: Anybody, *options: Any) -> Select[ActionPlan]:
    return (
        visible_to(viewer)
        .where(ActionPlan.id == bindparam("plan"))
        .options(
            joinedload(ActionPlan.owner).joinedload(User.agency),
            joinedload(ActionPlan.mentor),
            joinedload(ActionPlan.coach),
            joinedload(ActionPlan.successor),
            joinedload(ActionPlan.cohort),
            *options,
        )
    )


def get_plan(plan_id: int, viewer: User, *options: Any) -> ActionPlan:
    """One plan with its people and cohort, and what ``options`` (constants of a module) add."""
    plan = db.session.scalar(_one_plan(anybody_like(viewer), *options), asked_by(viewer, plan=plan_id))
    if plan is None:
        raise NotFound(plan_id)
    return plan


def sections_of(plan: ActionPlan) -> dict[str, Content]:
    """What the writer of a plan has in each section now; for its writer only."""
    rows = db.session.execute(
        select(PlanSection.key, PlanSection.content)
        .where(PlanSection.plan_id == plan.id)
        .order_by(PlanSection.id)
    )
    return {key: content for key, content in rows}


def get_section(plan_id: int, key: str, viewer: User, *, lock: bool = False) -> PlanSection:
    """One section as its writer has it, with its plan. Nobody else sees an unsubmitted text.

    ``lock`` holds the row until the commit: the same text sent twice at once is then found to be there.
    """
    query = (
        select(PlanSection)
        .join(PlanSection.plan)
        .where(PlanSection.plan_id == plan_id, PlanSection.key == key, ActionPlan.owner_id == viewer.id)
        .options(
            raiseload("*", sql_only=True),
            contains_eager(PlanSection.plan).options(
                joinedload(ActionPlan.cohort), raiseload("*", sql_only=True)
            ),
        )
    )
    section = db.session.scalar(query.with_for_update(of=PlanSection) if lock else query)
    if section is None:
        raise NotFound(f"{plan_id}/{key}")
    return section


def get_version(plan: ActionPlan, number: int) -> PlanVersion:
    """One version of a plan that the viewer was already found to see."""
    version = db.session.scalar(_ONE_VERSION, {"plan": plan.id, "number": number})
    if version is None:
        raise NotFound(f"{plan.id} v{number}")
    return version


def list_versions(plan: ActionPlan) -> Sequence[Any]:
    """Number, time and hash of each version, newest first; their texts stay in the database."""
    return db.session.execute(_VERSIONS, {"plan": plan.id}).all()


def list_events(plan: ActionPlan) -> Sequence[PlanEvent]:
    """Everything that happened to a plan, oldest first, with who did it."""
    return db.session.scalars(_EVENTS, {"plan": plan.id}).all()


def plan_of(owner: User, cohort_id: int) -> ActionPlan | None:
    """The participant's plan in a cohort, if it was started."""
    return db.session.scalar(
        visible_to(owner).where(ActionPlan.owner_id == owner.id, ActionPlan.cohort_id == cohort_id)
    )


def membership_of(plan: ActionPlan) -> Membership:
    """The participant's row in the cohort, with everybody the identity names."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.cohort_id == plan.cohort_id,
            Membership.user_id == plan.owner_id,
            Membership.role == CohortRole.PARTICIPANT,
        )
        .options(
            raiseload("*", sql_only=True),
            joinedload(Membership.user).joinedload(User.agency),
            joinedload(Membership.mentor),
            joinedload(Membership.coach),
        )
    ).one()


def identity(membership: Membership) -> Content:
    """Section ``identity``: from the profile, so that nobody types it twice."""
    user = membership.user
    return {
        "name": user.name,
        "nip": user.nip,
        "rank_grade": user.rank_grade,
        "position": user.position,
        "work_unit": user.work_unit,
        "agency": user.agency.name if user.agency else "",
        "roster_no": membership.roster_no or "",
        "mentor": membership.mentor.name if membership.mentor else "",
        "coach": membership.coach.name if membership.coach else "",
    }
