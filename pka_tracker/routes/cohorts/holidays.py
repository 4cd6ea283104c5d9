"""The days off of a cohort, for its organizers."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db
from pka_tracker.forms.cohorts.cohorts import HolidaysForm, as_lines
from pka_tracker.models import Cohort
from pka_tracker.operations.cohorts import cohorts
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("holidays", __name__)


@bp.route("/cohorts/<int:cohort_id>/holidays", methods=["GET", "POST"])
def edit(cohort_id: int) -> ResponseReturnValue:
    """All days off in one text, so that a decree's list can be pasted."""
    cohort = get_cohort(cohort_id, me())
    form = HolidaysForm()
    if not form.is_submitted():
        form.show(cohort)
        form.days.data = as_lines(cohort.holidays)
    if not form.validate_on_submit():
        return _page(cohort, form, 422 if form.errors else 200)
    try:
        cohorts.set_holidays(cohort, me(), form.found, seen=form.seen_of(cohort))
    except ChangedMeanwhile:
        db.session.rollback()
        cohort = get_cohort(cohort_id, me())
        form.show(cohort)
        return _page(cohort, form, 409, changed=True)
    db.session.commit()
    flash(_("The days off are kept. Deadlines that are set already stay as they are."), "success")
    return redirect(url_for(".edit", cohort_id=cohort_id), 303)


def _page(cohort: Cohort, form: HolidaysForm, status: int, *, changed: bool = False) -> ResponseReturnValue:
    days = [(date.fromisoformat(day), cohort.holidays[day]) for day in sorted(cohort.holidays)]
    return render_template("holidays/edit.html", cohort=cohort, form=form, days=days, changed=changed), status
