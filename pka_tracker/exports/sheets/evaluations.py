"""What a cohort answered after the course, as a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pka_tracker import labels
from pka_tracker.exports.document import in_official_language
from pka_tracker.exports.sheets.cohort import local_time, origin_of
from pka_tracker.exports.workbook import Sheet, Value
from pka_tracker.models import Cohort, Outcome, PostEvaluation, StopReason
from pka_tracker.models.plans.plan_outline import LegalForm
from pka_tracker.queries.evaluations import Promised
from pka_tracker.words import decimal
from pka_tracker.words import gettext as _


def evaluations_sheet(
    cohort: Cohort, answers: Sequence[PostEvaluation], promised: Mapping[int, Promised], at: datetime
) -> Sheet:
    """One row for each person who was asked; what was only begun stays with them."""
    with in_official_language():
        heads = (
            *(_("Month"), _("Name"), _("Answers as"), _("Plan"), _("Written by"), _("Agency"), _("State")),
            *(_("Answered on"), _("What became of the plan?"), _("Reason for the stop")),
            *(_("Legal form it has now"), _("Budget: source and amount")),
            *(_("Taken over by others: who, and how far"), _("Leadership and way of working have improved")),
            *(_("Effect on the service"), _("Milestones that were reached"), _("Milestones")),
            *(_("Indicators today"), _("What else should be known")),
        )
        rows = [_row(one, promised[one.plan_id], cohort, at) for one in answers]
        return Sheet(_("After the course"), heads, rows, origin_of(cohort, at))


def _row(one: PostEvaluation, promised: Promised, cohort: Cohort, at: datetime) -> tuple[Value, ...]:
    owner = one.plan.owner
    facts: tuple[Value, ...] = (
        *(one.month, one.person.name, _("as the mentor") if one.as_mentor else _("as who wrote the plan")),
        *(one.plan.title, owner.name, owner.agency.name if owner.agency else ""),
        *(labels.word(one.state_at(at)), local_time(one.submitted_at, cohort)),
    )
    if not one.submitted_at:
        return (*facts, *(None,) * 11)
    said = one.content
    values = said.get("indicators", {})
    lines = [
        f"{row.name}: {decimal(values[str(row.id)])} {row.unit}"
        for row in promised.indicators
        if str(row.id) in values
    ]
    return (
        *facts,
        labels.kept_word(Outcome, said.get("outcome")),
        labels.kept_word(StopReason, said.get("stop_reason")),
        labels.kept_word(LegalForm, said.get("legal_form")),
        *(said.get("budget"), said.get("replication"), said.get("behaviour"), said.get("impact")),
        *(one.reached, len(promised.milestones), "\n".join(lines), said.get("remarks")),
    )
