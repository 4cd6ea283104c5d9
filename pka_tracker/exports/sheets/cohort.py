"""The lists of a cohort as sheets: progress, notes, contents. In Indonesian, moments where the cohort is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language, moment
from pka_tracker.exports.grid import text_of
from pka_tracker.exports.workbook import Sheet
from pka_tracker.models import (
    AtmNote,
    Cohort,
    PaperKind,
)
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.texts.outline import Field
from pka_tracker.reading import read_note
from pka_tracker.words import gettext as _


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


def local_time(value: datetime | None, cohort: Cohort) -> datetime | None:
    """The hour where the cohort is; a cell knows no zone."""
    return value.astimezone(ZoneInfo(cohort.timezone)).replace(tzinfo=None) if value else None


def origin_of(cohort: Cohort, at: datetime) -> str:
    """What a sheet is, for its foot."""
    return f"{cohort.name} · " + _("As of %(time)s", time=moment(at, cohort.timezone))
