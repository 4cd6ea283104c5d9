"""The dates of a cohort's stages: what cannot be, what is doubtful, and where each lies on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pka_tracker.operations.cohorts import setups
from pka_tracker.operations.cohorts.setups import NO_PAIR, OUTSIDE, Setup, doubts_of, faults_of

SOUND: dict[str, Any] = {
    "program": "PKA",
    "name": "Angkatan I",
    "timezone": "Asia/Makassar",
    "starts_on": date(2026, 9, 1),
    "ends_on": date(2026, 12, 11),
    "plans_due_at": datetime(2026, 9, 25, 8, tzinfo=UTC),
    "design_seminar_starts_on": date(2026, 9, 28),
    "design_seminar_ends_on": date(2026, 9, 29),
    "implementation_starts_on": date(2026, 9, 30),
    "implementation_ends_on": date(2026, 11, 28),
    "report_due_at": datetime(2026, 12, 1, 8, tzinfo=UTC),
    "final_seminar_starts_on": date(2026, 12, 3),
    "final_seminar_ends_on": date(2026, 12, 4),
}


def setup(**changes: Any) -> Setup:
    return Setup(**SOUND | changes)


def test_the_usual_order_is_neither_refused_nor_doubted():
    assert faults_of(setup()) == doubts_of(setup()) == []
    bare = setup(**{name: None for name in SOUND if name.endswith(("seminar_ends_on", "seminar_starts_on"))})
    assert faults_of(bare) == doubts_of(bare) == [], "each stage can stand alone"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"design_seminar_ends_on": None}, NO_PAIR["design_seminar"]),
        ({"implementation_starts_on": None}, NO_PAIR["implementation"]),
        ({"final_seminar_ends_on": date(2026, 12, 2)}, NO_PAIR["final_seminar"]),
        ({"design_seminar_starts_on": date(2026, 8, 31)}, OUTSIDE["design_seminar"]),
        ({"final_seminar_ends_on": date(2026, 12, 12)}, OUTSIDE["final_seminar"]),
        ({"implementation_starts_on": date(2026, 9, 27)}, setups.IMPLEMENTED_BEFORE),
        (
            {"final_seminar_starts_on": date(2026, 9, 29), "final_seminar_ends_on": date(2026, 9, 29)},
            setups.FINAL_BEFORE,
        ),
        (
            {
                "implementation_starts_on": None,
                "implementation_ends_on": None,
                "final_seminar_starts_on": date(2026, 9, 2),
            },
            setups.FINAL_BEFORE_DESIGN,
        ),
        ({"report_due_at": datetime(2026, 9, 29, 8, tzinfo=UTC)}, setups.REPORT_BEFORE),
        ({"report_due_at": datetime(2026, 8, 31, 8, tzinfo=UTC)}, setups.REPORT_BEFORE_COHORT),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_one_sentence(changes, words):
    assert faults_of(setup(**changes)) == [words]


def test_a_day_is_counted_where_the_cohort_is():
    early = {"report_due_at": datetime(2026, 9, 29, 16, tzinfo=UTC)}  # midnight of the 30th in Makassar
    assert faults_of(setup(**early)) == []
    assert faults_of(setup(**early, timezone="Asia/Jakarta")) == [setups.REPORT_BEFORE]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"plans_due_at": datetime(2026, 9, 29, 8, tzinfo=UTC)}, setups.PLANS_AFTER_SEMINAR),
        ({"implementation_starts_on": date(2026, 9, 28)}, setups.SEMINAR_GOES_ON),
        ({"implementation_ends_on": date(2026, 12, 4)}, setups.IMPLEMENTATION_GOES_ON),
        ({"report_due_at": datetime(2026, 12, 4, 8, tzinfo=UTC)}, setups.REPORT_AFTER_SEMINAR),
    ],
)
def test_what_is_seldom_meant_is_doubted_and_not_refused(changes, words):
    assert faults_of(setup(**changes)) == []
    assert doubts_of(setup(**changes)) == [words]
    late = setup(report_due_at=datetime(2026, 12, 12, 8, tzinfo=UTC))
    assert setups.REPORT_AFTER_END in doubts_of(late)
