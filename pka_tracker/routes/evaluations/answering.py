"""The evaluation that a letter's link opens: answered without an account, on a phone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.forms.evaluations import EvaluationForm, evaluation_form
from pka_tracker.models import PostEvaluation
from pka_tracker.operations import evaluations
from pka_tracker.queries.evaluations import Promised, get_linked, promised_by
from pka_tracker.routes.site import secret_links
from pka_tracker.routes.site.access import public
from pka_tracker.words import gettext as _

bp = Blueprint("evaluation_links", __name__)


@bp.route("/evaluations/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """Answer, in pieces if need be, then send it once."""
    secret_links.count("evaluation", token)
    try:
        evaluation = get_linked(token, now())
    except NotFound:
        return _answer("evaluations/ended.html", 404)
    if evaluation.submitted_at:
        return _answer("evaluations/thanks.html", 409 if request.method == "POST" else 200, evaluation)
    promised = promised_by([evaluation.plan_id])[evaluation.plan_id]
    form = evaluation_form(evaluation, promised)
    if not form.is_submitted():
        form.show(evaluation)
    if not form.validate_on_submit():
        return _form_page(evaluation, promised, form, 422 if form.errors else 200)
    return _take_in(token, evaluation, promised, form)


def _take_in(
    token: str, evaluation: PostEvaluation, promised: Promised, form: EvaluationForm
) -> ResponseReturnValue:
    sends = "send" in request.form
    act = evaluations.submit if sends else evaluations.save
    try:
        act(evaluation, form.content, seen=form.seen_of(evaluation))
    except Incomplete as error:
        form.form_errors += [labels.refusal(item) for item in error.items]
        return _form_page(evaluation, promised, form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        evaluation = get_linked(token, now())
        form.show(evaluation)
        return _form_page(evaluation, promised, form, 409, changed=True)
    db.session.commit()
    if not sends:
        flash(_("Kept. You can go on with the same link until you send it."), "success")
    return redirect(url_for(".answer", token=token), 303)


def _form_page(
    evaluation: PostEvaluation, promised: Promised, form: EvaluationForm, status: int, **context: Any
) -> ResponseReturnValue:
    return _answer(
        "evaluations/answer.html",
        status,
        evaluation,
        form=form,
        promised=promised,
        plan=evaluation.plan,
        **context,
    )


def _answer(
    template: str, status: int, evaluation: PostEvaluation | None = None, **context: Any
) -> ResponseReturnValue:
    response = make_response(render_template(template, evaluation=evaluation, **context), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
