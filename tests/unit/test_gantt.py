"""The chart of milestones, and when one of them is late or quiet."""

from __future__ import annotations

from datetime import date

import pytest

from pka_tracker.models import Horizon, Milestone, MilestoneState
from pka_tracker.models.plans.gantt import NAMES, TIME, panels


def milestone(
    horizon: Horizon, start: str, end: str, state: MilestoneState = MilestoneState.PLANNED
) -> Milestone:
    days = date.fromisoformat(start), date.fromisoformat(end)
    return Milestone(horizon=horizon, starts_on=days[0], ends_on=days[1], state=state, activity="Kegiatan")


SHORT = milestone(Horizon.SHORT, "2026-10-12", "2026-10-31")
LATER = milestone(Horizon.SHORT, "2026-11-01", "2026-11-30")
LONG = milestone(Horizon.LONG, "2028-01-05", "2028-12-20")


def test_each_horizon_has_a_scale_of_whole_months_of_its_own():
    short, long = panels([SHORT, LATER, LONG], date(2026, 11, 15))
    assert [tick.day.isoformat() for tick in short.ticks] == ["2026-10-01", "2026-11-01"]
    assert (short.ticks[0].x, short.bars[1].x + short.bars[1].width) == (NAMES, NAMES + TIME)
    assert [tick.day.month for tick in long.ticks] == [1, 4, 7, 10], "a year is marked every third month"
    assert [bar.number for panel in (short, long) for bar in panel.bars] == [1, 2, 3]


def test_today_is_marked_where_it_lies():
    short, long = panels([SHORT, LATER, LONG], date(2026, 11, 1))
    assert short.today == short.bars[1].x and long.today is None


def test_bars_lie_inside_and_a_single_day_is_seen():
    one_day = milestone(Horizon.LONG, "2028-02-29", "2028-02-29")
    bars = panels([SHORT, LATER, one_day, LONG], date(2026, 1, 1))
    for bar in (bar for panel in bars for bar in panel.bars):
        assert bar.x >= NAMES and bar.x + bar.width <= NAMES + TIME + 6 and bar.width >= 6


@pytest.mark.parametrize("state", list(MilestoneState))
def test_late_and_quiet_are_what_the_participant_has_to_report(state):
    one = milestone(Horizon.SHORT, "2026-10-12", "2026-10-31", state)
    to_report = state not in (MilestoneState.REPORTED, MilestoneState.VERIFIED)
    assert one.overdue_on(date(2026, 11, 1)) == to_report and not one.overdue_on(date(2026, 10, 31))
    began = date(2026, 10, 20)
    assert one.quiet_since(date(2026, 11, 19), began, 30) is None
    assert one.quiet_since(date(2026, 11, 20), began, 30) == (began if to_report else None)
