"""The evaluation that a letter's link opens: answered without an account, on a phone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from pka_tracker import emails, labels
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.forms.evaluations import EvaluationForm, evaluation_form
from pka_tracker.forms.seen import token as seen_token
from pka_tracker.models import PostEvaluation
from pka_tracker.models.accounts.secret import fingerprint
from pka_tracker.operations import evaluations
from pka_tracker.queries.evaluations import Promised, get_linked, promised_by
from pka_tracker.routes.site import secret_links
from pka_tracker.routes.site.access import public
from pka_tracker.routes.texts import resume, saving
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.routes.texts.saving import wants_json
from pka_tracker.words import gettext as _

bp = Blueprint("evaluation_links", __name__)


@bp.after_request
def keep_nowhere(response: Any) -> Any:
    """Nobody but the bearer of the link reads what it opens."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.route("/evaluations/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """Answer, in pieces if need be, then send it once."""
    secret_links.ensure_room("evaluation", token)
    try:
        evaluation = get_linked(token, now())
    except NotFound:
        secret_links.count("evaluation", token)
        return _closed("ended", 404, _("This link no longer works."))
    g.zone = ZoneInfo(emails.zone_of(evaluation.person, evaluation.plan.cohort.timezone))
    if evaluation.submitted_at:
        status = 409 if request.method == "POST" else 200
        return _closed("thanks", status, _("This answer was sent already."), evaluation=evaluation)
    promised = promised_by([evaluation.plan_id])[evaluation.plan_id]
    form = evaluation_form(evaluation, promised)
    if not form.is_submitted():
        form.show(evaluation)
    if not form.validate_on_submit():
        return _unreadable(evaluation, promised, form)
    return _take_in(token, evaluation, promised, form)


def _unreadable(evaluation: PostEvaluation, promised: Promised, form: EvaluationForm) -> ResponseReturnValue:
    """The empty page; what cannot be read, said at its fields; to the script, with the rest kept."""
    if not wants_json():
        return _form_page(evaluation, promised, form, 422 if form.errors else 200)
    if "csrf_token" in form.errors:
        return resume.csrf_failed(CSRFError())
    try:
        evaluations.save(evaluation, form.content_beside(evaluation.content), seen=form.seen_of(evaluation))
    except ChangedMeanwhile:
        return saving.conflict()
    db.session.commit()
    return saving.refused(form, seen_token(evaluation))


def _take_in(
    token: str, evaluation: PostEvaluation, promised: Promised, form: EvaluationForm
) -> ResponseReturnValue:
    sends = "send" in request.form and not wants_json()
    act = evaluations.submit if sends else evaluations.save
    try:
        act(evaluation, form.content, seen=form.seen_of(evaluation))
    except Incomplete as error:
        form.form_errors += [labels.refusal(item) for item in error.items]
        return _form_page(evaluation, promised, form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        return saving.conflict() if wants_json() else _both(token, promised, form)
    db.session.commit()
    if wants_json():
        return saving.saved(seen_token(evaluation))
    if not sends:
        flash(_("Kept. You can go on with the same link until you send it."), "success")
    return redirect(url_for(".answer", token=token), 303)


def _both(token: str, promised: Promised, form: EvaluationForm) -> ResponseReturnValue:
    """What another window kept, beside what was typed in this one."""
    evaluation = get_linked(token, now())
    kept = evaluation_form(evaluation, promised, typed=False)
    about = ("csrf_token", "seen")
    differences = between(form, {field.name: field.data for field in kept if field.name not in about})
    form.show(evaluation)
    return _form_page(evaluation, promised, form, 409, differences=differences)


def _closed(page: str, status: int, message: str, **context: Any) -> ResponseReturnValue:
    """Nothing can be written here; the script keeps what was typed on the device."""
    if wants_json():
        return {"message": message}, 404 if status == 404 else 403
    return _page(f"evaluations/{page}.html", status, **context)


def _form_page(
    evaluation: PostEvaluation, promised: Promised, form: EvaluationForm, status: int, **context: Any
) -> ResponseReturnValue:
    context |= {"evaluation": evaluation, "plan": evaluation.plan, "promised": promised, "form": form}
    return _page("evaluations/answer.html", status, **context)


def _page(template: str, status: int, **context: Any) -> ResponseReturnValue:
    """Copies on the device are kept under the link, for there is no account; its hash does not lead back to it."""
    key = fingerprint(str((request.view_args or {})["token"]))[:16]
    return make_response(render_template(template, link_key=key, **context), status)
