"""Reading ATM notes. Every read starts from ``may_see``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import (
    Agency,
    AtmNote,
    CohortRole,
    Membership,
    NoteEvent,
    NoteState,
    PlanNote,
    Practice,
    StudyVisit,
    User,
)
from pka_tracker.queries.paging import Page, like, paginate

SORTS: dict[str, Any] = {
    "changed": AtmNote.updated_at.desc(),
    "title": func.lower(AtmNote.title),
    "name": User.name,
    "state": AtmNote.state,
}


class Whose(NamedTuple):
    """One writer in one cohort: names are not enough, two people may share one."""

    owner: int
    cohort: int


def may_see(user: User) -> ColumnElement[bool]:
    """The WHERE of seeing: one's own; handed-in ones of those one guides and of one's cohorts."""
    guided = (
        select(Membership.id)
        .where(
            Membership.mentor_id == user.id,
            Membership.user_id == AtmNote.owner_id,
            Membership.cohort_id == AtmNote.cohort_id,
        )
        .correlate(AtmNote)
        .exists()
    )
    others: list[ColumnElement[bool]] = [guided]
    if organized := user.cohorts_as(CohortRole.ORGANIZER):
        others.append(AtmNote.cohort_id.in_(organized))
    return or_(AtmNote.owner_id == user.id, and_(AtmNote.state != NoteState.DRAFT, or_(*others)))


def visible_to(user: User) -> Select[AtmNote]:
    """The notes this user may know of. What a page shows must be loaded, or reading it raises."""
    return select(AtmNote).where(may_see(user)).options(raiseload("*", sql_only=True))


def get_note(note_id: int, viewer: User, *, lock: bool = False) -> AtmNote:
    """One note with all that its pages show; ``lock`` holds its row until the commit."""
    query = (
        visible_to(viewer)
        .where(AtmNote.id == note_id)
        .options(
            joinedload(AtmNote.owner).options(
                joinedload(User.agency), selectinload(User.memberships).raiseload("*", sql_only=True)
            ),
            joinedload(AtmNote.cohort),
            joinedload(AtmNote.visit),
            selectinload(AtmNote.events).joinedload(NoteEvent.actor),
        )
    )
    note = db.session.scalar(query.with_for_update(of=AtmNote) if lock else query)
    if note is None:
        raise NotFound(note_id)
    return note


def list_notes(
    viewer: User,
    *,
    number: int | None = 1,
    state: NoteState | None = None,
    search: str = "",
    sort: str = "changed",
    whose: Whose | None = None,
) -> Page[Any]:
    """What one line of the list shows; with ``whose`` of one writer in one cohort."""
    notes = (
        select(
            AtmNote.id,
            AtmNote.owner_id,
            AtmNote.title,
            AtmNote.state,
            AtmNote.updated_at,
            AtmNote.required,
            AtmNote.missing,
            User.name.label("owner_name"),
            Agency.name.label("agency_name"),
        )
        .join(User, User.id == AtmNote.owner_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(may_see(viewer), *_of(whose))
        .order_by(SORTS.get(sort, SORTS["changed"]), AtmNote.id.desc())
    )
    if state is not None:
        notes = notes.where(AtmNote.state == state)
    if search.strip():
        notes = notes.where(or_(like(AtmNote.title, search), like(User.name, search)))
    return paginate(notes, number)


def _of(whose: Whose | None) -> tuple[ColumnElement[bool], ...]:
    return (AtmNote.owner_id == whose.owner, AtmNote.cohort_id == whose.cohort) if whose else ()


def count_by_state(viewer: User, whose: Whose | None = None) -> dict[NoteState, int]:
    """How many notes stand in each state, everybody's or one writer's."""
    rows = db.session.execute(
        select(AtmNote.state, func.count()).where(may_see(viewer), *_of(whose)).group_by(AtmNote.state)
    )
    return {state: count for state, count in rows}


def linkable_notes(owner: User, cohort_id: int) -> Sequence[Any]:
    """Id and title of one's own notes in a cohort, for section ``atm`` of the plan: those with a title, and those linked."""
    return db.session.execute(
        select(AtmNote.id, AtmNote.title)
        .where(AtmNote.owner_id == owner.id, AtmNote.cohort_id == cohort_id)
        .where(or_(AtmNote.title != "", AtmNote.id.in_(select(PlanNote.note_id))))
        .order_by(AtmNote.id)
    ).all()


def visits_for(
    writer: User, cohort_id: int, *, chosen: int | None = None, host: str = ""
) -> Sequence[StudyVisit]:
    """The visits a participant can write on, newest first, those to this host before the others: the visits of their
    group, and the one chosen already. Where no visit takes their group, every visit of the cohort."""
    visits = db.session.scalars(
        select(StudyVisit)
        .where(StudyVisit.cohort_id == cohort_id)
        .order_by(StudyVisit.starts_on.desc(), StudyVisit.id.desc())
        .options(raiseload("*", sql_only=True))
    ).all()
    group = next((m.group_name for m in writer.memberships if _takes_part(m, cohort_id)), "")
    own = [visit for visit in visits if visit.takes(group)] or visits
    found = [visit for visit in visits if visit in own or visit.id == chosen]
    return sorted(found, key=lambda visit: bool(host) and visit.host != host)


def _takes_part(membership: Membership, cohort_id: int) -> bool:
    return membership.cohort_id == cohort_id and membership.role is CohortRole.PARTICIPANT


def practices_at(cohort_id: int) -> Sequence[Any]:
    """Name and category of the practices that the hosts of a cohort's visits offer now."""
    return db.session.execute(
        select(Practice.name, Practice.category)
        .where(
            Practice.host.in_(select(StudyVisit.host).where(StudyVisit.cohort_id == cohort_id)),
            Practice.active,
        )
        .order_by(Practice.name, Practice.id)
    ).all()
