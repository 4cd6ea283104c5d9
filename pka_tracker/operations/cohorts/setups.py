"""The settings of a cohort: what they are, what of them cannot be kept, and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pka_tracker.models import Cohort, CohortStage, UsgMethod
from pka_tracker.models.cohorts.schedule import SPANS, span_of
from pka_tracker.models.texts.outline import N_

ENDS_BEFORE = N_("The cohort ends before it begins. Correct one of the two days.")
DUE_BEFORE = N_("This deadline lies before the cohort begins. Choose a later one, or correct the first day.")
#: Of each stage of some days: where its days are no pair, and where they are not those of the cohort.
NO_PAIR = {
    CohortStage.DESIGN_SEMINAR: N_(
        "Give the first and the last day of the design seminar in their order, or leave both empty."
    ),
    CohortStage.IMPLEMENTATION: N_(
        "Give the first and the last day of the implementation in their order, or leave both empty."
    ),
    CohortStage.FINAL_SEMINAR: N_(
        "Give the first and the last day of the final seminar in their order, or leave both empty."
    ),
}
OUTSIDE = {
    CohortStage.DESIGN_SEMINAR: N_(
        "The design seminar lies outside the cohort. Choose days between its first and its last one, or correct these."
    ),
    CohortStage.IMPLEMENTATION: N_(
        "The implementation lies outside the cohort. Choose days between its first and its last one, or correct these."
    ),
    CohortStage.FINAL_SEMINAR: N_(
        "The final seminar lies outside the cohort. Choose days between its first and its last one, or correct these."
    ),
}
IMPLEMENTED_BEFORE = N_("The implementation begins before the design seminar. Correct one of the two.")
FINAL_BEFORE_DESIGN = N_("The final seminar begins before the design seminar. Correct one of the two.")
FINAL_BEFORE = N_("The final seminar begins before the implementation. Correct one of the two.")
REPORT_BEFORE_COHORT = N_("The report is due before the cohort begins. Choose a later day.")
REPORT_BEFORE = N_("The report is due before the implementation begins. Choose a later day.")

PLANS_AFTER_SEMINAR = N_(
    "Plans are due after the design seminar has begun, though they are usually approved before it."
)
SEMINAR_GOES_ON = N_("The implementation begins before the design seminar is over.")
IMPLEMENTATION_GOES_ON = N_("The final seminar begins before the implementation is over.")
REPORT_AFTER_SEMINAR = N_(
    "The report is due after the final seminar has begun, though examiners usually read it before."
)
REPORT_AFTER_END = N_("The report is due after the last day of the cohort.")


@dataclass(frozen=True)
class Setup:
    """The settings of a cohort. The programme is named, and made where there is none of that name."""

    program: str
    name: str
    starts_on: date
    ends_on: date
    timezone: str
    theme: str = ""
    organizer_name: str = ""
    notes_due_at: datetime | None = None
    plans_due_at: datetime | None = None
    design_seminar_starts_on: date | None = None
    design_seminar_ends_on: date | None = None
    implementation_starts_on: date | None = None
    implementation_ends_on: date | None = None
    report_due_at: datetime | None = None
    final_seminar_starts_on: date | None = None
    final_seminar_ends_on: date | None = None
    review_days: int = 5
    usg_method: UsgMethod = UsgMethod.PRODUCT
    coach_required: bool = False

    def day_of(self, moment: datetime | None) -> date | None:
        """The day it is where the cohort is."""
        return moment.astimezone(ZoneInfo(self.timezone)).date() if moment else None


def setup_of(cohort: Cohort) -> Setup:
    """How a cohort is set up now. It comes with its programme."""
    fields = Setup.__dataclass_fields__.keys() - {"program"}
    return Setup(program=cohort.program.name, **{field: getattr(cohort, field) for field in fields})


def faults_of(setup: Setup) -> list[str]:
    """What cannot be kept, in sentences; those about stages that follow each other only where each is sound."""
    dues = [setup.day_of(setup.notes_due_at), setup.day_of(setup.plans_due_at)]
    checks = (
        (ENDS_BEFORE, setup.ends_on < setup.starts_on),
        (DUE_BEFORE, any(_before(due, setup.starts_on) for due in dues)),
        (REPORT_BEFORE_COHORT, _before(setup.day_of(setup.report_due_at), setup.starts_on)),
    )
    found = [words for words, wrong in checks if wrong] + list(_faults_of_spans(setup))
    return found or list(_faults_of_order(setup))


def _faults_of_spans(setup: Setup) -> Iterator[str]:
    for stage in SPANS:
        first, last = span_of(setup, stage)
        if (first is None) != (last is None) or _before(last, first):
            yield NO_PAIR[stage]
        elif setup.starts_on <= setup.ends_on and (
            _before(first, setup.starts_on) or _before(setup.ends_on, last)
        ):
            yield OUTSIDE[stage]


def _faults_of_order(setup: Setup) -> Iterator[str]:
    seminar, carried_out, final = (span_of(setup, stage)[0] for stage in SPANS)
    checks = (
        (IMPLEMENTED_BEFORE, _before(carried_out, seminar)),
        (FINAL_BEFORE, _before(final, carried_out)),
        (FINAL_BEFORE_DESIGN, _before(final, seminar) and not _before(final, carried_out)),
        (REPORT_BEFORE, _before(setup.day_of(setup.report_due_at), carried_out)),
    )
    yield from (words for words, wrong in checks if wrong)


def doubts_of(setup: Setup) -> list[str]:
    """What is possible but seldom meant, in sentences to be read before it is kept."""
    (seminar, seminar_ends), (carried_out, carried_out_until), (final, _end) = (
        span_of(setup, stage) for stage in SPANS
    )
    report = setup.day_of(setup.report_due_at)
    checks = (
        (PLANS_AFTER_SEMINAR, _before(seminar, setup.day_of(setup.plans_due_at))),
        (SEMINAR_GOES_ON, _before(carried_out, seminar_ends)),
        (IMPLEMENTATION_GOES_ON, _before(final, carried_out_until)),
        (REPORT_AFTER_SEMINAR, _before(final, report)),
        (REPORT_AFTER_END, _before(setup.ends_on, report)),
    )
    return [words for words, so in checks if so]


def _before(one: date | None, other: date | None) -> bool:
    """Whether the first day lies before the second, where both are known."""
    return one is not None and other is not None and one < other
