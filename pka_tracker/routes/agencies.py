"""The agencies that people belong to, for those who set up cohorts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db
from pka_tracker.forms.agencies import AgencyForm, read_view
from pka_tracker.models import Agency
from pka_tracker.operations import agencies
from pka_tracker.queries import agencies as agency_queries
from pka_tracker.routes.cohorts.people_columns import agencies_sheet
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.words import gettext as _

bp = Blueprint("agencies", __name__, url_prefix="/agencies")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All agencies, by region and name."""
    if not policy.keeps_agencies(me()):
        raise NotFound("agencies")
    view = read_view(request.args)
    if wants_workbook():
        return as_list(
            "instansi", agencies_sheet, agency_queries.list_agencies(me(), replace(view, page=None))
        )
    return render_template("agencies/index.html", view=view, page=agency_queries.list_agencies(me(), view))


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add an agency."""
    policy.ensure_keeps_agencies(me())
    form = AgencyForm()
    if not form.validate_on_submit():
        return _page(form, status=422 if form.errors else 200)
    if (known := agencies.alike(form.facts())) and request.form.get("alike") != known:
        return _page(form, status=422, alike=known)
    try:
        agency = agencies.create(form.facts(), me())
    except Incomplete as error:
        refusals.show(form, error, {})
        return _page(form, status=422)
    db.session.commit()
    flash(_("%(name)s is added.", name=agency.name), "success")
    return redirect(url_for(".index", q=agency.name), 303)


@bp.route("/<int:agency_id>/edit", methods=["GET", "POST"])
def edit(agency_id: int) -> ResponseReturnValue:
    """Correct an agency, unless people of others' cohorts belong to it."""
    agency = agency_queries.get_agency(agency_id, me())
    if not policy.edits_agency(me(), used_elsewhere=agency_queries.is_used_elsewhere(agency, me())):
        return render_template("agencies/shared.html", agency=agency), 403
    form = AgencyForm(obj=agency)
    if not form.is_submitted():
        form.show(agency)
    if not form.validate_on_submit():
        return _page(form, agency, 422 if form.errors else 200)
    if (known := agencies.alike(form.facts(), agency)) and request.form.get("alike") != known:
        return _page(form, agency, 422, alike=known)
    try:
        agencies.edit(agency, form.facts(), me(), seen=form.seen_of(agency))
    except Incomplete as error:
        refusals.show(form, error, {})
        return _page(form, agency_queries.get_agency(agency_id, me()), 422)
    except ChangedMeanwhile:
        db.session.rollback()
        agency = agency_queries.get_agency(agency_id, me())
        form.show(agency)
        return _page(form, agency, 409, differences=between(form, vars(agencies.facts_of(agency))))
    db.session.commit()
    flash(_("%(name)s is changed.", name=agency.name), "success")
    return redirect(url_for(".index", q=agency.name), 303)


def _page(
    form: AgencyForm, agency: Agency | None = None, status: int = 200, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "agencies/edit.html",
        form=form,
        agency=agency,
        regions=agency_queries.list_regions(me()),
        kinds=agency_queries.list_kinds(me()),
        **context,
    )
    return page, status
