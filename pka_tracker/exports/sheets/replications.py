"""A cohort's replications as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language
from pka_tracker.exports.sheets.cohort import local_time, origin_of
from pka_tracker.exports.workbook import Sheet
from pka_tracker.models import Cohort, Replication, ReplicationStage
from pka_tracker.words import gettext as _


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
