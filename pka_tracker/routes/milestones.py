"""The milestones of a plan while it is carried out: reported, verified, returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db
from pka_tracker.forms.milestones import ReportForm, ReturnForm, VerifyForm
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import ActionPlan, Milestone, MilestoneAction, MilestoneState, User
from pka_tracker.operations import milestones
from pka_tracker.queries.milestones import get_milestone, list_milestones
from pka_tracker.queries.plans import get_plan
from pka_tracker.routes.access import me
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("milestones", __name__)


@dataclass(frozen=True)
class ActionPage:
    """What the page of one action says, and what it does."""

    text: str
    done: str
    form: type[SeenForm]
    act: Callable[[Milestone, User, SeenForm], None]


PAGES: dict[MilestoneAction, ActionPage] = {
    MilestoneAction.REPORT: ActionPage(
        _l(
            "Say what was done and where the evidence is. Your mentor sees it here; you can correct it until it is verified."
        ),
        _l("The milestone is reported."),
        ReportForm,
        lambda milestone, user, form: milestones.report(
            milestone,
            user,
            report=form["report"].data,
            evidence_url=form["evidence_url"].data,
            seen=form.seen_of(milestone),
        ),
    ),
    MilestoneAction.VERIFY: ActionPage(
        _l("You confirm that the evidence shows this milestone. The report can no longer be changed."),
        _l("The milestone is verified."),
        VerifyForm,
        lambda milestone, user, form: milestones.verify(milestone, user, seen=form.seen_of(milestone)),
    ),
    MilestoneAction.RETURN: ActionPage(
        _l(
            "The report goes back to the participant with your words; it can be corrected and reported again."
        ),
        _l("The report is returned."),
        ReturnForm,
        lambda milestone, user, form: milestones.return_(
            milestone, user, reason=form["reason"].data, seen=form.seen_of(milestone)
        ),
    ),
}


@bp.get("/plans/<int:plan_id>/milestones")
def index(plan_id: int) -> str:
    """Every milestone of a plan: what is planned, reported, verified, overdue."""
    plan = get_plan(plan_id, me())
    rows = list_milestones(plan, me())
    today = today_in(plan)
    return render_template(
        "milestones/index.html",
        plan=plan,
        milestones=rows,
        overdue={row.id for row in rows if is_overdue(row, today)},
        verified=sum(row.state is MilestoneState.VERIFIED for row in rows),
        actions={row.id: policy.milestone_actions(me(), row) for row in rows},
        plan_actions=policy.plan_actions(me(), plan),
    )


def today_in(plan: ActionPlan) -> date:
    """The day it is where the cohort is."""
    return datetime.now(ZoneInfo(plan.cohort.timezone)).date()


def is_overdue(milestone: Milestone, today: date) -> bool:
    """Whether its last day is over and nothing waits for the mentor."""
    return milestone.ends_on < today and milestone.state in (MilestoneState.PLANNED, MilestoneState.RETURNED)


def _view(action: MilestoneAction) -> Callable[[int], ResponseReturnValue]:
    def view(milestone_id: int) -> ResponseReturnValue:
        return _act(action, milestone_id)

    view.__doc__ = f"The page of the action {action}."
    return view


for _action in MilestoneAction:
    bp.add_url_rule(
        f"/milestones/<int:milestone_id>/{_action}", _action.value, _view(_action), methods=["GET", "POST"]
    )


def _act(action: MilestoneAction, milestone_id: int) -> ResponseReturnValue:
    milestone = get_milestone(milestone_id, me())
    policy.ensure_milestone(me(), action, milestone)
    form = PAGES[action].form(obj=milestone)
    if not form.is_submitted():
        form.show(milestone)
    if not form.validate_on_submit():
        return _page(action, milestone, form, 422 if form.is_submitted() else 200)
    try:
        PAGES[action].act(milestone, me(), form)
    except ChangedMeanwhile:
        return _changed(action, milestone_id, form)
    db.session.commit()
    flash(str(PAGES[action].done), "success")
    return redirect(url_for(".index", plan_id=milestone.plan_id, _anchor=f"m{milestone.id}"), 303)


def _changed(action: MilestoneAction, milestone_id: int, form: SeenForm) -> ResponseReturnValue:
    """Somebody was faster: show what is kept beside what was typed, and let the person decide again."""
    db.session.rollback()
    milestone = get_milestone(milestone_id, me())
    policy.ensure_milestone(me(), action, milestone)
    form.show(milestone)
    return _page(action, milestone, form, 409, changed=True)


def _page(
    action: MilestoneAction, milestone: Milestone, form: SeenForm, status: int, changed: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "milestones/action.html",
        milestone=milestone,
        plan=milestone.plan,
        action=action,
        says=PAGES[action],
        form=form,
        changed=changed,
        has_report=milestone.state is MilestoneState.REPORTED,
    )
    return page, status
