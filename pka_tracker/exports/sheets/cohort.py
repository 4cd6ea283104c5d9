"""The lists of a cohort as sheets: progress, notes, milestones, replications. In Indonesian, moments where the cohort is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language, moment
from pka_tracker.exports.grid import text_of
from pka_tracker.exports.workbook import Sheet, Value
from pka_tracker.models import (
    AtmNote,
    Cohort,
    File,
    Indicator,
    IndicatorValue,
    Milestone,
    PaperKind,
    Replication,
    ReplicationStage,
    User,
)
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.texts.outline import Field
from pka_tracker.reading import read_note
from pka_tracker.words import gettext as _

#: The files that are the evidence, by the id of what they belong to.
Files = Mapping[int, Sequence[File]]

NOTHING_MEASURED: tuple[Value, ...] = (None,) * 6


def progress_sheet(cohort: Cohort, rows: Sequence[Any], at: datetime) -> Sheet:
    """How far each participant is; the rows are those of the page of participants."""
    with in_official_language():
        heads = (
            *(_("Roster number (NDH)"), _("Name"), _("Position"), _("Agency"), _("Group"), _("Mentor")),
            *(_("Coach"), _("Notes handed in"), _("Plan"), _("Since"), _("Until"), _("Completeness (%)")),
        )
        found = [
            (
                *(row.roster_no, row.name, row.position, row.agency_name, row.group_name, row.mentor_name),
                *(row.coach_name, row.notes),
                labels.word(row.state) or _("Not started"),
                local_time(row.state_since, cohort),
                local_time(row.due_at, cohort),
                percent(row) if row.state else None,
            )
            for row in rows
        ]
        return Sheet(_("Progress"), heads, found, origin_of(cohort, at))


def notes_sheet(cohort: Cohort, notes: Sequence[AtmNote], at: datetime) -> Sheet:
    """Every note with all its fields. The notes come with owner, agency and visit."""
    with in_official_language():
        fields = [
            (block.key, field.key, _(field.label))
            for block in NOTE_BLOCKS
            for field in block.fields
            if isinstance(field, Field)
        ]
        heads = (_("Name"), _("Agency"), _("State"), _("Submitted on"), *(label for _b, _f, label in fields))
        found = []
        for note in notes:
            read = {
                (block.key, part.key): text_of(part.cell)
                for block in read_note(note)
                for part in block.parts
                if part.cell
            }
            agency = note.owner.agency.name if note.owner.agency else ""
            state, submitted = labels.word(note.state), local_time(note.submitted_at, cohort)
            texts = (read.get((block, field), "") for block, field, _label in fields)
            found.append((note.owner.name, agency, state, submitted, *texts))
        return Sheet(_("ATM notes"), heads, found, origin_of(cohort, at))


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
        found: list[tuple[Value, ...]] = []
        for one in indicators:
            agency = one.plan.owner.agency.name if one.plan.owner.agency else ""
            facts = (one.plan.owner.name, agency, one.plan.title, one.name, one.unit)
            goals = (one.baseline, one.target_short, one.target_medium, one.target_long)
            told: list[tuple[Value, ...]] = [
                (
                    number(v.value),
                    v.measured_on,
                    labels.word(v.state),
                    v.note,
                    _evidence(v, files),
                    v.reported_by.name,
                )
                for v in one.values
            ]
            found += [
                (
                    *facts,
                    *map(number, goals),
                    *value,
                    one.data_source,
                    _name(one.plan.successor or one.plan.owner),
                )
                for value in told or [NOTHING_MEASURED]
            ]
        return Sheet(_("Indicators"), heads, found, origin_of(cohort, at))


def _evidence(one: Milestone | IndicatorValue, files: Files) -> str:
    """The address and the names of the files, a line each."""
    return "\n".join(filter(None, (one.evidence_url, *(file.name for file in files.get(one.id, ())))))


def _name(person: User | None) -> str:
    return person.name if person else ""


def percent(row: Any) -> int:
    """How complete the text of a note or a plan is."""
    return int(100 * (row.required - row.missing) // (row.required or 1))


class ContentsRow(NamedTuple):
    """One file of a package: which paper (none: of the whole cohort), whose, and whether it could be made."""

    name: str
    paper: PaperKind | None
    roster_no: int | None
    participant: str
    made: bool


def contents_sheet(cohort: Cohort, files: Sequence[ContentsRow], at: datetime) -> Sheet:
    """What a package of papers holds, in the order of the roster."""
    with in_official_language():
        heads = (_("Roster number (NDH)"), _("Participant"), _("Document"), _("File"), _("Remark"))
        ordered = sorted(files, key=lambda one: (bool(one.participant), one.roster_no or 9999, one.name))
        found = [
            (
                *(one.roster_no, one.participant),
                *(labels.word(one.paper) or _("Progress"), one.name),
                "" if one.made else _("could not be made"),
            )
            for one in ordered
        ]
        return Sheet(_("Contents"), heads, found, origin_of(cohort, at))


def number(text: str) -> float | None:
    """A kept decimal as a number for a cell."""
    return float(text) if text else None


def replications_sheet(cohort: Cohort, replications: Sequence[Replication], at: datetime) -> Sheet:
    """Every replication with the day on which each stage was reached. They come with people, practice and history."""
    with in_official_language():
        heads = (
            *(
                _("Practice"),
                _("Host"),
                _("Receiving agency"),
                _("Participant"),
                _("Facilitator"),
                _("Stage"),
            ),
            *(
                _("Next step"),
                _("Who must act"),
                _("To be done by"),
                _("Last entry"),
                _("Why it was stopped"),
            ),
            *(labels.word(stage) for stage in ReplicationStage),
            _("Letters and agreements"),
        )
        found = [
            (
                *(one.practice.name, one.practice.host, one.receiver, one.owner.name, one.facilitated_by),
                _("Stopped") if one.stopped_at else labels.word(one.stage),
                *(
                    one.next_step,
                    labels.word(one.waits_for),
                    one.next_on,
                    local_time(one.last_event_at, cohort),
                ),
                *(one.stop_reason, *_days_of(one), _references(one)),
            )
            for one in replications
        ]
        return Sheet(_("Replications"), heads, found, origin_of(cohort, at))


def _days_of(replication: Replication) -> list[date | str | None]:
    """The day of each stage, or that it was passed over."""
    reached = replication.reached
    return [
        None if (event := reached.get(stage)) is None else event.happened_on or _("passed over")
        for stage in ReplicationStage
    ]


def _references(replication: Replication) -> str:
    """The number of the letter or agreement of each stage that has one."""
    return "\n".join(
        f"{labels.word(stage)}: {event.reference}"
        for stage, event in replication.reached.items()
        if event.reference
    )


def local_time(value: datetime | None, cohort: Cohort) -> datetime | None:
    """The hour where the cohort is; a cell knows no zone."""
    return value.astimezone(ZoneInfo(cohort.timezone)).replace(tzinfo=None) if value else None


def origin_of(cohort: Cohort, at: datetime) -> str:
    """What a sheet is, for its foot."""
    return f"{cohort.name} · " + _("As of %(time)s", time=moment(at, cohort.timezone))
