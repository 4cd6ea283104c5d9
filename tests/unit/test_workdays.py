"""Working days: weekends and holidays do not count, in either direction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pka_tracker.models import Cohort
from pka_tracker.models.cohorts.workdays import (
    add_workdays,
    is_workday,
    is_working_hour,
    workdays_between,
    workdays_held,
)
from pka_tracker.models.letters.letter import LAST_DAY, STEPS, deadline_day, step_on

WITA = ZoneInfo("Asia/Makassar")
CHRISTMAS = ["2026-12-24", "2026-12-25", "2027-01-01"]
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
holidays = st.lists(days.map(date.isoformat), max_size=60)
quick = settings(max_examples=150, deadline=None, database=None)


def test_weekends_and_holidays_are_no_workdays():
    assert is_workday(date(2026, 12, 23), CHRISTMAS)
    assert not is_workday(date(2026, 12, 25), CHRISTMAS)  # a Friday
    assert not is_workday(date(2026, 12, 26), CHRISTMAS)  # a Saturday
    assert add_workdays(date(2026, 12, 23), 1, CHRISTMAS) == date(2026, 12, 28)
    assert add_workdays(date(2026, 12, 28), -1, CHRISTMAS) == date(2026, 12, 23)
    assert workdays_between(date(2026, 12, 23), date(2027, 1, 4), CHRISTMAS) == 5


@quick
@given(days, st.integers(-40, 40), holidays)
def test_adding_lands_on_a_workday_that_many_away(day, n, off):
    there = add_workdays(day, n, off)
    assert there == day if n == 0 else is_workday(there, off)
    assert workdays_between(day, there, off) == n


@quick
@given(days, days, holidays)
def test_counting_agrees_with_going_day_by_day(a, b, off):
    sign = 1 if b >= a else -1
    passed = [a + timedelta(days=sign * i) for i in range(1, abs((b - a).days) + 1)]
    assert workdays_between(a, b, off) == sign * sum(is_workday(day, off) for day in passed)


@quick
@given(days, st.integers(0, 20), st.integers(0, 20), holidays)
def test_two_legs_are_one_way(day, n, m, off):
    assert add_workdays(add_workdays(day, n, off), m, off) == add_workdays(day, n + m, off)


def test_days_held_are_counted_where_the_cohort_is():
    friday_night = datetime(2026, 12, 18, 20, tzinfo=UTC)  # Saturday there
    assert (
        workdays_held(friday_night, datetime(2026, 12, 20, 15, tzinfo=UTC), "Asia/Makassar", CHRISTMAS) == 0
    )
    assert (
        workdays_held(friday_night, datetime(2026, 12, 20, 17, tzinfo=UTC), "Asia/Makassar", CHRISTMAS) == 1
    )
    assert workdays_held(friday_night, datetime(2026, 12, 28, 2, tzinfo=UTC), "Asia/Makassar", CHRISTMAS) == 4


def test_a_review_is_due_after_working_days_of_its_cohort():
    cohort = Cohort(timezone="Asia/Makassar", review_days=5, holidays=dict.fromkeys(CHRISTMAS, ""))
    handed_in = datetime(2026, 12, 21, 20, tzinfo=UTC)  # the 22nd there
    assert cohort.review_due(handed_in) == datetime(2026, 12, 31, 23, 59, tzinfo=WITA)
    cohort.holidays = {}
    assert cohort.review_due(handed_in) == datetime(2026, 12, 29, 23, 59, tzinfo=WITA)


@pytest.mark.parametrize(("hour", "open_"), [(7, False), (8, True), (15, True), (16, False), (23, False)])
def test_offices_are_open_by_day(hour, open_):
    assert is_working_hour(datetime(2026, 12, 23, hour, 59, tzinfo=WITA), CHRISTMAS) is open_
    assert not is_working_hour(datetime(2026, 12, 25, hour, 59, tzinfo=WITA), CHRISTMAS)


def test_a_deadline_before_offices_open_is_felt_the_day_before():
    midnight = datetime(2026, 12, 4, 23, 59, tzinfo=WITA)
    assert deadline_day(midnight, WITA) == date(2026, 12, 4)
    assert deadline_day(midnight, ZoneInfo("Asia/Jayapura")) == date(2026, 12, 4)  # 00:59 of the 5th there


@quick
@given(days, st.integers(-30, 30), st.integers(0, 40), holidays)
def test_of_the_steps_reached_since_the_plan_came_the_latest_stands(due, away, before, off):
    day, since = due + timedelta(days=away), due - timedelta(days=before)
    step = step_on(day, due=due, since=since, holidays=off)
    over = day > add_workdays(due, LAST_DAY, off)
    reached = [s for s in STEPS if since < add_workdays(due, s, off) <= day and not over]
    assert step == (reached[-1] if reached else None)
