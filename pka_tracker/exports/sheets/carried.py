"""What becomes of a cohort's plans as sheets: milestones and values of indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language
from pka_tracker.exports.sheets.cohort import local_time, number, origin_of
from pka_tracker.exports.workbook import Sheet, Value
from pka_tracker.models import Cohort, File, Indicator, IndicatorValue, Milestone, User
from pka_tracker.words import gettext as _

#: The files that are the evidence, by the id of what they belong to.
Files = Mapping[int, Sequence[File]]

NOTHING_MEASURED: tuple[Value, ...] = (None,) * 6


def milestones_sheet(cohort: Cohort, milestones: Sequence[Milestone], files: Files, at: datetime) -> Sheet:
    """Every milestone with its report. The milestones come with plan, its people, agency and theirs."""
    with in_official_language():
        heads = (
            *(_("Name"), _("Agency"), _("Plan"), _("Horizon"), _("Activity"), _("Responsible"), _("Start")),
            *(_("Finish"), _("State"), _("Overdue"), _("Report"), _("Evidence"), _("Reported on")),
            *(_("Verified on"), _("Verified by"), _("Carried out by"), _("Reported by")),
        )
        today = cohort.day_of(at)
        found = [
            (
                one.plan.owner.name,
                one.plan.owner.agency.name if one.plan.owner.agency else "",
                *(one.plan.title, labels.word(one.horizon), one.activity, one.responsible),
                *(one.starts_on, one.ends_on, labels.word(one.state)),
                *(_("Yes") if one.overdue_on(today) else "", one.report),
                _evidence(one, files),
                *(local_time(one.reported_at, cohort), local_time(one.verified_at, cohort)),
                *(
                    _name(one.verified_by),
                    _name(one.plan.successor or one.plan.owner),
                    _name(one.reported_by),
                ),
            )
            for one in milestones
        ]
        return Sheet(_("Milestones"), heads, found, origin_of(cohort, at))


def indicators_sheet(cohort: Cohort, indicators: Sequence[Indicator], files: Files, at: datetime) -> Sheet:
    """Every reported value of every indicator, and the indicators without one. They come with plan, owner, agency and
    values."""
    with in_official_language():
        heads = (
            *(_("Name"), _("Agency"), _("Plan"), _("Indicator"), _("Unit"), _("Baseline")),
            *(_("Target, short term"), _("Target, medium term"), _("Target, long term"), _("Value")),
            *(_("Measured on"), _("State"), _("How it was measured"), _("Evidence"), _("Reported by")),
            *(_("Data source"), _("Carried out by")),
        )
        found = [row for one in indicators for row in _rows_of(one, files)]
        return Sheet(_("Indicators"), heads, found, origin_of(cohort, at))


def _rows_of(one: Indicator, files: Files) -> list[tuple[Value, ...]]:
    """A row for each reported value; one without value where nothing was measured."""
    agency = one.plan.owner.agency.name if one.plan.owner.agency else ""
    facts = (one.plan.owner.name, agency, one.plan.title, one.name, one.unit)
    goals = (one.baseline, one.target_short, one.target_medium, one.target_long)
    carried_by = _name(one.plan.successor or one.plan.owner)
    told = [_measured(value, files) for value in one.values] or [NOTHING_MEASURED]
    return [(*facts, *map(number, goals), *value, one.data_source, carried_by) for value in told]


def _measured(one: IndicatorValue, files: Files) -> tuple[Value, ...]:
    said = (labels.word(one.state), one.note, _evidence(one, files), one.reported_by.name)
    return (number(one.value), one.measured_on, *said)


def _evidence(one: Milestone | IndicatorValue, files: Files) -> str:
    """The address and the names of the files, a line each."""
    return "\n".join(filter(None, (one.evidence_url, *(file.name for file in files.get(one.id, ())))))


def _name(person: User | None) -> str:
    return person.name if person else ""
