"""Whose time here is over, for administrators: what would become of them, and doing it once that was seen."""

from __future__ import annotations

import logging
from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import DomainError, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.forms import addresses
from pka_tracker.forms.administration import RetentionForm, chosen
from pka_tracker.operations.personal import anonymising
from pka_tracker.queries.accounts.administration import get_account, roles_of
from pka_tracker.queries.personal import retention as queries
from pka_tracker.routes.accounts.account_display import Foreseen, account_tabs, foreseen
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import ngettext

log = logging.getLogger(__name__)

bp = Blueprint("retention", __name__, url_prefix="/retention")


@bp.get("/")
def index() -> str:
    """Whose last cohort ended long enough ago, those longest over first."""
    if not policy.keeps_accounts(me()):
        raise NotFound("retention")
    before = _before()
    page = queries.list_due(me(), before, addresses.page(request.args)) if before else None
    return render_template(
        "retention/index.html",
        tabs_here=account_tabs(),
        years=current_app.config["RETENTION_YEARS"],
        before=before,
        page=page,
        roles=roles_of([row.id for row in page.rows]) if page else {},
    )


@bp.post("/run")
def run() -> ResponseReturnValue:
    """Try it with those chosen and undo it, to say what would happen; once that is confirmed, do it."""
    policy.ensure_keeps_accounts(me())
    before, form = _before(), RetentionForm()
    people = queries.those_due(me(), before, chosen(request.form.getlist("person"))) if before else []
    if not people or not form.validate_on_submit():
        flash(_("Choose somebody whose time is over."), "info")
        return redirect(url_for(".index"), 303)
    confirmed = form.confirm.data == "yes"
    told = [_anonymised(person, keep=confirmed) for person in people]
    if not confirmed:
        return render_template("retention/run.html", form=form, told=told)
    done = sum(not one.why for one in told)
    flash(
        ngettext("%(num)s account is anonymous now.", "%(num)s accounts are anonymous now.", done), "success"
    )
    for one in told:
        if one.why:
            flash(_("Skipped: %(name)s. %(why)s", name=one.name, why=one.why), "info")
    return redirect(url_for(".index"), 303)


def _anonymised(user_id: int, *, keep: bool) -> Foreseen:
    """One after the other, each in a transaction of its own, so that nobody waits long and what was done stays done."""
    user = get_account(user_id, me(), lock=True)
    try:
        told = foreseen(anonymising.anonymise(user, me()))
    except DomainError as error:
        told = Foreseen(user_id, user.name, user.email, why=_(str(error)))
    if keep and not told.why:
        db.session.commit()
        log.info("user %s was made anonymous by user %s", user_id, me().id)
    else:
        db.session.rollback()
    return told


def _before() -> date | None:
    """The day before which somebody's last cohort must have ended; None where no time is set."""
    years = int(current_app.config["RETENTION_YEARS"])
    return queries.ended_before(now().date(), years) if years > 0 else None
