"""The rows of section ``milestones``, and what their dates must keep to."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from pka_tracker.models.plans.milestone import Horizon
from pka_tracker.models.texts.outline import N_, Content, Field, Horizons, Kind, Requirement, Rows

MILESTONES = Rows(
    "rows",
    N_("Milestones"),
    N_("Milestone"),
    (
        Field("horizon", N_("Horizon"), Kind.CHOICE, mandatory=True, choices=Horizon),
        Field("activity", N_("Activity"), mandatory=True),
        Field("responsible", N_("Responsible"), Kind.TEXT, mandatory=True),
        Field("starts_on", N_("Start"), Kind.DATE, mandatory=True),
        Field("ends_on", N_("Finish"), Kind.DATE, mandatory=True),
        Field("output", N_("Output"), Kind.TEXT, mandatory=True),
        Field("evidence", N_("Evidence expected"), Kind.TEXT, mandatory=True),
    ),
)
HORIZON_MESSAGES = {
    Horizon.SHORT: N_("Plan at least one short-term milestone"),
    Horizon.MEDIUM: N_("Plan at least one medium-term milestone"),
    Horizon.LONG: N_("Plan at least one long-term milestone"),
}
BACKWARDS = N_("Milestone %(number)s finishes before it starts")
OUTSIDE = N_("Milestone %(number)s lies outside its horizon, which goes from %(start)s to %(end)s")


def check_milestones(content: Content, horizons: Horizons) -> Iterator[Requirement]:
    """At least one per horizon, none that finishes before it starts, and dates inside the horizon."""
    filled = MILESTONES.filled(content)
    for horizon, message in HORIZON_MESSAGES.items():
        ok = any(row.get("horizon") == horizon for row in filled)
        yield Requirement("milestones", "rows", message, ok)
    for number, row in enumerate(content.get("rows", []), start=1):
        yield from _check_dates(number, row, horizons)


def _check_dates(number: int, row: Content, horizons: Horizons) -> Iterator[Requirement]:
    """What can be said of the dates that are there; ``number`` is the one that the form shows."""
    days = {key: date.fromisoformat(row[key]) for key in ("starts_on", "ends_on") if row.get(key)}
    asked = partial(Requirement, "milestones", "rows", row=str(row.get("id", "")))
    values: tuple[tuple[str, Any], ...] = (("number", number),)
    if len(days) == 2:
        ok = days["starts_on"] <= days["ends_on"]
        yield asked(BACKWARDS, ok, values=values, columns=tuple(days))
    if days and (window := horizons.get(row.get("horizon") or "")):
        outside = tuple(key for key, day in days.items() if not window[0] <= day <= window[1])
        values += (("start", window[0]), ("end", window[1]))
        yield asked(OUTSIDE, not outside, values=values, columns=outside)
