"""The way of a cohort through its stages (jadwal): what lies behind, what is going on, what comes next."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from pka_tracker.models.cohorts.cohort import Cohort, StudyVisit
from pka_tracker.models.evaluation import MONTHS, months_after


class CohortStage(enum.StrEnum):
    """The stages in the order of the domain's flow; those on one day stand in it."""

    OPENING = "opening"
    STUDY_VISIT = "study_visit"
    NOTES_DUE = "notes_due"
    PLANS_DUE = "plans_due"
    DESIGN_SEMINAR = "design_seminar"
    IMPLEMENTATION = "implementation"
    REPORT_DUE = "report_due"
    FINAL_SEMINAR = "final_seminar"
    CLOSING = "closing"
    FIRST_EVALUATION = "first_evaluation"
    SECOND_EVALUATION = "second_evaluation"


class Place(enum.StrEnum):
    """Where a stage lies, seen from now. Of those ahead the first is the next."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


#: The stages of some days: a cohort has columns of these names for the first and the last one.
SPANS = (CohortStage.DESIGN_SEMINAR, CohortStage.IMPLEMENTATION, CohortStage.FINAL_SEMINAR)
#: The stages that are one moment: a cohort has columns of these names.
DEADLINES = (CohortStage.NOTES_DUE, CohortStage.PLANS_DUE, CohortStage.REPORT_DUE)
EVALUATIONS = (CohortStage.FIRST_EVALUATION, CohortStage.SECOND_EVALUATION)
#: What comes after the plan is written, for the page of a plan.
AFTER_THE_PLAN = (*SPANS, CohortStage.REPORT_DUE)


@dataclass(frozen=True)
class Stage:
    """One stage on its days, or at its moment; ``about`` is the host of a visit with the groups that go."""

    kind: CohortStage
    starts_on: date
    ends_on: date
    due_at: datetime | None = None
    about: str = ""
    place: Place = Place.LATER
    days: int = 0  # until it begins, or until its last day while it is going on


@dataclass(frozen=True)
class Schedule:
    """The stages that have a date, in the order of their days, and to which others the settings can give one."""

    stages: tuple[Stage, ...]
    undated: tuple[CohortStage, ...]

    @property
    def at_hand(self) -> list[Stage]:
        """What is going on, and what comes next."""
        return [stage for stage in self.stages if stage.place in (Place.NOW, Place.NEXT)]


def span_of(dated: object, stage: CohortStage) -> tuple[date | None, date | None]:
    """The first and the last day of a stage of some days, of a cohort or of what is typed about one."""
    return getattr(dated, f"{stage}_starts_on"), getattr(dated, f"{stage}_ends_on")


def schedule_of(
    cohort: Cohort,
    moment: datetime,
    visits: Iterable[StudyVisit] = (),
    *,
    only: Collection[CohortStage] = frozenset(CohortStage),
) -> Schedule:
    """The stages of a cohort, or some of them, as they lie at this moment; its visits are given, never read."""
    dated = [stage for stage in _dated(cohort, visits) if stage.kind in only]
    order = list(CohortStage)
    dated.sort(key=lambda stage: (stage.starts_on, order.index(stage.kind)))
    known = {stage.kind for stage in dated}
    return Schedule(
        tuple(_placed(dated, cohort.day_of(moment), moment)),
        tuple(stage for stage in order if stage in {*DEADLINES, *SPANS} & set(only) - known),
    )


def _dated(cohort: Cohort, visits: Iterable[StudyVisit]) -> Iterator[Stage]:
    yield _on(CohortStage.OPENING, cohort.starts_on)
    for visit in visits:
        yield Stage(CohortStage.STUDY_VISIT, visit.starts_on, visit.ends_on, about=_of(visit))
    for kind in DEADLINES:
        if due_at := getattr(cohort, f"{kind}_at"):
            day = cohort.day_of(due_at)
            yield Stage(kind, day, day, due_at)
    for kind in SPANS:
        first, last = span_of(cohort, kind)
        if first and last:
            yield Stage(kind, first, last)
    yield _on(CohortStage.CLOSING, cohort.ends_on)
    for kind, months in zip(EVALUATIONS, MONTHS, strict=True):
        yield _on(kind, months_after(cohort.ends_on, months))


def _of(visit: StudyVisit) -> str:
    """Where a visit goes, and which groups, where not all of them do."""
    return f"{visit.host} ({', '.join(visit.groups)})" if visit.groups else visit.host


def _on(kind: CohortStage, day: date) -> Stage:
    return Stage(kind, day, day)


def _placed(stages: list[Stage], today: date, moment: datetime) -> Iterator[Stage]:
    following = Place.NEXT
    for stage in stages:
        if stage.ends_on < today or (stage.due_at and stage.due_at < moment):
            yield replace(stage, place=Place.PAST)
        elif stage.starts_on <= today:
            yield replace(stage, place=Place.NOW, days=(stage.ends_on - today).days)
        else:
            yield replace(stage, place=following, days=(stage.starts_on - today).days)
            following = Place.LATER
