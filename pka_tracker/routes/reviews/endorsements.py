"""The coach sends notes or approves a version, each on a page that says who will be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.plans.plans import AdviseForm, EndorseForm, TakeBackForm
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import ActionPlan
from pka_tracker.operations.reviews import endorsements
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.site.access import me
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("endorsements", __name__)


@dataclass(frozen=True)
class CoachPage:
    """What the page of one of the coach's decisions says, and what it does."""

    template: str
    form: type[SeenForm]
    act: Callable[..., Any]
    done: str
    after: str


ENDORSE = CoachPage(
    "endorsements/endorse.html",
    EndorseForm,
    endorsements.endorse,
    _l("You have approved this version as its coach."),
    "plans.show",
)
ADVISE = CoachPage(
    "endorsements/advise.html",
    AdviseForm,
    endorsements.advise,
    _l("Your notes are sent to the participant and the mentor."),
    "reviews.show",
)


RETRACT = CoachPage(
    "endorsements/retract.html",
    TakeBackForm,
    endorsements.retract,
    _l("Your approval is taken back."),
    "plans.show",
)


@bp.route("/plans/<int:plan_id>/endorse", methods=["GET", "POST"])
def endorse(plan_id: int) -> ResponseReturnValue:
    """Approve the latest version as its coach."""
    return _act(ENDORSE, plan_id)


@bp.route("/plans/<int:plan_id>/advise", methods=["GET", "POST"])
def advise(plan_id: int) -> ResponseReturnValue:
    """Send what one wrote as the coach."""
    return _act(ADVISE, plan_id)


@bp.route("/plans/<int:plan_id>/retract", methods=["GET", "POST"])
def retract(plan_id: int) -> ResponseReturnValue:
    """Take one's approval of the latest version back."""
    return _act(RETRACT, plan_id)


def _act(says: CoachPage, plan_id: int) -> ResponseReturnValue:
    plan = get_plan(plan_id, me())
    policy.ensure_endorses(me(), plan)
    form = says.form()
    if not form.is_submitted():
        form.show(plan)
    if not form.validate_on_submit():
        return _page(says, plan, form, 422 if form.errors else 200)
    try:
        says.act(plan, me(), seen=form.seen_of(plan), message=form["message"].data or "")
    except Incomplete as error:
        db.session.rollback()
        return _page(
            says, get_plan(plan_id, me()), form, 409, refusals=[labels.refusal(item) for item in error.items]
        )
    except ChangedMeanwhile:
        db.session.rollback()
        plan = get_plan(plan_id, me())
        form.show(plan)
        return _page(says, plan, form, 409, changed=True)
    db.session.commit()
    flash(str(says.done), "success")
    return redirect(url_for(says.after, plan_id=plan_id), 303)


def _page(
    says: CoachPage, plan: ActionPlan, form: SeenForm, status: int, **context: Any
) -> ResponseReturnValue:
    return render_template(says.template, plan=plan, form=form, **context), status
