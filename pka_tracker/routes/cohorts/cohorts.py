"""The cohorts of whoever sets them up: the list, a new one, and the settings of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.setup import NamedSetupForm, SetupForm
from pka_tracker.labels import ZONES
from pka_tracker.models import Cohort
from pka_tracker.models.cohorts.schedule import SPANS
from pka_tracker.operations.cohorts import cohorts, people, setups
from pka_tracker.queries.cohorts import cohorts as cohort_queries
from pka_tracker.queries.cohorts.members import count_by_state
from pka_tracker.routes.accounts.invitations import write_invitation
from pka_tracker.routes.accounts.settings import zones
from pka_tracker.routes.cohorts.consequences import consequences_of, doubts_about
from pka_tracker.routes.cohorts.members import state_words
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.words import gettext as _

bp = Blueprint("cohorts", __name__)

#: At which field a refusal is said; every other stands at the name.
FIELDS = {
    setups.ENDS_BEFORE: "ends_on",
    setups.DUE_BEFORE: "plans_due_at",
    **{setups.NO_PAIR[stage]: f"{stage}_ends_on" for stage in SPANS},
    **{setups.OUTSIDE[stage]: f"{stage}_starts_on" for stage in SPANS},
    setups.IMPLEMENTED_BEFORE: "implementation_starts_on",
    setups.FINAL_BEFORE_DESIGN: "final_seminar_starts_on",
    setups.FINAL_BEFORE: "final_seminar_starts_on",
    setups.REPORT_BEFORE_COHORT: "report_due_at",
    setups.REPORT_BEFORE: "report_due_at",
    people.NO_NAME: "organizer_person",
    people.SWITCHED_OFF: "organizer_email",
}


@bp.get("/cohorts/")
def index() -> str:
    """The cohorts this person sets up, with how far the participants of their own are."""
    if not policy.creates_cohorts(me()):
        raise NotFound("cohorts")
    page = cohort_queries.list_cohorts(me(), addresses.page(request.args))
    return render_template(
        "cohorts/index.html",
        page=page,
        organizers=cohort_queries.organizers_of(page.rows),
        counts=count_by_state(me()),
        states=state_words(),
    )


@bp.route("/cohorts/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a cohort. An administrator names who organizes it; an organizer begins one of their own."""
    policy.ensure_creates_cohorts(me())
    form = NamedSetupForm() if me().is_admin else SetupForm()
    if not form.is_submitted():
        form.review_days.data = 5
        form.timezone.data = str(get_timezone())
    _offer_zones(form)
    if not form.validate_on_submit():
        _add_faults(form)
        return _page(form, None, 422 if form.errors else 200)
    setup, organizer = form.setup(), form.organizer() if isinstance(form, NamedSetupForm) else None
    if not form.confirm.data and (follows := doubts_about(setup)):
        return _page(form, None, 200, follows=follows)
    try:
        cohort, added = cohorts.create(setup, me(), organizer)
    except Incomplete as error:
        return _refuse(form, error, None)
    if added.is_new:
        write_invitation(added.membership.user)
    db.session.commit()
    flash(_("%(name)s begins here. Now add its people and its visit.", name=cohort.name), "success")
    return redirect(url_for(".settings", cohort_id=cohort.id), 303)


@bp.route("/cohorts/<int:cohort_id>/settings", methods=["GET", "POST"])
def settings(cohort_id: int) -> ResponseReturnValue:
    """Change the settings of a cohort, having read what follows for work already begun."""
    cohort = cohort_queries.get_cohort(cohort_id, me())
    form = SetupForm()
    if not form.is_submitted():
        form.show_setup(cohort)
    _offer_zones(form, cohort)
    if not form.validate_on_submit():
        _add_faults(form)
        return _page(form, cohort, 422 if form.errors else 200)
    setup = form.setup()
    current = form.seen_of(cohort) == cohort.lock_version
    if current and not form.confirm.data and (follows := consequences_of(cohort, setup)):
        return _page(form, cohort, 200, follows=follows)
    try:
        cohorts.change(cohort, setup, me(), seen=form.seen_of(cohort))
    except Incomplete as error:
        return _refuse(form, error, cohort_id)
    except ChangedMeanwhile:
        return _changed(form, cohort_id)
    db.session.commit()
    flash(_("The settings are kept."), "success")
    return redirect(url_for(".settings", cohort_id=cohort_id), 303)


def _offer_zones(form: SetupForm, cohort: Cohort | None = None) -> None:
    """The zones of Indonesia, and another one where a cohort has it."""
    form.timezone.choices = zones()
    if cohort and cohort.timezone not in dict(form.timezone.choices):
        form.timezone.choices.append((cohort.timezone, ZONES.get(cohort.timezone, cohort.timezone)))


def _add_faults(form: SetupForm) -> None:
    """Say with what cannot be read what is wrong with the days that can, so that nothing is found out later."""
    readable = form.starts_on.data and form.ends_on.data and not form.timezone.errors
    if not form.is_submitted() or not readable or form.usg_method.errors:
        return
    for words in setups.faults_of(form.setup()):
        field = form[FIELDS.get(words, "name")]
        field.errors = [*field.errors, _(words)]


def _refuse(form: SetupForm, error: Incomplete, cohort_id: int | None) -> ResponseReturnValue:
    """What cannot be kept, at its field, with everything typed."""
    refusals.show(form, error, FIELDS)
    return _page(form, cohort_queries.get_cohort(cohort_id, me()) if cohort_id else None, 422)


def _changed(form: SetupForm, cohort_id: int) -> ResponseReturnValue:
    """Another organizer was faster: what is kept beside what was typed, which is still in the form."""
    db.session.rollback()
    cohort = cohort_queries.get_cohort(cohort_id, me())
    form.show(cohort)
    form.confirm.data = ""
    return _page(form, cohort, 409, differences=between(form, form.kept(cohort)))


def _page(form: SetupForm, cohort: Cohort | None, status: int, **context: Any) -> ResponseReturnValue:
    page = render_template(
        "cohorts/settings.html" if cohort else "cohorts/new.html",
        form=form,
        cohort=cohort,
        programs=cohort_queries.list_programs(),
        **context,
    )
    return page, status
