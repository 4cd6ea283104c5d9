"""The chart of a plan's milestones as plain numbers: one panel a horizon, each with a scale of its own, because a
course lasts three months and the long term two years. Units are those of the SVG (pixels at full size)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from pka_tracker.models.plans.milestone import Horizon, Milestone

#: The names stand left of the bars, the words of a bar's state right of it, for which there is room at the end too.
NAMES, TIME, WORDS, ROW, HEAD = 250, 560, 100, 30, 26
WIDTH = NAMES + TIME + WORDS
LONGEST_NAME = 32  # signs
LEAST_BAR = 6  # a single day is still seen
#: A scale longer than this many months is marked every third month.
MONTHS_APART = 9


class Bar(NamedTuple):
    """One milestone, its number as in the list, and where its bar is."""

    number: int
    milestone: Milestone
    x: float
    y: int
    width: float

    @property
    def name(self) -> str:
        """As much of the activity as there is room for."""
        activity = self.milestone.activity
        short = activity if len(activity) <= LONGEST_NAME else activity[: LONGEST_NAME - 1].rstrip() + "…"
        return f"{self.number}. {short}"


class Tick(NamedTuple):
    """The first day of a month on the scale."""

    x: float
    day: date


class Panel(NamedTuple):
    """The milestones of one horizon. ``today`` is None where the day lies outside."""

    horizon: Horizon
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    today: float | None
    height: int


def panels(milestones: Iterable[Milestone], today: date) -> list[Panel]:
    """One panel for each horizon that has milestones. They come in the order of the list, by horizon."""
    numbered = enumerate(milestones, start=1)
    return [
        _panel(horizon, list(group), today)
        for horizon, group in groupby(numbered, key=lambda pair: pair[1].horizon)
    ]


def _panel(horizon: Horizon, numbered: Sequence[tuple[int, Milestone]], today: date) -> Panel:
    first = min(one.starts_on for _number, one in numbered).replace(day=1)
    last = _next_month(max(one.ends_on for _number, one in numbered))

    def place(day: date) -> float:
        return round(NAMES + TIME * (day - first).days / (last - first).days, 1)

    bars = []
    for line, (number, one) in enumerate(numbered):
        begin, end = place(one.starts_on), place(one.ends_on + timedelta(days=1))
        width = max(round(end - begin, 1), LEAST_BAR)
        bars.append(Bar(number, one, begin, HEAD + line * ROW, width))
    inside = first <= today < last
    return Panel(
        horizon,
        bars,
        [Tick(place(month), month) for month in _months(first, last)],
        place(today) if inside else None,
        HEAD + ROW * len(bars) + 4,
    )


def _months(first: date, last: date) -> list[date]:
    """The months of the scale; every third where there are many."""
    found = [first]
    while (following := _next_month(found[-1])) < last:
        found.append(following)
    return found[:: 3 if len(found) > MONTHS_APART else 1]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
