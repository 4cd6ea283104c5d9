"""More time: asked for on a page of the plan, answered by an organizer on one page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.extensions import AnswerForm, AskForm
from pka_tracker.models import ActionPlan, ExtensionRequest
from pka_tracker.operations.cohorts import extensions
from pka_tracker.queries.cohorts import extensions as queries
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("extensions", __name__)


@bp.route("/plans/<int:plan_id>/extension", methods=["GET", "POST"])
def ask(plan_id: int) -> ResponseReturnValue:
    """For the participant: ask for more time, and read what became of it."""
    plan = get_plan(plan_id, me())
    policy.ensure_writes(me(), plan)
    form = AskForm()
    if not form.validate_on_submit() or form.until.data is None:
        return _ask_page(plan, form, 422 if form.errors else 200)
    try:
        extensions.ask(plan, me(), until=form.until.data, reason=form.reason.data or "")
    except (Incomplete, NotPossibleNow) as error:
        db.session.rollback()
        status = 422 if isinstance(error, Incomplete) else 409
        return _ask_page(get_plan(plan_id, me()), form, status, refusal=_words(error))
    db.session.commit()
    flash(_("The organizers have your request. You get a letter when it is answered."), "success")
    return redirect(url_for(".ask", plan_id=plan_id), 303)


@bp.post("/extensions/<int:request_id>/take-back")
def take_back(request_id: int) -> ResponseReturnValue:
    """For the participant: no more time is needed after all."""
    found = queries.get_request(request_id, me())
    extensions.take_back(found, me())
    db.session.commit()
    flash(_("You no longer ask for more time."), "success")
    return redirect(url_for(".ask", plan_id=found.plan_id), 303)


@bp.get("/cohorts/<int:cohort_id>/extensions")
def index(cohort_id: int) -> str:
    """For an organizer: who asks for more time, what waits first."""
    cohort = get_cohort(cohort_id, me())
    page = queries.list_requests(cohort_id, me(), addresses.page(request.args))
    return render_template("extensions/index.html", cohort=cohort, page=page)


@bp.route("/extensions/<int:request_id>", methods=["GET", "POST"])
def answer(request_id: int) -> ResponseReturnValue:
    """For an organizer: give the time or refuse, in one step."""
    found = queries.get_request(request_id, me())
    policy.ensure_organizes(me(), found.plan.cohort_id)
    form = AnswerForm()
    if not form.is_submitted():
        form.show(found)
        form.until.data = found.until
    if not form.validate_on_submit():
        return _answer_page(found, form, 422 if form.errors else 200)
    try:
        _answer(found, form)
    except (Incomplete, NotPossibleNow, ChangedMeanwhile) as error:
        db.session.rollback()
        status = 422 if isinstance(error, Incomplete) else 409
        found = queries.get_request(request_id, me())
        form.show(found)
        return _answer_page(found, form, status, refusal=_words(error))
    db.session.commit()
    flash(_("Answered. %(name)s is told.", name=found.plan.owner.name), "success")
    return redirect(url_for(".index", cohort_id=found.plan.cohort_id), 303)


def _answer(found: ExtensionRequest, form: AnswerForm) -> None:
    seen, words = form.seen_of(found), form.answer.data or ""
    if request.form.get("decision") == "refuse":
        extensions.refuse(found, me(), seen=seen, answer=words)
    else:
        extensions.grant(found, me(), seen=seen, until=form.until.data or found.until, answer=words)


def _words(error: Exception) -> str:
    if isinstance(error, ChangedMeanwhile):
        return _(
            "The request was answered or changed meanwhile. Look at it again; what you typed is still here."
        )
    if isinstance(error, Incomplete):
        return labels.refusal(error.items[0])
    return labels.refusal(str(error))


def _ask_page(plan: ActionPlan, form: AskForm, status: int, *, refusal: str = "") -> ResponseReturnValue:
    asked = queries.list_of(plan)
    waiting = next((one for one in asked if one.answered_at is None), None)
    page: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "asked": asked,
        "waiting": waiting,
        "refusal": refusal,
    }
    return render_template("extensions/ask.html", **page), status


def _answer_page(
    found: ExtensionRequest, form: AnswerForm, status: int, *, refusal: str = ""
) -> ResponseReturnValue:
    return render_template("extensions/answer.html", asked=found, form=form, refusal=refusal), status
