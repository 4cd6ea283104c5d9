"""The people of a cohort, as its organizers see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Agency,
    AtmNote,
    Cohort,
    CohortRole,
    Membership,
    NoteState,
    PlanState,
    User,
)
from pka_tracker.models.cohorts.standing import NOT_STARTED
from pka_tracker.queries.paging import PER_PAGE, Page, like, paginate

#: More participants than any cohort has: the whole list on one page, for the printer.
WHOLE = 500
NO_MENTOR = 0


@dataclass(frozen=True)
class MembersView:
    """What was asked of the list; everything of it is in the address."""

    search: str = ""
    state: str = ""  # a PlanState, or NOT_STARTED
    mentor: int | None = None  # NO_MENTOR: those who have none
    group: str = ""
    page: int | None = 1  # None: the whole list
    whole: bool = False


def visible_to(user: User) -> Select[Membership]:
    """The participants of the cohorts that this person organizes."""
    return (
        select(Membership)
        .where(
            Membership.role == CohortRole.PARTICIPANT,
            Membership.cohort_id.in_(user.cohorts_as(CohortRole.ORGANIZER)),
        )
        .options(raiseload("*", sql_only=True))
    )


def organized_by(user: User) -> list[Cohort]:
    """The cohorts this person organizes, newest first; no statement."""
    organized = [m.cohort for m in user.memberships if m.role is CohortRole.ORGANIZER]
    return sorted(organized, key=lambda cohort: (cohort.starts_on, cohort.id), reverse=True)


def get_cohort(cohort_id: int, viewer: User) -> Cohort:
    """A cohort the viewer organizes; no statement."""
    for cohort in organized_by(viewer):
        if cohort.id == cohort_id:
            return cohort
    raise NotFound(cohort_id)


def get_member(membership_id: int, viewer: User) -> Membership:
    """One participant with cohort, mentor and coach."""
    membership = db.session.scalar(
        visible_to(viewer)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.user).options(joinedload(User.agency), raiseload("*", sql_only=True)),
            joinedload(Membership.mentor),
            joinedload(Membership.coach),
            joinedload(Membership.cohort),
        )
    )
    if membership is None:
        raise NotFound(membership_id)
    return membership


def list_chosen(viewer: User, cohort_id: int, ids: Collection[int]) -> Sequence[Membership]:
    """These participants of a cohort, as far as they are the viewer's, in the order of the roster."""
    return db.session.scalars(
        visible_to(viewer)
        .where(Membership.cohort_id == cohort_id, Membership.id.in_(list(ids)[:WHOLE]))
        .options(
            joinedload(Membership.user).options(joinedload(User.agency), raiseload("*", sql_only=True)),
            joinedload(Membership.mentor),
            joinedload(Membership.coach),
            joinedload(Membership.cohort),
        )
        .order_by(Membership.roster_no.is_(None), Membership.roster_no, Membership.id)
    ).all()


def plans_of(members: Sequence[Membership]) -> dict[int, ActionPlan]:
    """The plans of these participants with their people, by the participant's id. One statement."""
    found = db.session.scalars(
        select(ActionPlan)
        .where(
            ActionPlan.owner_id.in_([m.user_id for m in members]),
            ActionPlan.cohort_id.in_({m.cohort_id for m in members}),
        )
        .options(
            joinedload(ActionPlan.owner),
            joinedload(ActionPlan.mentor),
            joinedload(ActionPlan.cohort),
            raiseload("*", sql_only=True),
        )
    )
    return {plan.owner_id: plan for plan in found}


def list_members(viewer: User, cohort_id: int, view: MembersView) -> Page[Any]:
    """What one line of the table shows, in the order of the roster."""
    mentor, coach = aliased(User), aliased(User)
    columns = (
        *(Membership.id, Membership.roster_no, Membership.group_name, User.name, User.position),
        *(Agency.name.label("agency_name"), mentor.name.label("mentor_name"), coach.name.label("coach_name")),
        *(_notes_handed_in().label("notes"), ActionPlan.id.label("plan_id")),
        *(
            ActionPlan.state,
            ActionPlan.state_since,
            ActionPlan.due_at,
            ActionPlan.required,
            ActionPlan.missing,
        ),
    )
    rows = (
        _with_plans(visible_to(viewer).with_only_columns(*columns))
        .join(User, User.id == Membership.user_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .outerjoin(mentor, mentor.id == Membership.mentor_id)
        .outerjoin(coach, coach.id == Membership.coach_id)
        .where(Membership.cohort_id == cohort_id, *_filters(view))
        .order_by(Membership.roster_no.is_(None), Membership.roster_no, User.name, Membership.id)
    )
    return paginate(rows, view.page, WHOLE if view.whole else PER_PAGE)


def _notes_handed_in() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(AtmNote)
        .where(
            AtmNote.owner_id == Membership.user_id,
            AtmNote.cohort_id == Membership.cohort_id,
            AtmNote.state != NoteState.DRAFT,
        )
        .correlate(Membership)
        .scalar_subquery()
    )


def _with_plans(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.select_from(Membership).outerjoin(
        ActionPlan,
        and_(ActionPlan.owner_id == Membership.user_id, ActionPlan.cohort_id == Membership.cohort_id),
    )


def _filters(view: MembersView) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if view.search:
        found.append(or_(like(User.name, view.search), like(Agency.name, view.search)))
    if view.state == NOT_STARTED:
        found.append(ActionPlan.id.is_(None))
    elif view.state:
        found.append(ActionPlan.state == PlanState(view.state))
    if view.mentor == NO_MENTOR:
        found.append(Membership.mentor_id.is_(None))
    elif view.mentor is not None:
        found.append(Membership.mentor_id == view.mentor)
    if view.group:
        found.append(Membership.group_name == view.group)
    return found


def count_by_state(viewer: User) -> dict[int, dict[str, int]]:
    """How many participants stand where, {cohort: {state or NOT_STARTED: how many}}. One statement."""
    rows = _with_plans(
        visible_to(viewer).with_only_columns(Membership.cohort_id, ActionPlan.state, func.count())
    ).group_by(Membership.cohort_id, ActionPlan.state)
    found: dict[int, dict[str, int]] = {cohort.id: {} for cohort in organized_by(viewer)}
    for cohort_id, state, count in db.session.execute(rows):
        found[cohort_id][NOT_STARTED if state is None else str(state)] = count
    return found


def list_guides(cohort_id: int, role: CohortRole) -> Sequence[Any]:
    """Who can be chosen as a mentor, or as a coach, in a cohort, and how many each guides already."""
    guided = aliased(Membership)
    mentees = (
        select(func.count())
        .select_from(guided)
        .where(getattr(guided, f"{role}_id") == User.id, guided.cohort_id == cohort_id)
        .correlate(User)
        .scalar_subquery()
    )
    return db.session.execute(
        select(User.id, User.name, User.position, mentees.label("mentees"))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.cohort_id == cohort_id, Membership.role == role, User.active)
        .order_by(User.name, User.id)
    ).all()


def get_guide(cohort_id: int, role: CohortRole, user_id: int | None) -> User:
    """Somebody who has the role of a mentor, or of a coach, in the cohort."""
    guide = db.session.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            User.id == user_id,
            User.active,
            Membership.cohort_id == cohort_id,
            Membership.role == role,
        )
    )
    if guide is None:
        raise NotFound(user_id)
    return guide
