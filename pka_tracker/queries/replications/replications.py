"""Reading replications. Every read starts from ``may_see``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    STALE_AFTER,
    ActionPlan,
    Agency,
    AtmNote,
    Cohort,
    CohortRole,
    Membership,
    PlanNote,
    Practice,
    Replication,
    ReplicationEvent,
    ReplicationStage,
    StudyVisit,
    User,
)
from pka_tracker.models.replication import FORWARD
from pka_tracker.queries import notes
from pka_tracker.queries.plans import plans

#: Who is near enough to both agencies to help between them.
FACILITATORS = (CohortRole.ORGANIZER, CohortRole.MENTOR, CohortRole.COACH)


def is_facilitated_by(user: User) -> ColumnElement[bool]:
    """Named as its facilitator, and still in the cohort; ``policy.facilitates`` asks the same of a row."""
    return and_(Replication.facilitator_id == user.id, Replication.cohort_id.in_(user.cohorts))


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: one's own, those of whom one guides now, those one facilitates, those of one's cohorts."""
    guided = exists().where(
        Membership.user_id == Replication.owner_id,
        Membership.cohort_id == Replication.cohort_id,
        or_(Membership.mentor_id == user.id, Membership.coach_id == user.id),
    )
    seen: list[ColumnElement[bool]] = [
        Replication.owner_id == user.id,
        guided.correlate(Replication),
        is_facilitated_by(user),
    ]
    if organized := user.cohorts_as(CohortRole.ORGANIZER):
        seen.append(Replication.cohort_id.in_(organized))
    return or_(*seen)


def visible_to(user: User) -> Select[Replication]:
    """The replications this user may know of. What a page shows must be loaded, or reading it raises."""
    return select(Replication).where(may_see(user)).options(raiseload("*", sql_only=True))


def is_under_way() -> ColumnElement[bool]:
    """Neither stopped nor at the end of the path."""
    return and_(Replication.stopped_at.is_(None), Replication.stage != ReplicationStage.MONITORED)


def is_stale(moment: datetime) -> ColumnElement[bool]:
    """Under way, and nothing happened for ``STALE_AFTER``."""
    return and_(is_under_way(), Replication.last_event_at < moment - STALE_AFTER)


def get_replication(replication_id: int, viewer: User, *, lock: bool = False) -> Replication:
    """One replication with its people, cohort, practice and history; ``lock`` holds its row until the commit."""
    query = (
        visible_to(viewer)
        .where(Replication.id == replication_id)
        .options(
            joinedload(Replication.owner).joinedload(User.agency),
            joinedload(Replication.cohort),
            joinedload(Replication.practice),
            joinedload(Replication.facilitator_user),
            selectinload(Replication.events).options(
                joinedload(ReplicationEvent.actor), joinedload(ReplicationEvent.facilitator_user)
            ),
        )
    )
    found = db.session.scalar(query.with_for_update(of=Replication) if lock else query)
    if found is None:
        raise NotFound(replication_id)
    return found


def origin_of(replication: Replication, viewer: User) -> tuple[AtmNote | None, ActionPlan | None]:
    """The note or the plan the wish came from, as far as the viewer may see it. Two statements at most."""
    note = plan = None
    if replication.note_id:
        note = db.session.scalar(notes.visible_to(viewer).where(AtmNote.id == replication.note_id))
    if replication.plan_id:
        plan = db.session.scalar(plans.visible_to(viewer).where(ActionPlan.id == replication.plan_id))
    return note, plan


def last_day(replication: Replication) -> date | None:
    """The day of the last stage that has one, but for the interest, which may be written down here after it was said
    elsewhere."""
    forward = select(ReplicationEvent.to_stage, ReplicationEvent.happened_on).where(
        ReplicationEvent.replication_id == replication.id, ReplicationEvent.action.in_(FORWARD)
    )
    path = list(ReplicationStage)
    here = path.index(replication.stage)
    reached = {stage: day for stage, day in db.session.execute(forward.order_by(ReplicationEvent.id))}
    return max((day for stage, day in reached.items() if day and path.index(stage) <= here), default=None)


def replication_of(owner: User, practice: Practice) -> Replication | None:
    """The newest replication of a practice by this person, if there is one; none where they only look on."""
    if not owner.holds(CohortRole.PARTICIPANT):
        return None
    return db.session.scalar(
        visible_to(owner)
        .where(Replication.owner_id == owner.id, Replication.practice_id == practice.id)
        .order_by(Replication.id.desc())
        .limit(1)
    )


def cohort_to_replicate(user: User, practice: Practice) -> Cohort | None:
    """The newest cohort in which this person takes part and which visits the practice's host."""
    if not user.holds(CohortRole.PARTICIPANT):
        return None
    return db.session.scalar(
        select(Cohort)
        .where(
            Cohort.id.in_(user.cohorts_as(CohortRole.PARTICIPANT)),
            exists().where(StudyVisit.cohort_id == Cohort.id, StudyVisit.host == practice.host),
        )
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        .limit(1)
        .options(raiseload("*", sql_only=True))
    )


def home_agency(user: User) -> str:
    """The own agency with its region, as a letter names it; empty where none is known."""
    agency = db.session.get(Agency, user.agency_id) if user.agency_id else None
    return ", ".join(part for part in (agency.name, agency.region) if part) if agency else ""


def practices_of(plan: ActionPlan) -> Sequence[Any]:
    """The practices a plan builds on, each with the id and stage of its owner's replication. One statement."""
    asked = {"plan": plan.id, "owner": plan.owner_id, "cohort": plan.cohort_id}
    return db.session.execute(_practices(), asked).all()


@lru_cache
def _practices() -> Select[*tuple[Any, ...]]:
    building = (
        select(AtmNote.practice_id)
        .join(PlanNote, PlanNote.note_id == AtmNote.id)
        .where(PlanNote.plan_id == bindparam("plan"))
    )
    own = and_(
        Replication.practice_id == Practice.id,
        Replication.owner_id == bindparam("owner"),
        Replication.cohort_id == bindparam("cohort"),
    )
    return (
        select(
            *(Practice.id, Practice.name, Practice.host, Practice.active),
            *(Replication.id.label("replication_id"), Replication.stage, Replication.stopped_at),
        )
        .outerjoin(Replication, own)
        .where(Practice.id.in_(building))
        .order_by(Practice.name, Practice.id)
    )


def list_facilitators(cohort_id: int, owner_id: int) -> Sequence[User]:
    """Who of a cohort can be named as the facilitator of a participant's replication: its organizers, mentors and
    coaches."""
    helps = exists().where(
        Membership.user_id == User.id, Membership.cohort_id == cohort_id, Membership.role.in_(FACILITATORS)
    )
    return db.session.scalars(
        select(User).where(helps, User.id != owner_id, User.active).order_by(User.name, User.id)
    ).all()


def followers_of(
    cohort_id: int, owner_id: int, actor: User, *, facilitator_id: int | None = None
) -> Sequence[User]:
    """Who is told of what happens, in the order of their names: the participant, whoever guides them, the
    facilitator, and the organizers of the cohort; not who did it."""
    guides = select(Membership).where(Membership.user_id == owner_id, Membership.cohort_id == cohort_id)
    mine = guides.subquery()
    organizers = select(Membership.user_id).where(
        Membership.cohort_id == cohort_id, Membership.role == CohortRole.ORGANIZER
    )
    facilitator = select(Membership.user_id).where(
        Membership.cohort_id == cohort_id, Membership.user_id == facilitator_id
    )
    told = or_(
        User.id == owner_id,
        User.id.in_(select(mine.c.mentor_id)),
        User.id.in_(select(mine.c.coach_id)),
        User.id.in_(organizers),
        User.id.in_(facilitator),
    )
    return db.session.scalars(
        select(User).where(told, User.id != actor.id, User.active).order_by(User.name, User.id)
    ).all()
