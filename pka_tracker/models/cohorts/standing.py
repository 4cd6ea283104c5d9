"""How far the participants of a cohort are, who must act, since when: pure functions over plain facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from pka_tracker.models.cohorts.cohort import Cohort, CohortRole
from pka_tracker.models.cohorts.workdays import workdays_between
from pka_tracker.models.plans.plan import WITH_MENTOR, WRITABLE, PlanState

#: Where somebody stands who has no plan yet; else it is the state of the plan.
NOT_STARTED = "not_started"
STAGES: tuple[str, ...] = (NOT_STARTED, *(str(state) for state in PlanState))
#: Working days that a plan lies where it lies: from, to.
AGES: tuple[tuple[int, int | None], ...] = ((0, 2), (3, 5), (6, 10), (11, 20), (21, None))


@dataclass(frozen=True)
class Standing:
    """One participant: the plan, the notes, and who must act. Days are the cohort's."""

    membership_id: int
    user_id: int
    roster_no: int | None
    name: str
    agency: str
    group: str
    mentor_id: int | None
    mentor: str
    plan_id: int | None
    title: str
    state: PlanState | None
    version_no: int
    since: date | None
    due_at: datetime | None
    waiting: int  # working days since ``since``
    overdue: int | None  # working days since the deadline passed; None where it has not
    notes: int = 0  # handed in
    drafts: int = 0
    quiet_since: date | None = None  # carried out, and not heard of for long
    reached: dict[PlanState, date] = field(default_factory=dict)  # when each state was entered last

    @property
    def stage(self) -> str:
        return str(self.state or NOT_STARTED)

    @property
    def holder(self) -> CohortRole | None:
        """Who must act: mentor or participant; nobody while a plan is approved or carried out."""
        return holder_in(self.state)

    @property
    def approved(self) -> bool:
        """Approved now, or further; a plan that is revised again is not."""
        return self.state in (PlanState.APPROVED, PlanState.IN_IMPLEMENTATION, PlanState.COMPLETED)

    @property
    def late(self) -> bool:
        return self.overdue is not None


def holder_in(state: PlanState | None) -> CohortRole | None:
    """Whose move it is in a state; without a plan it is the participant's."""
    if state in WITH_MENTOR:
        return CohortRole.MENTOR
    return CohortRole.PARTICIPANT if state is None or state in WRITABLE else None


class Calendar:
    """Counts working days up to today; each day is counted once, however many participants share it."""

    def __init__(self, cohort: Cohort, moment: datetime) -> None:
        self.cohort, self.moment, self.today = cohort, moment, cohort.day_of(moment)
        holidays = frozenset(cohort.holidays)
        self.since = lru_cache(maxsize=None)(lambda day: max(0, workdays_between(day, self.today, holidays)))

    def overdue(self, state: PlanState | None, due_at: datetime | None) -> int | None:
        """Working days since the deadline of whoever must act; None where nobody must or there is time."""
        if due_at is None or due_at >= self.moment or holder_in(state) is None:
            return None
        return self.since(self.cohort.day_of(due_at))


class Step(NamedTuple):
    """One step of the funnel: how many are there now, and how many are there or further. Aside stands what only some
    plans pass through, on a way back: nobody comes so far."""

    stage: str
    here: int
    so_far: int
    aside: bool = False


def funnel(standings: Sequence[Standing]) -> list[Step]:
    """How many stand at each stage. Somebody whose plan is being revised counts as handed in and read."""
    here = Counter(one.stage for one in standings)
    return [
        Step(stage, here[stage], here[stage], aside=True)
        if stage == PlanState.REVISION_REQUESTED
        else Step(stage, here[stage], sum(here[s] for s in STAGES[n:]))
        for n, stage in enumerate(STAGES)
    ]


class Age(NamedTuple):
    """How many plans lie between so many working days with a participant or with a mentor."""

    first: int
    last: int | None
    participants: int
    mentors: int


def ageing(standings: Iterable[Standing]) -> list[Age]:
    """How long the plans that somebody must act on have been where they are."""
    held = Counter(
        (next(n for n, (_first, last) in enumerate(AGES) if last is None or one.waiting <= last), one.holder)
        for one in standings
        if one.plan_id and one.holder
    )
    return [
        Age(first, last, held[n, CohortRole.PARTICIPANT], held[n, CohortRole.MENTOR])
        for n, (first, last) in enumerate(AGES)
    ]


def by_urgency(standings: Iterable[Standing]) -> list[Standing]:
    """What is late first, then what waits longest; last those on whom nobody waits."""
    return sorted(
        standings,
        key=lambda one: (
            one.holder is None,
            -1 if one.overdue is None else -2 - one.overdue,
            -one.waiting,
            one.name,
            one.membership_id,
        ),
    )


class DayCount(NamedTuple):
    """What was handed in on one day."""

    day: date
    notes: int
    plans: int


def by_day(notes: Iterable[date], plans: Iterable[date]) -> list[DayCount]:
    """What was handed in on each day, from the first day on which something was to the last, none left out."""
    wrote, handed_in = Counter(notes), Counter(plans)
    days = wrote.keys() | handed_in.keys()
    if not days:
        return []
    span = range(min(days).toordinal(), max(days).toordinal() + 1)
    return [DayCount(day, wrote[day], handed_in[day]) for day in map(date.fromordinal, span)]
