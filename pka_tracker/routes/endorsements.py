"""The coach approves a version, on a page that says who will be told; the organizer says where that is needed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db
from pka_tracker.forms.plans import EndorseForm
from pka_tracker.models import ActionPlan
from pka_tracker.operations import endorsements, members
from pka_tracker.queries import members as member_queries
from pka_tracker.queries.plans import get_plan
from pka_tracker.routes.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("endorsements", __name__)


@bp.route("/plans/<int:plan_id>/endorse", methods=["GET", "POST"])
def endorse(plan_id: int) -> ResponseReturnValue:
    """Approve the latest version as its coach."""
    plan = get_plan(plan_id, me())
    policy.ensure_endorses(me(), plan)
    form = EndorseForm()
    if not form.is_submitted():
        form.show(plan)
    if not form.validate_on_submit():
        return _page(plan, form, 422 if form.errors else 200)
    try:
        endorsements.endorse(plan, me(), seen=form.seen_of(plan), message=form.message.data or "")
    except ChangedMeanwhile:
        db.session.rollback()
        plan = get_plan(plan_id, me())
        form.show(plan)
        return _page(plan, form, 409, changed=True)
    db.session.commit()
    flash(_("You have approved this version as its coach."), "success")
    return redirect(url_for("plans.show", plan_id=plan_id), 303)


def _page(plan: ActionPlan, form: EndorseForm, status: int, *, changed: bool = False) -> ResponseReturnValue:
    page = render_template("endorsements/endorse.html", plan=plan, form=form, changed=changed)
    return page, status


@bp.post("/cohorts/<int:cohort_id>/coach-required")
def switch(cohort_id: int) -> ResponseReturnValue:
    """Switch whether the coach must approve as well."""
    cohort = member_queries.get_cohort(cohort_id, me())
    members.require_coach(cohort, me(), required=request.form.get("required") == "yes")
    db.session.commit()
    flash(
        _("From now on the coach must approve a version before the mentor can.")
        if cohort.coach_required
        else _("From now on the mentor's approval is enough."),
        "success",
    )
    return redirect(url_for("members.index", cohort_id=cohort_id), 303)
