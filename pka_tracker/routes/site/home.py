"""Today's work of whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, current_app, render_template, url_for

from pka_tracker.extensions import now
from pka_tracker.models import ActionPlan, CohortRole, PlanState
from pka_tracker.queries.cohorts import extensions, members
from pka_tracker.queries.home.replicating import get_replicating
from pka_tracker.queries.home.reviewing import get_reviewing
from pka_tracker.queries.home.writing import Writing, get_writing
from pka_tracker.queries.plans.plans import list_carried
from pka_tracker.routes.cohorts.members import state_words
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import ngettext

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class Step:
    """What a participant does next with the plan, and who is waited for."""

    text: str
    href: str
    label: str
    own_turn: bool


@bp.get("/")
def index() -> str:
    """What waits for this person, in every role they have."""
    moment = now()
    writing = get_writing(me(), moment)
    stale_days = current_app.config["STALE_DAYS"]
    reviewing = get_reviewing(me(), moment - timedelta(days=stale_days))
    organized = members.organized_by(me())
    return render_template(
        "home/index.html",
        me=me(),
        now=moment,
        quiet_since=writing.plan.quiet_since(moment, stale_days) if writing and writing.plan else None,
        writing=writing,
        step=next_step(writing) if writing else None,
        reviewing=reviewing,
        replicating=get_replicating(me(), moment),
        cohorts=organized,
        asking=extensions.count_waiting([cohort.id for cohort in organized]) if organized else {},
        carried=list_carried(me()),
        counts=members.count_by_state(me()) if organized else {},
        states=state_words(),
        mentoring=me().holds(CohortRole.MENTOR),
        examining=me().holds(CohortRole.EXAMINER),
    )


def next_step(writing: Writing) -> Step:
    """One sentence and one button for the state the plan is in."""
    plan = writing.plan
    if plan is None:
        text = _("You have not begun your plan. It is written section by section and saved as you type.")
        return Step(text, url_for("plans.new"), _("Start your plan"), True)
    show = url_for("plans.show", plan_id=plan.id)
    match plan.state:
        case PlanState.DRAFT:
            return _writing_step(plan, show)
        case PlanState.REVISION_REQUESTED:
            return Step(_revision(writing), show, _("Open the comments"), True)
        case PlanState.APPROVED:
            start = url_for("plan_actions.start_implementation", plan_id=plan.id)
            text = _("Your plan is approved and fit for the seminar. Begin when you carry it out.")
            return Step(text, start, _("Start the implementation"), True)
        case PlanState.IN_IMPLEMENTATION:
            return _carrying_out(plan)
        case PlanState.COMPLETED:
            return _completed(plan, writing.milestones.going_on, show)
    return Step(_waiting(plan), show, _("Open the plan"), False)


def _writing_step(plan: ActionPlan, show: str) -> Step:
    if plan.missing:
        return Step(_("It is your turn: go on writing."), show, _("Go on writing"), True)
    submit = url_for("plan_actions.submit", plan_id=plan.id)
    return Step(
        _("Everything mandatory is there. You can submit the plan."), submit, _("Submit the plan"), True
    )


def _carrying_out(plan: ActionPlan) -> Step:
    address = url_for("milestones.index", plan_id=plan.id)
    if plan.successor:
        text = _("%(name)s carries out your plan since it was handed over.", name=plan.successor.name)
        return Step(text, address, _("Open the milestones"), False)
    text = _("It is your turn: report your milestones with evidence.")
    return Step(text, address, _("Open the milestones"), True)


def _completed(plan: ActionPlan, going_on: int, show: str) -> Step:
    if not going_on:
        return Step(_("Your plan is completed."), show, _("Open the plan"), False)
    text = ngettext(
        "Your plan is completed for the course; %(num)s milestone of the medium and long term goes on.",
        "Your plan is completed for the course; %(num)s milestones of the medium and long term go on.",
        going_on,
    )
    return Step(text, url_for("milestones.index", plan_id=plan.id), _("Open the milestones"), False)


def _revision(writing: Writing) -> str:
    if writing.unanswered:
        return _("It is your turn: your mentor asks for a revision.")
    return _("Every required comment has an answer. Revise the plan, then resubmit it.")


def _waiting(plan: ActionPlan) -> str:
    if plan.mentor is None:
        return _("Your plan waits for a mentor; none is assigned yet. Ask the organizer.")
    if plan.state is PlanState.IN_REVIEW:
        return _("%(name)s is reviewing your plan.", name=plan.mentor.name)
    return _("Your plan waits for %(name)s.", name=plan.mentor.name)
