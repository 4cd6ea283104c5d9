"""The page on which a plan is handed to a successor."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.plans.plans import HandOverForm
from pka_tracker.models import ActionPlan, User
from pka_tracker.operations.plans import succession
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.words import gettext as _

bp = Blueprint("succession", __name__)

#: Sent instead of a person's number: back to the form, with what was typed.
CHANGE = "change"


@bp.route("/plans/<int:plan_id>/hand-over", methods=["GET", "POST"])
def hand_over(plan_id: int) -> ResponseReturnValue:
    """Say who carries the plan out from now on, having seen whose address it is and who will be told."""
    plan = get_plan(plan_id, me())
    policy.ensure_hands_over(me(), plan)
    form = HandOverForm()
    if not form.is_submitted():
        form.show(plan)
    if not form.validate_on_submit():
        return _page(plan, form, 422 if form.errors else 200)
    if form.confirm.data == CHANGE:
        return _page(plan, form, 200)
    typed = {"email": form.email.data or "", "reason": form.reason.data or ""}
    try:
        person = succession.candidate(plan, me(), typed["email"])
        if form.confirm.data != str(person.id):
            return _confirm(plan, form, person)
        successor = succession.hand_over(plan, me(), seen=form.seen_of(plan), **typed)
    except Incomplete as error:
        refusals.show(form, error, {}, "email")
        return _page(get_plan(plan_id, me()), form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        plan = get_plan(plan_id, me())
        policy.ensure_hands_over(me(), plan)
        form.show(plan)
        return _page(plan, form, 409, changed=True)
    db.session.commit()
    flash(_("%(name)s carries the plan out from now on.", name=successor.name), "success")
    return redirect(url_for("milestones.index", plan_id=plan_id), 303)


def _confirm(plan: ActionPlan, form: HandOverForm, person: User) -> str:
    """Name the person before anything happens, and say where they work elsewhere than the writer."""
    elsewhere = person.agency_id != plan.owner.agency_id
    return render_template(
        "plans/hand_over_confirm.html",
        plan=plan,
        form=form,
        person=person,
        elsewhere=elsewhere,
        change=CHANGE,
    )


def _page(plan: ActionPlan, form: HandOverForm, status: int, changed: bool = False) -> ResponseReturnValue:
    return render_template("plans/hand_over.html", plan=plan, form=form, changed=changed), status
