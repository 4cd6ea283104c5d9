"""The milestones of a plan while it is carried out: reported, verified, returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.forms.plans.milestones import MilestoneForm, ReportForm, ReturnForm, VerifyForm
from pka_tracker.models import Milestone, MilestoneAction, MilestoneState, User
from pka_tracker.models.plans.gantt import panels
from pka_tracker.operations.plans import milestones
from pka_tracker.queries.files import list_evidence, list_files
from pka_tracker.queries.plans.milestones import get_milestone, list_milestones
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.files import uploads
from pka_tracker.routes.site.access import me, takes_files
from pka_tracker.words import day
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("milestones", __name__)


@dataclass(frozen=True)
class ActionPage:
    """What the page of one action says, and what it does."""

    text: str
    done: str
    form: type[MilestoneForm]
    act: Callable[[Milestone, User, Any], None]


PAGES: dict[MilestoneAction, ActionPage] = {
    MilestoneAction.REPORT: ActionPage(
        _l(
            "Say what was done, in per cent or in words while it goes on. What is done needs evidence: attach it or say where it is. Your mentor sees it here; you can correct it until it is verified."
        ),
        _l("The milestone is reported."),
        ReportForm,
        lambda milestone, user, form: milestones.report(
            milestone,
            user,
            report=form["report"].data,
            evidence_url=form["evidence_url"].data,
            done=form["stands"].data == MilestoneState.REPORTED,
            seen=form.seen_of(milestone),
        ),
    ),
    MilestoneAction.VERIFY: ActionPage(
        _l("You confirm that the evidence shows this milestone. The report can no longer be changed."),
        _l("The milestone is verified."),
        VerifyForm,
        lambda milestone, user, form: milestones.verify(
            milestone, user, seen=form.seen_of(milestone), files=form.seen_files
        ),
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
    moment, days = now(), current_app.config["STALE_DAYS"]
    today = plan.cohort.day_of(moment)
    return render_template(
        "milestones/index.html",
        plan=plan,
        moment=moment,
        milestones=rows,
        evidence=list_evidence(plan, me()),
        attaches={row.id for row in rows if policy.attaches(me(), row)},
        overdue={row.id for row in rows if row.overdue_on(today)},
        quiet={
            row.id: row.quiet_since(today, _heard_of(row), days) for row in rows if policy.is_followed(row)
        },
        quiet_since=plan.quiet_since(moment, days),
        panels=panels(rows, today),
        verified=sum(row.state is MilestoneState.VERIFIED for row in rows),
        actions={row.id: policy.milestone_actions(me(), row) for row in rows},
        plan_actions=policy.plan_actions(me(), plan),
        hands_over=policy.hands_over(me(), plan),
    )


def _heard_of(milestone: Milestone) -> date:
    """The day on which it was last reported, or from which it could be."""
    plan, reported = milestone.plan, milestone.reported_at
    return plan.cohort.day_of(max(plan.state_since, reported) if reported else plan.state_since)


def _view(action: MilestoneAction) -> Callable[[int], ResponseReturnValue]:
    def view(milestone_id: int) -> ResponseReturnValue:
        return _act(action, milestone_id)

    view.__doc__ = f"The page of the action {action}."
    return takes_files(view) if action is MilestoneAction.REPORT else view


for _action in MilestoneAction:
    bp.add_url_rule(
        f"/milestones/<int:milestone_id>/{_action}", _action.value, _view(_action), methods=["GET", "POST"]
    )


def _act(action: MilestoneAction, milestone_id: int) -> ResponseReturnValue:
    milestone = get_milestone(milestone_id, me())
    policy.ensure_milestone(me(), action, milestone)
    refused: list[uploads.Refusal] = []
    if action is MilestoneAction.REPORT and request.method == "POST":
        received = uploads.receive()
        milestone, refused = get_milestone(milestone_id, me()), received.refused
        received.keep(milestone)  # whatever becomes of the text, nobody has to send a photo twice
    stands = MilestoneState.IN_PROGRESS if milestone.state is MilestoneState.IN_PROGRESS else None
    form = PAGES[action].form(obj=milestone, **{"stands": stands} if stands else {})
    if not form.validate_on_submit() or refused:
        return _page(action, milestone, form, 422 if form.is_submitted() else 200, refused=refused)
    try:
        PAGES[action].act(milestone, me(), form)
    except Incomplete as error:
        form.form_errors.append(_(error.items[0]))
        return _page(action, milestone, form, 422)
    except ChangedMeanwhile:
        return _changed(action, milestone_id, form)
    db.session.commit()
    flash(str(PAGES[action].done), "success")
    _hint_at_the_first_day(milestone)
    return redirect(url_for(".index", plan_id=milestone.plan_id, _anchor=f"m{milestone.id}"), 303)


def _hint_at_the_first_day(milestone: Milestone) -> None:
    """Work may be ahead of its plan; perhaps it was another milestone that was meant."""
    early = milestone.plan.cohort.day_of(now()) < milestone.starts_on
    if milestone.state is MilestoneState.REPORTED and early:
        begins = day(milestone.starts_on)
        flash(
            _("It was planned to begin only on %(day)s. If you meant another, correct it.", day=begins),
            "info",
        )


def _changed(action: MilestoneAction, milestone_id: int, form: MilestoneForm) -> ResponseReturnValue:
    """Somebody was faster: show what is kept beside what was typed, and let the person decide again."""
    db.session.rollback()
    milestone = get_milestone(milestone_id, me())
    policy.ensure_milestone(me(), action, milestone)
    return _page(action, milestone, form, 409, changed=True)


def _page(
    action: MilestoneAction, milestone: Milestone, form: MilestoneForm, status: int, **context: Any
) -> ResponseReturnValue:
    files = list_files(milestone, me())
    if status != 422:  # a refused page is as old as it was: it must not pass for the newest
        form.show_with(milestone, files)
    page = render_template(
        "milestones/action.html",
        milestone=milestone,
        plan=milestone.plan,
        action=action,
        says=PAGES[action],
        readers=emails.readers_of_progress(action, milestone.plan),
        form=form,
        files=files,
        has_report=milestone.state is MilestoneState.REPORTED,
        **context,
    )
    return page, status
