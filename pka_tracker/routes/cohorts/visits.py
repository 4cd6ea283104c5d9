"""The study visits of a cohort, for those who set it up."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.visits import VisitForm
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import Cohort, StudyVisit
from pka_tracker.operations.cohorts import visits
from pka_tracker.queries.cohorts import visits as visit_queries
from pka_tracker.queries.cohorts.cohorts import get_cohort
from pka_tracker.queries.cohorts.people import list_groups
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.words import gettext as _

bp = Blueprint("visits", __name__)

#: At which field a refusal is said.
FIELDS = {visits.ENDS_BEFORE: "ends_on", visits.SAME_VISIT: "host"}


@bp.get("/cohorts/<int:cohort_id>/visits")
def index(cohort_id: int) -> str:
    """The visits of a cohort, with what hangs on each."""
    cohort = get_cohort(cohort_id, me())
    page = visit_queries.list_visits(me(), cohort_id, addresses.page(request.args))
    return render_template("visits/index.html", cohort=cohort, page=page)


@bp.route("/cohorts/<int:cohort_id>/visits/new", methods=["GET", "POST"])
def new(cohort_id: int) -> ResponseReturnValue:
    """Plan a visit."""
    cohort = get_cohort(cohort_id, me())
    form = VisitForm()
    form.offer(list_groups(me(), cohort_id))
    if not form.validate_on_submit():
        return _page(form, cohort, status=422 if form.errors else 200)
    form.take_typed()
    try:
        visit = visits.create(cohort, form.journey(), me())
    except Incomplete as error:
        refusals.show(form, error, FIELDS)
        return _page(form, get_cohort(cohort_id, me()), status=422)
    db.session.commit()
    flash(_("The visit to %(host)s is planned.", host=visit.host), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), 303)


@bp.route("/visits/<int:visit_id>/edit", methods=["GET", "POST"])
def edit(visit_id: int) -> ResponseReturnValue:
    """Correct a visit."""
    visit = visit_queries.get_visit(visit_id, me())
    form = VisitForm(obj=visit)
    if not form.is_submitted():
        form.show(visit)
    form.offer({*list_groups(me(), visit.cohort_id), *visit.groups})
    if not form.validate_on_submit():
        return _page(form, visit.cohort, visit, 422 if form.errors else 200)
    form.take_typed()
    try:
        visits.edit(visit, form.journey(), me(), seen=form.seen_of(visit))
    except Incomplete as error:
        refusals.show(form, error, FIELDS)
        visit = visit_queries.get_visit(visit_id, me())
        return _page(form, visit.cohort, visit, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        visit = visit_queries.get_visit(visit_id, me())
        form.show(visit)
        differences = between(form, vars(visits.journey_of(visit)))
        return _page(form, visit.cohort, visit, 409, differences=differences)
    db.session.commit()
    flash(_("The visit to %(host)s is kept.", host=visit.host), "success")
    return redirect(url_for(".index", cohort_id=visit.cohort_id), 303)


@bp.route("/visits/<int:visit_id>/remove", methods=["GET", "POST"])
def remove(visit_id: int) -> ResponseReturnValue:
    """Call a visit off, as long as no note speaks of it."""
    visit = visit_queries.get_visit(visit_id, me())
    form = SeenForm()
    if not form.is_submitted():
        form.show(visit)
        return _remove_page(visit, form, 200)
    host, cohort_id = visit.host, visit.cohort_id
    try:
        visits.remove(visit, me(), seen=form.seen_of(visit))
    except (ChangedMeanwhile, NotPossibleNow) as error:
        db.session.rollback()
        visit = visit_queries.get_visit(visit_id, me())
        form.show(visit)
        return _remove_page(visit, form, 409, changed=isinstance(error, ChangedMeanwhile))
    db.session.commit()
    flash(_("The visit to %(host)s is removed.", host=host), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), 303)


def _page(
    form: VisitForm, cohort: Cohort, visit: StudyVisit | None = None, status: int = 200, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "visits/edit.html",
        form=form,
        cohort=cohort,
        visit=visit,
        notes=visit_queries.count_notes(visit) if visit else 0,
        hosts=visit_queries.list_hosts(),
        **context,
    )
    return page, status


def _remove_page(
    visit: StudyVisit, form: SeenForm, status: int, *, changed: bool = False
) -> ResponseReturnValue:
    notes = visit_queries.count_notes(visit)
    page = render_template("visits/remove.html", visit=visit, form=form, notes=notes, changed=changed)
    return page, status
