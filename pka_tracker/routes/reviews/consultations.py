"""The consultation log of a participant: read and printed, written by mentor or coach, acknowledged."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.forms import addresses
from pka_tracker.forms.reviews.consultations import EntryForm, NewEntryForm
from pka_tracker.forms.reviews.reviews import new_form_key
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import ConsultationEntry, EntryAction, Membership
from pka_tracker.models.texts.form_outlines import ENTRY, contents_of
from pka_tracker.operations.reviews import consultations
from pka_tracker.queries.reviews.consultations import get_entry, get_log, list_entries, list_logs
from pka_tracker.queries.texts.kept_texts import has_kept
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import conflicts
from pka_tracker.words import gettext as _

bp = Blueprint("consultations", __name__, url_prefix="/consultations")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The logs of those one guides; who has only a log of their own is led to it."""
    page = list_logs(me(), addresses.page(request.args))
    if page.total == 1 and page.rows[0].user_id == me().id:
        return redirect(url_for(".show", membership_id=page.rows[0].id), 303)
    writable = {row.id for row in page.rows if policy.consults(me(), row)}
    return render_template("consultations/index.html", page=page, writable=writable)


@bp.get("/<int:membership_id>")
def show(membership_id: int) -> str:
    """The log of one participant, on screen and on paper."""
    membership = get_log(membership_id, me())
    page = list_entries(
        membership,
        me(),
        addresses.page(request.args),
        whole=request.args.get("all") == "1",
    )
    return render_template(
        "consultations/show.html",
        membership=membership,
        page=page,
        own=membership.user_id == me().id,
        writes=policy.consults(me(), membership),
        actions={entry.id: policy.entry_actions(me(), entry) for entry in page.rows},
    )


@bp.route("/<int:membership_id>/new", methods=["GET", "POST"])
def new(membership_id: int) -> ResponseReturnValue:
    """Write down a talk with a participant whom one guides."""
    membership = get_log(membership_id, me())
    policy.ensure_consults(me(), membership)
    form = NewEntryForm()
    if not form.is_submitted():
        form.form_key.data, form.held_on.data = new_form_key(), membership.cohort.day_of(now())
    if not form.validate_on_submit():
        return _new(membership, form, 422 if form.is_submitted() else 200)
    try:
        entry = consultations.write(membership, me(), form.talk(), form_key=form.form_key.data)
    except Incomplete as error:
        return _new(membership, _marked(form, error), 422)
    except ChangedMeanwhile as error:
        return _both(error.current.id, form)
    except NotPossibleNow:
        return _new(membership, form, 409, too_late=True)
    db.session.commit()
    flash(_("The entry is in the log. The participant can acknowledge it now."), "success")
    return _to_log(entry)


@bp.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
def edit(entry_id: int) -> ResponseReturnValue:
    """Correct an entry of one's own that is not acknowledged yet."""
    if request.method == "GET":
        entry = get_entry(entry_id, me())
        policy.ensure_entry(me(), EntryAction.EDIT, entry)
        form = EntryForm(formdata=None, obj=entry)
        form.show(entry)
        return _edit(entry, form)
    entry, form = get_entry(entry_id, me(), lock=True), EntryForm()
    if not policy.wrote(me(), entry):
        raise NotPermitted(EntryAction.EDIT)
    if not form.validate():
        return _edit(entry, form, 422)
    try:
        consultations.edit(entry, me(), form.talk(), seen=form.seen_of(entry))
    except Incomplete as error:
        return _edit(entry, _marked(form, error), 422)
    except ChangedMeanwhile:
        return _both(entry_id, form)
    except NotPossibleNow:
        return _edit(entry, form, 409, too_late=True)
    db.session.commit()
    flash(_("The entry is kept."), "success")
    return _to_log(entry)


@bp.route("/entries/<int:entry_id>/acknowledge", methods=["GET", "POST"])
def acknowledge(entry_id: int) -> ResponseReturnValue:
    """Say as the participant that this is what was agreed; the log has the same button."""
    form = SeenForm()
    entry = get_entry(entry_id, me(), lock=form.is_submitted())
    if not form.validate_on_submit():
        policy.ensure_entry(me(), EntryAction.ACKNOWLEDGE, entry)
        return _acknowledge(entry, form)
    try:
        consultations.acknowledge(entry, me(), seen=form.seen_of(entry))
    except ChangedMeanwhile:
        return _acknowledge(entry, form, 409)
    db.session.commit()
    flash(_("You acknowledged entry %(number)s.", number=entry.number), "success")
    return _to_log(entry)


def _to_log(entry: ConsultationEntry) -> ResponseReturnValue:
    target = url_for(".show", membership_id=entry.membership_id, _anchor=f"entry-{entry.number}")
    return redirect(target, 303)


def _marked(form: EntryForm, error: Incomplete) -> EntryForm:
    """The form with what the operation refuses, at the fields it is about."""
    for item in error.items:
        form[item.field].errors = [labels.requirement(item)]
    return form


def _both(entry_id: int, form: EntryForm) -> ResponseReturnValue:
    """Mine in the form, what is kept beside it; saving again is then a choice."""
    db.session.rollback()
    entry = get_entry(entry_id, me())
    form, found = conflicts.meet(entry, form, contents_of(ENTRY, entry))
    return _edit(entry, form, 409, differences=found)


def _new(
    membership: Membership, form: EntryForm, status: int = 200, **context: object
) -> ResponseReturnValue:
    page = render_template("consultations/new.html", membership=membership, form=form, **context)
    return page, status


def _edit(
    entry: ConsultationEntry, form: EntryForm, status: int = 200, **context: object
) -> ResponseReturnValue:
    page = render_template(
        "consultations/edit.html",
        entry=entry,
        membership=entry.membership,
        form=form,
        earlier=has_kept(entry, me()),
        **context,
    )
    return page, status


def _acknowledge(entry: ConsultationEntry, form: SeenForm, status: int = 200) -> ResponseReturnValue:
    form.show(entry)
    page = render_template(
        "consultations/acknowledge.html",
        entry=entry,
        membership=entry.membership,
        form=form,
        changed=status == 409,
    )
    return page, status
