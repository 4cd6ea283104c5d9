"""How far a cohort is, for its organizers: a few statements, whatever its size; the rest is counted in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Agency,
    AtmNote,
    Cohort,
    CohortRole,
    Membership,
    NoteState,
    PlanAction,
    PlanEvent,
    PlanState,
    User,
)
from pka_tracker.models.cohorts.standing import Calendar, DayCount, Standing, by_day, by_urgency
from pka_tracker.queries.cohorts import members
from pka_tracker.queries.paging import Page
from pka_tracker.queries.plans import plans

#: The matrix is read as a whole: two usual cohorts' worth of lines.
PER_PAGE = 50
NO_MENTOR = members.NO_MENTOR
HANDED_IN = (PlanAction.SUBMIT, PlanAction.RESUBMIT)
#: By their writer, the day on which each note was handed in; None for a draft. By the plan, what happened to it.
Notes = dict[int, list[date | None]]
Events = dict[int, list[Any]]


@dataclass(frozen=True)
class BoardView:
    """What was asked of the board; everything of it is in the address."""

    group: str = ""
    mentor: int | None = None  # NO_MENTOR: those who have none
    stage: str = ""  # a PlanState, or NOT_STARTED
    late: bool = False
    quiet: bool = False  # only those whose plan nothing was heard of
    page: int = 1


@dataclass(frozen=True)
class Board:
    """A cohort as its board shows it. ``everybody`` are those of the chosen group and mentor, whom the figures
    speak of; ``shown`` those of them who are at the chosen stage, or late."""

    cohort: Cohort
    moment: datetime
    cohort_wide: Sequence[Standing]  # whatever was asked for
    everybody: Sequence[Standing]
    shown: Sequence[Standing]
    days: Sequence[DayCount]
    groups: Sequence[str]
    mentors: Sequence[tuple[int, str]]
    view: BoardView

    @property
    def matrix(self) -> Page[Standing]:
        """One page in the order of the roster."""
        return self._page(self.shown)

    @property
    def waiting(self) -> Page[Standing]:
        """One page with the most urgent first."""
        return self._page(by_urgency(self.shown))

    def _page(self, rows: Sequence[Standing]) -> Page[Standing]:
        pages = max(1, -(-len(rows) // PER_PAGE))
        number = min(max(self.view.page, 1), pages)
        return Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(rows))


def get_board(
    viewer: User, cohort_id: int, view: BoardView, moment: datetime, *, stale_days: int = 30
) -> Board:
    """The board of a cohort the viewer organizes, as it is at this moment. Three statements.

    A plan that is carried out and not heard of for more than ``stale_days`` is quiet.
    """
    cohort = members.get_cohort(cohort_id, viewer)
    calendar = Calendar(cohort, moment)
    rows, events = _participants(viewer, cohort_id), _events(viewer, cohort_id)
    notes = _notes(viewer, cohort)
    standings = [
        _standing(row, calendar, notes, events[row.plan_id], timedelta(days=stale_days)) for row in rows
    ]
    everybody = [one for one in standings if _chosen(one, view)]
    ids = {one.membership_id for one in everybody}
    return Board(
        cohort,
        moment,
        standings,
        everybody,
        [one for one in everybody if _wanted(one, view)],
        _days(cohort, [row for row in rows if row.id in ids], notes, events),
        sorted({one.group for one in standings if one.group}),
        sorted({(one.mentor_id, one.mentor) for one in standings if one.mentor_id}, key=lambda pair: pair[1]),
        view,
    )


def _days(cohort: Cohort, rows: Sequence[Any], notes: Notes, events: Events) -> list[DayCount]:
    """When notes and plans were handed in. Days are the cohort's, so the database cannot group them."""
    return by_day(
        [day for row in rows for day in notes[row.user_id] if day],
        [cohort.day_of(e.at) for row in rows for e in events[row.plan_id] if e.action in HANDED_IN],
    )


def _chosen(one: Standing, view: BoardView) -> bool:
    if view.mentor is not None and (one.mentor_id or NO_MENTOR) != view.mentor:
        return False
    return not view.group or one.group == view.group


def _wanted(one: Standing, view: BoardView) -> bool:
    if view.stage and one.stage != view.stage:
        return False
    return one.late >= view.late and bool(one.quiet_since) >= view.quiet


def _standing(
    row: Any, calendar: Calendar, notes: Notes, events: Sequence[Any], stale: timedelta
) -> Standing:
    cohort = calendar.cohort
    since = cohort.day_of(row.state_since) if row.plan_id else None
    counts = Counter(day is not None for day in notes[row.user_id])
    quiet = row.state is PlanState.IN_IMPLEMENTATION and row.news_at and calendar.moment - row.news_at > stale
    due_at = row.due_at if row.plan_id else cohort.plans_due_at
    return Standing(
        membership_id=row.id,
        user_id=row.user_id,
        roster_no=row.roster_no,
        name=row.name,
        agency=row.agency_name or "",
        group=row.group_name,
        mentor_id=row.mentor_id,
        mentor=row.mentor_name or "",
        plan_id=row.plan_id,
        title=row.title or "",
        state=row.state,
        version_no=row.version_no or 0,
        since=since,
        due_at=due_at,
        waiting=calendar.since(since) if since else 0,
        overdue=calendar.overdue(row.state, due_at),
        quiet_since=cohort.day_of(row.news_at) if quiet else None,
        notes=counts[True],
        drafts=counts[False],
        reached={event.to_state: cohort.day_of(event.at) for event in events},
    )


def _participants(viewer: User, cohort_id: int) -> Sequence[Any]:
    mentor = aliased(User)
    return db.session.execute(
        members.visible_to(viewer)
        .with_only_columns(
            *(Membership.id, Membership.user_id, Membership.roster_no, Membership.group_name),
            *(Membership.mentor_id, User.name, Agency.name.label("agency_name")),
            *(mentor.name.label("mentor_name"), ActionPlan.id.label("plan_id"), ActionPlan.title),
            *(
                ActionPlan.state,
                ActionPlan.state_since,
                ActionPlan.due_at,
                ActionPlan.version_no,
                ActionPlan.news_at,
            ),
        )
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .outerjoin(mentor, mentor.id == Membership.mentor_id)
        .outerjoin(
            ActionPlan,
            and_(ActionPlan.owner_id == Membership.user_id, ActionPlan.cohort_id == Membership.cohort_id),
        )
        .where(Membership.cohort_id == cohort_id)
        .order_by(Membership.roster_no.is_(None), Membership.roster_no, User.name, Membership.id)
    ).all()


def _notes(viewer: User, cohort: Cohort) -> Notes:
    """The day on which each note was handed in, by its writer. A draft is counted, and nothing else of it
    is read: nobody but its writer may know more."""
    found: Notes = defaultdict(list)
    rows = select(AtmNote.owner_id, AtmNote.state, AtmNote.submitted_at).where(
        AtmNote.cohort_id.in_(viewer.cohorts_as(CohortRole.ORGANIZER)), AtmNote.cohort_id == cohort.id
    )
    for owner_id, state, submitted_at in db.session.execute(rows):
        known = None if state is NoteState.DRAFT or submitted_at is None else cohort.day_of(submitted_at)
        found[owner_id].append(known)
    return found


def _events(viewer: User, cohort_id: int) -> Events:
    """Every change of a state, oldest first, by the plan."""
    found: Events = defaultdict(list)
    rows = (
        select(PlanEvent.plan_id, PlanEvent.action, PlanEvent.to_state, PlanEvent.at)
        .join(ActionPlan, ActionPlan.id == PlanEvent.plan_id)
        .where(
            plans.may_see(viewer),
            ActionPlan.cohort_id == cohort_id,
            or_(PlanEvent.from_state.is_(None), PlanEvent.from_state != PlanEvent.to_state),
        )
        .order_by(PlanEvent.id)
    )
    for event in db.session.execute(rows):
        found[event.plan_id].append(event)
    return found
