"""What a cohort answered after the course, for its organizers."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db, now
from pka_tracker.forms import addresses
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import Outcome, StopReason
from pka_tracker.models.evaluation import MONTHS, months_after
from pka_tracker.models.plans.plan_outline import LegalForm
from pka_tracker.operations import evaluations
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.queries.evaluations import get_evaluation, list_evaluations, promised_by
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("evaluations", __name__)

#: What turns a kept answer into the reader's words.
WORDS = {
    "outcome": partial(labels.kept_word, Outcome),
    "stop_reason": partial(labels.kept_word, StopReason),
    "legal_form": partial(labels.kept_word, LegalForm),
}


@bp.get("/cohorts/<int:cohort_id>/evaluations")
def index(cohort_id: int) -> str:
    """Who was asked after 6 and 12 months, and who has not answered."""
    cohort = get_cohort(cohort_id, me())
    open_only = request.args.get("open") == "1"
    return render_template(
        "evaluations/index.html",
        cohort=cohort,
        page=list_evaluations(me(), cohort_id, addresses.page(request.args), open_only=open_only),
        open_only=open_only,
        now=now(),
        **WORDS,
        days=[(month, months_after(cohort.ends_on, month)) for month in MONTHS],
    )


@bp.get("/cohorts/<int:cohort_id>/evaluations/<int:evaluation_id>")
def show(cohort_id: int, evaluation_id: int) -> str:
    """One answer, against what the plan promised."""
    evaluation = get_evaluation(evaluation_id, cohort_id, me())
    return render_template(
        "evaluations/show.html",
        evaluation=evaluation,
        plan=evaluation.plan,
        cohort=evaluation.plan.cohort,
        state=evaluation.state_at(now()),
        **WORDS,
        promised=promised_by([evaluation.plan_id])[evaluation.plan_id],
    )


@bp.post("/cohorts/<int:cohort_id>/evaluations/<int:evaluation_id>/ask-again")
def ask_again(cohort_id: int, evaluation_id: int) -> ResponseReturnValue:
    """Send a new link to somebody who has not answered."""
    evaluation = get_evaluation(evaluation_id, cohort_id, me())
    form = SeenForm()
    if not form.validate_on_submit():
        raise ChangedMeanwhile(evaluation)
    evaluations.ask_again(evaluation, me(), seen=form.seen_of(evaluation))
    db.session.commit()
    flash(_("A new link is on its way to %(name)s.", name=evaluation.person.name), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), 303)
