"""What a list shows on its page, as a sheet: the rows come from the page's own query. In the language spoken now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pka_tracker import labels
from pka_tracker.exports.sheets.cohort import percent
from pka_tracker.exports.workbook import Sheet
from pka_tracker.queries.replications.pipeline import COLUMNS
from pka_tracker.words import gettext as _


def notes_sheet(rows: Sequence[Any]) -> Sheet:
    """The list of notes."""
    heads = (
        *(_("Practice"), _("Participant"), _("Agency"), _("State"), _("Last changed")),
        _("Completeness (%)"),
    )
    found = [
        (row.title, row.owner_name, row.agency_name, labels.word(row.state), row.updated_at, percent(row))
        for row in rows
    ]
    return Sheet(_("ATM notes"), heads, found)


def plans_sheet(rows: Sequence[Any]) -> Sheet:
    """The list of plans."""
    heads = (_("Plan"), _("Participant"), _("Agency"), _("State"), _("Since"), _("Completeness (%)"))
    found = [
        (row.title, row.owner_name, row.agency_name, labels.word(row.state), row.state_since, percent(row))
        for row in rows
    ]
    return Sheet(_("Plans"), heads, found)


def reviews_sheet(rows: Sequence[Any]) -> Sheet:
    """The review dashboard."""
    heads = (
        *(_("Plan"), _("Participant"), _("Agency"), _("State"), _("Who must act"), _("Since"), _("Until")),
        *(_("Version"), _("Completeness (%)"), _("Open required comments")),
    )
    found = [
        (
            *(row.title, row.owner_name, row.agency_name, labels.word(row.state)),
            *(labels.holder(row.state, waits=row.waits), row.state_since, row.until, row.version_no or None),
            *(percent(row), row.open_comments),
        )
        for row in rows
    ]
    return Sheet(_("Reviews"), heads, found)


def replications_sheet(rows: Sequence[Any]) -> Sheet:
    """The board of replications, one column after the other."""
    heads = (
        *(_("Practice"), _("Host"), _("Receiving agency"), _("Participant"), _("Stage"), _("State")),
        *(_("Who must act"), _("Next step"), _("To be done by"), _("Last entry")),
    )
    found = [
        (
            *(row.practice, row.host, row.receiver, row.owner_name, labels.word(row.stage), _standing(row)),
            *_ahead(row),
            row.last_event_at,
        )
        for row in sorted(rows, key=lambda row: COLUMNS.index(row.stands))
    ]
    return Sheet(_("Replications"), heads, found)


def _standing(row: Any) -> str:
    if row.stopped_at:
        return _("Stopped")
    return _("No progress in 90 days") if row.stale else ""


def _ahead(row: Any) -> tuple[Any, ...]:
    """What comes next; nothing where the path is at its end."""
    if not row.under_way:
        return None, None, None
    turn = labels.turn(row.waits_for, row.facilitator_name or row.facilitator)
    return turn, row.next_step, row.next_on
