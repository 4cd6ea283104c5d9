"""The schedule of a cohort: which stage lies behind, which is going on, which comes next."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pka_tracker.models import Cohort, StudyVisit
from pka_tracker.models.cohorts.schedule import AFTER_THE_PLAN, CohortStage, Place, schedule_of

COHORT = Cohort(
    timezone="Asia/Makassar",
    starts_on=date(2026, 9, 1),
    ends_on=date(2026, 12, 11),
    notes_due_at=datetime(2026, 10, 9, 8, tzinfo=UTC),
    design_seminar_starts_on=date(2026, 11, 3),
    design_seminar_ends_on=date(2026, 11, 4),
    implementation_starts_on=date(2026, 11, 4),
    implementation_ends_on=date(2026, 12, 1),
    report_due_at=datetime(2026, 12, 3, 8, tzinfo=UTC),
)
VISIT = StudyVisit(host="Kota Tangerang", starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 7))


def places(moment: datetime) -> dict[str, str]:
    return {str(stage.kind): str(stage.place) for stage in schedule_of(COHORT, moment, [VISIT]).stages}


def at_hand(*moment: int) -> list[tuple[str, str, int]]:
    """What is going on and what comes next at an hour in Makassar, with the days that are left."""
    local = datetime(2026, *moment, tzinfo=UTC)
    found = schedule_of(COHORT, local, [VISIT]).at_hand
    return [(str(stage.kind), str(stage.place), stage.days) for stage in found]


def test_the_stages_stand_in_the_order_of_their_days_and_undated_ones_are_named():
    found = schedule_of(COHORT, datetime(2026, 9, 10, tzinfo=UTC), [VISIT])
    assert [str(stage.kind) for stage in found.stages] == [
        "opening",
        "study_visit",
        "notes_due",
        "design_seminar",
        "implementation",
        "report_due",
        "closing",
        "first_evaluation",
        "second_evaluation",
    ]
    assert found.undated == (CohortStage.PLANS_DUE, CohortStage.FINAL_SEMINAR)
    assert [stage.starts_on for stage in found.stages][-2:] == [date(2027, 6, 11), date(2027, 12, 11)]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ((8, 31, 8), [("opening", "next", 1)]),
        ((9, 1, 1), [("opening", "now", 0), ("study_visit", "next", 34)]),
        ((10, 6, 1), [("study_visit", "now", 1), ("notes_due", "next", 3)]),
        ((10, 9, 7), [("notes_due", "now", 0), ("design_seminar", "next", 25)]),
        ((10, 9, 9), [("design_seminar", "next", 25)]),
        ((10, 31, 17), [("design_seminar", "next", 2)]),  # the first of November in Makassar
        (
            (11, 4, 1),
            [("design_seminar", "now", 0), ("implementation", "now", 27), ("report_due", "next", 29)],
        ),
    ],
)
def test_what_goes_on_and_what_comes_next_on_a_day(moment, expected):
    assert at_hand(*moment) == expected


def test_only_one_stage_is_the_next_and_everything_is_past_in_the_end():
    found = list(places(datetime(2026, 10, 10, tzinfo=UTC)).values())
    assert found == ["past", "past", "past", "next", *["later"] * 5]
    assert set(places(datetime(2028, 1, 1, tzinfo=UTC)).values()) == {Place.PAST}
    assert at_hand(12, 31) == [("first_evaluation", "next", 162)]


def test_the_page_of_a_plan_looks_at_what_comes_after_the_plan_only():
    found = schedule_of(COHORT, datetime(2026, 9, 10, tzinfo=UTC), only=AFTER_THE_PLAN)
    assert [stage.kind for stage in found.at_hand] == [CohortStage.DESIGN_SEMINAR]
    assert found.undated == (CohortStage.FINAL_SEMINAR,)
