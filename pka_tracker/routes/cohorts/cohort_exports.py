"""The lists of a cohort as workbooks, for its organizers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template

from pka_tracker.exports.sheets.carried import indicators_sheet, milestones_sheet
from pka_tracker.exports.sheets.cohort import notes_sheet, progress_sheet
from pka_tracker.exports.sheets.evaluations import evaluations_sheet
from pka_tracker.exports.sheets.plans import plan_sheets
from pka_tracker.exports.sheets.replications import replications_sheet
from pka_tracker.exports.workbook import MEDIA_TYPE, Sheet, as_workbook
from pka_tracker.extensions import now
from pka_tracker.models import Cohort
from pka_tracker.queries.cohorts.cohort_lists import indicators_of, milestones_of, notes_of, versions_of
from pka_tracker.queries.cohorts.members import MembersView, get_cohort, list_members
from pka_tracker.queries.cohorts.packages import newest_package
from pka_tracker.queries.evaluations import list_evaluations, promised_by
from pka_tracker.queries.files import evidence_of, measured_of
from pka_tracker.queries.replications.pipeline import replications_of
from pka_tracker.routes.cohorts.packages import said
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.site.access import me

bp = Blueprint("cohort_exports", __name__)


def _progress(cohort: Cohort) -> tuple[Sheet, ...]:
    return (progress_sheet(cohort, list_members(me(), cohort.id, MembersView(page=None)).rows, now()),)


def _notes(cohort: Cohort) -> tuple[Sheet, ...]:
    return (notes_sheet(cohort, notes_of(cohort.id, me()), now()),)


def _plans(cohort: Cohort) -> tuple[Sheet, ...]:
    return plan_sheets(cohort, versions_of(cohort.id, me()), now())


def _milestones(cohort: Cohort) -> tuple[Sheet, ...]:
    return (
        milestones_sheet(cohort, milestones_of(cohort.id, me()), evidence_of(cohort.id, me()), now()),
        indicators_sheet(cohort, indicators_of(cohort.id, me()), measured_of(cohort.id, me()), now()),
    )


def _evaluations(cohort: Cohort) -> tuple[Sheet, ...]:
    answers = list_evaluations(me(), cohort.id, whole=True).rows
    promised = promised_by(sorted({one.plan_id for one in answers}))
    return (evaluations_sheet(cohort, answers, promised, now()),)


def _replications(cohort: Cohort) -> tuple[Sheet, ...]:
    return (replications_sheet(cohort, replications_of(cohort.id, me()), now()),)


#: What can be taken along, by the name in its address, with the name of its file.
SHEETS: dict[str, tuple[Callable[[Cohort], tuple[Sheet, ...]], str]] = {
    "progress": (_progress, "kemajuan"),
    "notes": (_notes, "catatan-atm"),
    "plans": (_plans, "rencana"),
    "milestones": (_milestones, "pentahapan"),
    "replications": (_replications, "replikasi"),
    "evaluations": (_evaluations, "pascapelatihan"),
}


@bp.get("/cohorts/<int:cohort_id>/exports")
def index(cohort_id: int) -> str:
    """What of a cohort can be taken along."""
    cohort = get_cohort(cohort_id, me())
    found = newest_package(cohort_id, me())
    told = said(found) if found else ""
    return render_template("members/exports.html", cohort=cohort, progress=found, said=told)


@bp.get(
    "/cohorts/<int:cohort_id>/exports/<any(progress, notes, plans, milestones, replications, evaluations):sheet>.xlsx"
)
def workbook(cohort_id: int, sheet: str) -> Response:
    """One list as XLSX; what belongs to it stands on further sheets."""
    make, name = SHEETS[sheet]
    content = as_workbook(*make(get_cohort(cohort_id, me())))
    return as_attachment(content, f"{name}-angkatan-{cohort_id}.xlsx", MEDIA_TYPE)
