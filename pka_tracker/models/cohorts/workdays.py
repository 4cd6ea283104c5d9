"""Working days of a cohort's calendar: pure functions. Holidays are ISO dates, as the cohort keeps them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Officials read their letters between these hours, where they are.
WORK_BEGINS, WORK_ENDS = 8, 16
_DAY = timedelta(days=1)


def is_workday(day: date, holidays: Collection[str]) -> bool:
    """Neither Saturday nor Sunday nor a holiday."""
    return day.weekday() < 5 and day.isoformat() not in holidays


def is_working_hour(moment: datetime, holidays: Collection[str]) -> bool:
    """Whether offices are open; ``moment`` is in the zone of whom it is asked for."""
    return WORK_BEGINS <= moment.hour < WORK_ENDS and is_workday(moment.date(), holidays)


def next_opening(moment: datetime, holidays: Collection[str]) -> datetime:
    """When offices open next after ``moment``, in its zone."""
    day = moment.date() + (timedelta(0) if moment.hour < WORK_BEGINS else _DAY)
    while not is_workday(day, holidays):
        day += _DAY
    return datetime.combine(day, time(WORK_BEGINS), moment.tzinfo)


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
    first, last = (a + _DAY, b) if b >= a else (b, a - _DAY)
    off = sum(
        date.fromisoformat(day).weekday() < 5 for day in set(holidays) if f"{first}" <= day <= f"{last}"
    )
    days = _weekdays_before(last + _DAY) - _weekdays_before(first) - off
    return days if b >= a else -days


def _weekdays_before(day: date) -> int:
    """How many days from Monday to Friday lie before ``day``; the first day of the calendar is a Monday."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return weeks * 5 + min(rest, 5)


def workdays_held(since: datetime, until: datetime, timezone: str, holidays: Collection[str]) -> int:
    """How many working days of a cohort something has been with somebody; 0 until the next of them begins."""
    zone = ZoneInfo(timezone)
    return workdays_between(since.astimezone(zone).date(), until.astimezone(zone).date(), holidays)
