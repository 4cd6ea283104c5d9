"""Working days of a cohort's calendar: pure functions. Holidays are ISO dates, as the cohort keeps them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

#: Officials read their letters between these hours, where they are.
WORK_BEGINS, WORK_ENDS = 8, 16
_DAY = timedelta(days=1)


def is_workday(day: date, holidays: Collection[str]) -> bool:
    """Neither Saturday nor Sunday nor a holiday."""
    return day.weekday() < 5 and day.isoformat() not in holidays


def is_working_hour(moment: datetime, holidays: Collection[str]) -> bool:
    """Whether offices are open; ``moment`` is in the zone of whom it is asked for."""
    return WORK_BEGINS <= moment.hour < WORK_ENDS and is_workday(moment.date(), holidays)


def add_workdays(day: date, n: int, holidays: Collection[str]) -> date:
    """The n-th working day after ``day``, before it where n is negative; the day itself for 0."""
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_workday(day, holidays):
            day += step
    return day


def workdays_between(a: date, b: date, holidays: Collection[str]) -> int:
    """How many working days one goes from a to b: b counts, a does not; backwards it is negative.

    So ``workdays_between(a, add_workdays(a, n, h), h) == n`` for every n.
    """
    sign = 1 if b >= a else -1
    days = (a + sign * i * _DAY for i in range(1, abs((b - a).days) + 1))
    return sign * sum(is_workday(day, holidays) for day in days)
