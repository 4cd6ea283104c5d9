"""The list of the review dashboard: one row per plan, as plain columns, however many plans there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, exists, func, or_, select

from pka_tracker.extensions import db
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    Agency,
    Cohort,
    CohortRole,
    Comment,
    CommentKind,
    PlanState,
    User,
)
from pka_tracker.queries.plans.plans import reviewed_by, waits_for
from pka_tracker.queries.viewers import Anybody, Viewer, anybody_like, asked_by

PER_PAGE = 25
SORTS = ("due", "since", "name", "title", "state", "completeness", "agency")


@dataclass(frozen=True)
class QueueView:
    """What was asked of the list; everything of it is in the address. ``state`` may be "waiting"."""

    state: str = ""
    cohort: int | None = None
    agency: int | None = None
    search: str = ""
    sort: str = ""  # "": what waits first, by due date
    descending: bool = False
    page: int = 1

    def on_page(self, page: int) -> QueueView:
        return replace(self, page=page)


class QueueRow(NamedTuple):
    """One plan of the list."""

    id: int
    title: str
    state: PlanState
    state_since: Any
    due_at: Any
    version_no: int
    required: int
    missing: int
    mentor_id: int | None
    coach_id: int | None
    owner_name: str
    agency_name: str | None
    cohort_id: int
    open_comments: int
    waits: bool  # for whoever looks
    timezone: str
    holidays: Any


class Queue(NamedTuple):
    """One page of the list, the counts behind its tabs, and how many plans there are without filters."""

    rows: Sequence[QueueRow]
    counts: dict[PlanState, int]
    waiting: int
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def in_queue(user: Viewer) -> ColumnElement[bool]:
    """The WHERE of the list, a part of ``plans.may_see``: plans one mentors or coaches, or of cohorts one organizes."""
    if user.holds(CohortRole.ORGANIZER):
        organized = user.cohorts_as(CohortRole.ORGANIZER)
        return or_(reviewed_by(user), ActionPlan.cohort_id.in_(organized))
    return reviewed_by(user)


def _waiting(user: Viewer) -> ColumnElement[bool]:
    """What the list puts first: what waits for the reviewer; for an organizer, what waits for any mentor."""
    if user.holds(CohortRole.ORGANIZER):
        return ActionPlan.state.in_(WITH_MENTOR)
    return waits_for(user)


@dataclass(frozen=True)
class _Shape:
    """What the statements of a view depend on; its values are parameters, so they are built once for all alike."""

    viewer: Anybody
    cohort: bool
    agency: bool
    search: bool
    sort: str
    descending: bool
    narrowed: str = ""  # "state", or "waiting": only what waits

    def where(self) -> list[ColumnElement[bool]]:
        """The filters."""
        text = bindparam("search", type_=String)
        found = [
            (True, in_queue(self.viewer)),
            (self.cohort, ActionPlan.cohort_id == bindparam("cohort")),
            (self.agency, User.agency_id == bindparam("agency")),
            (
                self.search,
                or_(ActionPlan.title.icontains(text, escape="/"), User.name.icontains(text, escape="/")),
            ),
            (self.narrowed == "state", ActionPlan.state == bindparam("state")),
            (self.narrowed == "waiting", _waiting(self.viewer)),
        ]
        return [clause for wanted, clause in found if wanted]


def get_queue(user: User, view: QueueView) -> Queue:
    """One page of the plans this user reviews or follows. Two statements."""
    chosen = (view.cohort is not None, view.agency is not None, bool(view.search))
    shape = _Shape(anybody_like(user), *chosen, view.sort, view.descending)
    asked = asked_by(user, cohort=view.cohort, agency=view.agency, search=_literally(view.search))
    found = db.session.execute(_counts(shape), asked).all()
    counts = {state: count for state, count, _waits in found}
    waiting = sum(row[2] for row in found)
    total = _total(view.state, counts, waiting)
    page = min(max(view.page, 1), max(1, -(-total // PER_PAGE)))
    if view.state == "waiting" or (not view.state and not view.sort and page * PER_PAGE <= waiting):
        shape = replace(
            shape, narrowed="waiting"
        )  # all that is asked, or this page lies inside what comes first
    elif view.state:
        shape, asked["state"] = replace(shape, narrowed="state"), PlanState(view.state)
    asked["offset"] = (page - 1) * PER_PAGE
    rows = [QueueRow(*row) for row in db.session.execute(_rows(shape), asked)]
    return Queue(rows, counts, waiting, total, page)


def _literally(text: str) -> str:
    """A text to look for as it is: LIKE's own signs are meant as signs."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _total(state: str, counts: dict[PlanState, int], waiting: int) -> int:
    if state == "waiting":
        return waiting
    return counts.get(PlanState(state), 0) if state else sum(counts.values())


def _joined(query: Any, joins: bool) -> Any:
    return query.join(User, User.id == ActionPlan.owner_id) if joins else query


@lru_cache
def _counts(shape: _Shape) -> Select[*tuple[Any, ...]]:
    counted = select(ActionPlan.state, func.count(), func.count().filter(_waiting(shape.viewer)))
    joined = _joined(counted, shape.agency or shape.search)
    return joined.where(*shape.where()).group_by(ActionPlan.state)


@lru_cache
def _rows(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """The ids of the page first, from the index alone where it can be; the rest for these 25 only."""
    order = _order(shape)
    ids = _joined(select(ActionPlan.id), shape.agency or shape.search or shape.sort in ("name", "agency"))
    if shape.sort == "agency":
        ids = ids.outerjoin(Agency, Agency.id == User.agency_id)
    ids = (
        ids.where(*shape.where()).order_by(*order).limit(PER_PAGE).offset(bindparam("offset", type_=Integer))
    )
    chosen = ids.subquery()
    return (
        select(
            *(ActionPlan.id, ActionPlan.title, ActionPlan.state, ActionPlan.state_since, ActionPlan.due_at),
            *(ActionPlan.version_no, ActionPlan.required, ActionPlan.missing),
            *(ActionPlan.mentor_id, ActionPlan.coach_id, User.name, Agency.name, ActionPlan.cohort_id),
            *(_open_comments(shape.viewer), waits_for(shape.viewer), Cohort.timezone, Cohort.holidays),
        )
        .join(chosen, chosen.c.id == ActionPlan.id)
        .join(User, User.id == ActionPlan.owner_id)
        .join(Cohort, Cohort.id == ActionPlan.cohort_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .order_by(*order)
    )


def _open_comments(user: Viewer) -> Any:
    """Required comments that are not settled; another's unsent ones are not counted."""
    return (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.plan_id == ActionPlan.id,
            Comment.settled_at.is_(None),
            Comment.kind == CommentKind.REQUIRED,
            or_(Comment.sent_at.is_not(None), Comment.author_id == user.id),
        )
        .correlate(ActionPlan)
        .scalar_subquery()
    )


def _order(shape: _Shape) -> list[ColumnElement[Any]]:
    if not shape.sort:
        waiting = case((_waiting(shape.viewer), 0), else_=1)
        return [waiting, ActionPlan.due_at.is_(None), ActionPlan.due_at.asc(), ActionPlan.id.asc()]
    column = {
        "due": ActionPlan.due_at,
        "since": ActionPlan.state_since,
        "name": func.lower(User.name),
        "title": func.lower(ActionPlan.title),
        "agency": func.lower(Agency.name),
        "state": _place(),
        "completeness": case(
            (ActionPlan.required > 0, -1.0 * ActionPlan.missing / ActionPlan.required), else_=-1.0
        ),
    }[shape.sort]
    last = [ActionPlan.due_at.is_(None)] if shape.sort == "due" else []  # no date comes last either way
    return [*last, column.desc() if shape.descending else column.asc(), ActionPlan.id.asc()]


def _place() -> ColumnElement[int]:
    return case(*((ActionPlan.state == state, place) for place, state in enumerate(PlanState)), else_=99)


def list_agencies(user: User) -> Sequence[Any]:
    """The agencies whose people have a plan in the list: the choices of the filter."""
    return db.session.execute(_agencies(anybody_like(user)), asked_by(user)).all()


@lru_cache
def _agencies(viewer: Anybody) -> Select[*tuple[Any, ...]]:
    mine = exists().where(User.agency_id == Agency.id, ActionPlan.owner_id == User.id, in_queue(viewer))
    return select(Agency.id, Agency.name).where(mine).order_by(Agency.name, Agency.id)


def list_cohorts(user: User) -> list[Cohort]:
    """The cohorts in which this person reviews or organizes, newest first; no statement."""
    roles = (CohortRole.MENTOR, CohortRole.COACH, CohortRole.ORGANIZER)
    found = {m.cohort_id: m.cohort for m in user.memberships if m.role in roles}
    return list(found.values())
