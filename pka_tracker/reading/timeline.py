"""The chart of milestones for a paper: where the page draws its bars, with the words that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pka_tracker import labels
from pka_tracker.models import Milestone, MilestoneState
from pka_tracker.models.plans import gantt
from pka_tracker.words import gettext as _
from pka_tracker.words import month


@dataclass(frozen=True)
class Bar:
    """One milestone: ``look`` is its pattern."""

    name: str
    word: str
    look: str
    late: bool
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Panel:
    """One horizon with a scale of its own."""

    title: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    today: float | None
    height: int


@dataclass(frozen=True)
class Timeline:
    """The whole chart; ``text`` says it to whoever does not see it."""

    title: str
    note: str
    text: str
    today: str
    width: int
    panels: tuple[Panel, ...]


def timeline(milestones: Sequence[Milestone], today: date) -> Timeline:
    """The chart of these milestones as they are on this day."""
    return Timeline(
        title=_("Time line"),
        note=_("Each horizon has a scale of its own."),
        text=_("Chart of the milestones"),
        today=_("today"),
        width=gantt.WIDTH,
        panels=tuple(_panel(panel, today) for panel in gantt.panels(milestones, today)),
    )


def state_words(milestone: Milestone, today: date) -> str:
    """How far a milestone is, as its bar says it."""
    if milestone.overdue_on(today):
        return f"! {_('Overdue')}"
    word = labels.word(milestone.state)
    return f"✓ {word}" if milestone.state is MilestoneState.VERIFIED else word


def _panel(panel: gantt.Panel, today: date) -> Panel:
    bars = (
        Bar(
            bar.name,
            state_words(bar.milestone, today),
            bar.milestone.state.value,
            bar.milestone.overdue_on(today),
            bar.x,
            bar.y,
            bar.width,
        )
        for bar in panel.bars
    )
    ticks = tuple((tick.x, month(tick.day)) for tick in panel.ticks)
    return Panel(labels.word(panel.horizon), tuple(bars), ticks, panel.today, panel.height)
