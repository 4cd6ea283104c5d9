"""The indicators of a plan while it is carried out: values reported, verified, returned."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import emails, labels, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.forms.plans.indicators import ReturnValueForm, ValueForm, VerifyValueForm
from pka_tracker.models import Indicator, IndicatorValue, MilestoneAction, ValueAction
from pka_tracker.operations.plans import indicators
from pka_tracker.queries.files import list_files, list_measured, list_of_value
from pka_tracker.queries.plans.indicators import get_indicator, get_value, list_indicators
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.files import uploads
from pka_tracker.routes.site.access import me, takes_files
from pka_tracker.words import gettext as _

bp = Blueprint("indicators", __name__)

#: So many values of an indicator are listed, newest first; the report and the workbook have all.
SHOWN = 8


@bp.get("/plans/<int:plan_id>/indicators")
def index(plan_id: int) -> str:
    """Every indicator of a plan: baseline, latest verified value, targets, and the values reported so far."""
    plan = get_plan(plan_id, me())
    rows = list_indicators(plan, me())
    shown = [value for row in rows for value in row.values[:SHOWN]]
    return render_template(
        "indicators/index.html",
        plan=plan,
        indicators=rows,
        shown=SHOWN,
        evidence=list_measured(plan, me()),
        measures=policy.measures(me(), plan),
        actions={value.id: policy.value_actions(me(), value, plan) for value in shown},
    )


@bp.route("/indicators/<int:indicator_id>/report", methods=["GET", "POST"])
@takes_files
def report(indicator_id: int) -> ResponseReturnValue:
    """Report a value with its evidence."""
    indicator = get_indicator(indicator_id, me())
    policy.ensure_measures(me(), indicator)
    refused: list[uploads.Refusal] = []
    if request.method == "POST":
        received = uploads.receive()
        indicator, refused = get_indicator(indicator_id, me()), received.refused
        received.keep(indicator)  # whatever becomes of the text, nobody has to send a photo twice
    form = ValueForm(measured_on=indicator.plan.cohort.day_of(now()))
    if not form.validate_on_submit() or refused:
        return _report_page(indicator, form, 422 if form.is_submitted() else 200, refused=refused)
    try:
        indicators.report(indicator, me(), form.measured, seen=form.seen_of(indicator))
    except Incomplete as error:
        form.form_errors.append(_(error.items[0]))
        return _report_page(indicator, form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        indicator = get_indicator(indicator_id, me())
        policy.ensure_measures(me(), indicator)
        return _report_page(indicator, form, 409, changed=True)
    db.session.commit()
    flash(_("The value is reported."), "success")
    return _back(indicator)


def _report_page(indicator: Indicator, form: ValueForm, status: int, **context: Any) -> ResponseReturnValue:
    if status != 422:  # a refused page is as old as it was: it must not pass for the newest
        form.show(indicator)
    page = render_template(
        "indicators/report.html",
        indicator=indicator,
        plan=indicator.plan,
        readers=emails.readers_of_progress(MilestoneAction.REPORT, indicator.plan),
        form=form,
        files=list_files(indicator, me()),
        **context,
    )
    return page, status


@bp.route("/indicator-values/<int:value_id>/verify", methods=["GET", "POST"])
def verify(value_id: int) -> ResponseReturnValue:
    """Accept a value with its evidence."""
    return _decide(ValueAction.VERIFY, value_id)


@bp.route("/indicator-values/<int:value_id>/return", methods=["GET", "POST"], endpoint="return")
def return_(value_id: int) -> ResponseReturnValue:
    """Say why a value cannot count."""
    return _decide(ValueAction.RETURN, value_id)


def _decide(action: ValueAction, value_id: int) -> ResponseReturnValue:
    value = get_value(value_id, me())
    policy.ensure_value(me(), action, value)
    form = VerifyValueForm() if action is ValueAction.VERIFY else ReturnValueForm()
    if not form.validate_on_submit():
        return _decide_page(action, value, form, 422 if form.errors else 200)
    seen = form.seen_of(value)
    try:
        if isinstance(form, ReturnValueForm):
            indicators.return_(value, me(), reason=form.reason.data, seen=seen)
        else:
            indicators.verify(value, me(), seen=seen)
    except ChangedMeanwhile:
        db.session.rollback()
        value = get_value(value_id, me())
        policy.ensure_value(me(), action, value)
        return _decide_page(action, value, form, 409, changed=True)
    db.session.commit()
    flash(labels.word(value.state), "success")
    return _back(value.indicator)


def _decide_page(
    action: ValueAction,
    value: IndicatorValue,
    form: VerifyValueForm | ReturnValueForm,
    status: int,
    **context: Any,
) -> ResponseReturnValue:
    if status != 422:
        form.show(value)
    page = render_template(
        "indicators/decide.html",
        action=action,
        value=value,
        indicator=value.indicator,
        plan=value.indicator.plan,
        readers=emails.readers_of_progress(action, value.indicator.plan),
        form=form,
        files=list_of_value(value, me()),
        **context,
    )
    return page, status


def _back(indicator: Indicator) -> ResponseReturnValue:
    return redirect(url_for(".index", plan_id=indicator.plan_id, _anchor=f"i{indicator.id}"), 303)
