"""The catalogue of good practices at the hosts of the cohorts' visits."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.practices.practices import NewPracticeForm, PracticeForm, read_view
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import CohortRole, Practice
from pka_tracker.models.texts.terms import highlight, read_query
from pka_tracker.operations.practices import practices
from pka_tracker.operations.practices.practices import facts_of
from pka_tracker.queries.files import list_files
from pka_tracker.queries.practices.nearest import nearest
from pka_tracker.queries.practices.practice_use import use_of
from pka_tracker.queries.practices.practices import (
    count_by_field,
    get_practice,
    hosts_kept_by,
    list_practices,
)
from pka_tracker.queries.replications.replications import cohort_to_replicate, replication_of
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.practices.practice_import import catalogue_sheet
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.routes.texts.conflicts import Difference, between
from pka_tracker.words import gettext as _

bp = Blueprint("practices", __name__, url_prefix="/practices")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What the hosts of one's visits offer; a participant can begin a note on each."""
    view = read_view(request.args)
    if wants_workbook():
        return as_list("praktik", catalogue_sheet, list_practices(me(), replace(view, page=None)))
    terms, page = read_query(view.search), list_practices(me(), view)
    return render_template(
        "practices/index.html",
        page=page,
        meant=nearest(me(), view) if terms and not page.total else [],
        counts=count_by_field(me()),
        view=view,
        marked=lambda text: highlight(text, terms),
        writes=me().holds(CohortRole.PARTICIPANT),
        keeps=bool(hosts_kept_by(me())),
    )


@bp.get("/<int:practice_id>")
def show(practice_id: int) -> str:
    """What the catalogue says of a practice, and what became of it."""
    practice = get_practice(practice_id, me())
    return render_template(
        "practices/show.html",
        practice=practice,
        use=use_of(practice, me()),
        files=list_files(practice, me()),
        writes=me().holds(CohortRole.PARTICIPANT),
        keeps=practice.host in hosts_kept_by(me()),
        own_replication=replication_of(me(), practice),
        wishes=practice.active and cohort_to_replicate(me(), practice) is not None,
        form=_seen(practice),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a practice to the catalogue of a host."""
    hosts = hosts_kept_by(me())
    policy.ensure_keeps_catalogue(hosts[0] if hosts else "", hosts)
    form = NewPracticeForm()
    form.host.choices = [(host, host) for host in hosts]
    if not form.validate_on_submit():
        return _page(form, status=422 if form.is_submitted() else 200)
    try:
        practice = practices.create(form.host.data, form.facts(), me())
    except Incomplete as error:
        return _refuse(form, error)
    db.session.commit()
    flash(_("%(name)s is in the catalogue.", name=practice.name), "success")
    return redirect(url_for(".show", practice_id=practice.id), 303)


@bp.route("/<int:practice_id>/edit", methods=["GET", "POST"])
def edit(practice_id: int) -> ResponseReturnValue:
    """Change what the catalogue says of a practice."""
    practice = get_practice(practice_id, me())
    policy.ensure_keeps_catalogue(practice.host, hosts_kept_by(me()))
    form = PracticeForm(obj=practice)
    if not form.is_submitted():
        form.show(practice)
    if not form.validate_on_submit():
        return _page(form, practice, 422 if form.is_submitted() else 200)
    try:
        practices.edit(practice, form.facts(), me(), seen=form.seen_of(practice))
    except Incomplete as error:
        return _refuse(form, error, practice_id)
    except ChangedMeanwhile:
        return _changed(practice_id, form)
    db.session.commit()
    flash(_("%(name)s is changed.", name=practice.name), "success")
    return redirect(url_for(".show", practice_id=practice.id), 303)


@bp.post("/<int:practice_id>/retire")
def retire(practice_id: int) -> ResponseReturnValue:
    """Offer a practice no longer."""
    practice = get_practice(practice_id, me())
    practices.retire(practice, me(), seen=SeenForm().seen_of(practice))
    db.session.commit()
    flash(_("%(name)s is no longer offered. Its page stays.", name=practice.name), "success")
    return redirect(url_for(".show", practice_id=practice.id), 303)


@bp.post("/<int:practice_id>/restore")
def restore(practice_id: int) -> ResponseReturnValue:
    """Offer a retired practice again."""
    practice = get_practice(practice_id, me())
    practices.restore(practice, me(), seen=SeenForm().seen_of(practice))
    db.session.commit()
    flash(_("%(name)s is offered again.", name=practice.name), "success")
    return redirect(url_for(".show", practice_id=practice.id), 303)


def _seen(practice: Practice) -> SeenForm:
    form = SeenForm()
    form.show(practice)
    return form


def _refuse(form: PracticeForm, error: Incomplete, practice_id: int | None = None) -> ResponseReturnValue:
    """The catalogue has the name already: the page again, with everything typed."""
    refusals.show(form, error, {})
    return _page(form, get_practice(practice_id, me()) if practice_id else None, 422)


def _changed(practice_id: int, form: PracticeForm) -> ResponseReturnValue:
    """Somebody was faster: what is kept beside what was typed, which is still in the form."""
    db.session.rollback()
    practice = get_practice(practice_id, me())
    form.show(practice)
    return _page(form, practice, 409, between(form, vars(facts_of(practice))))


def _page(
    form: PracticeForm,
    practice: Practice | None = None,
    status: int = 200,
    differences: list[Difference] | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "practices/edit.html",
        form=form,
        practice=practice,
        differences=differences,
        categories=list(count_by_field(me())["category"]),
    )
    return page, status
