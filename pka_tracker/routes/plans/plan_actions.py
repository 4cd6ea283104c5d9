"""One page per action on a plan: what will happen, who will be told, and the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.plans.plans import MessageForm, PlanActionForm, ReasonForm, TakeBackForm
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import ActionPlan, Milestone, PlanAction
from pka_tracker.models.texts.outline import Requirement
from pka_tracker.operations.plans import plans
from pka_tracker.operations.reviews import reversals
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("plan_actions", __name__, url_prefix="/plans/<int:plan_id>")


@dataclass(frozen=True)
class ActionPage:
    """What the page of one action says."""

    text: str  # what will happen
    done: str  # what is said afterwards
    form: type[SeenForm] = PlanActionForm
    after: str = "plans.show"


PAGES: dict[PlanAction, ActionPage] = {
    PlanAction.SUBMIT: ActionPage(
        _l(
            "The plan is frozen as the next version and goes to your mentor. You can withdraw it until the review begins."
        ),
        _l("Your plan is with your mentor."),
    ),
    PlanAction.RESUBMIT: ActionPage(
        _l(
            "The revised plan is frozen as the next version and goes to your mentor, together with your answers."
        ),
        _l("Your plan is with your mentor again."),
    ),
    PlanAction.WITHDRAW: ActionPage(
        _l(
            "The plan comes back to you so that you can go on writing. The submitted version stays in the history."
        ),
        _l("You can write on your plan again."),
    ),
    PlanAction.START_REVIEW: ActionPage(
        _l("You open the review of this version. From now on the participant can no longer withdraw it."),
        _l("The review has begun. What you write stays private until you send it."),
        after="reviews.show",
    ),
    PlanAction.REQUEST_REVISION: ActionPage(
        _l(
            "Your marks, comments and assessment are sent as one review. The participant revises the plan and answers every required comment."
        ),
        _l("The revision has been requested. You can take it back for ten minutes before the letter leaves."),
        MessageForm,
        "reviews.index",
    ),
    PlanAction.APPROVE: ActionPage(
        _l(
            "You approve exactly this version and declare it fit for the seminar. Your review is sent with it."
        ),
        _l("The plan is approved. You can take it back for ten minutes before the letter leaves."),
        MessageForm,
        "reviews.index",
    ),
    PlanAction.REOPEN: ActionPage(
        _l("The plan becomes a draft again and the approval is void; both stay in the history."),
        _l("The plan is open again."),
        ReasonForm,
    ),
    PlanAction.START_IMPLEMENTATION: ActionPage(
        _l(
            "The approved plan is carried out: its milestones can be reported with evidence and verified by the mentor."
        ),
        _l("The implementation has begun."),
        after="milestones.index",
    ),
    PlanAction.TAKE_BACK: ActionPage(
        _l(
            "You take your decision back and the plan is in review again, with everything you wrote. Within ten minutes no letter leaves; after that say why, and the participant is told."
        ),
        _l("The decision is taken back. The plan is in review again."),
        TakeBackForm,
        "reviews.show",
    ),
    PlanAction.CLOSE: ActionPage(
        _l(
            "The course’s part of the plan ends. Every short-term milestone must be verified; those of the medium and long term and the indicators can still be reported and verified."
        ),
        _l("The plan is completed."),
    ),
}
#: The actions whose words are a reason, kept in the history.
EXPLAINED = (PlanAction.REOPEN, PlanAction.TAKE_BACK)
OPERATIONS: dict[PlanAction, Callable[..., Any]] = {
    PlanAction.SUBMIT: plans.submit,
    PlanAction.RESUBMIT: plans.resubmit,
    PlanAction.WITHDRAW: plans.withdraw,
    PlanAction.START_REVIEW: plans.start_review,
    PlanAction.REQUEST_REVISION: plans.request_revision,
    PlanAction.APPROVE: plans.approve,
    PlanAction.REOPEN: plans.reopen,
    PlanAction.START_IMPLEMENTATION: plans.start_implementation,
    PlanAction.TAKE_BACK: reversals.take_back,
    PlanAction.CLOSE: plans.close,
}


def _view(action: PlanAction) -> Callable[[int], ResponseReturnValue]:
    def view(plan_id: int) -> ResponseReturnValue:
        return _act(action, plan_id)

    view.__doc__ = f"The page of the action {action}."
    return view


for _action in PlanAction:
    bp.add_url_rule(f"/{_action.replace('_', '-')}", _action.value, _view(_action), methods=["GET", "POST"])


def _act(action: PlanAction, plan_id: int) -> ResponseReturnValue:
    plan = get_plan(plan_id, me())
    policy.ensure(me(), action, plan)
    form = PAGES[action].form()
    if not form.is_submitted():
        form.show(plan)
    if not form.validate_on_submit():
        return _page(action, plan, form, 422 if form.is_submitted() else 200, missing=_open(action, plan))
    try:
        OPERATIONS[action](plan, me(), seen=form.seen_of(plan), **_words(form, action))
    except Incomplete as error:
        db.session.rollback()
        return _page(action, get_plan(plan_id, me()), form, 409, missing=error.items)
    except ChangedMeanwhile:
        db.session.rollback()
        return _changed(action, plan_id, form)
    db.session.commit()
    flash(str(PAGES[action].done), "success")
    target = PAGES[action].after
    return redirect(url_for(target) if target == "reviews.index" else url_for(target, plan_id=plan_id), 303)


def _open(action: PlanAction, plan: ActionPlan) -> list[Any]:
    try:
        plans.ensure_ready(plan, action, me())
    except Incomplete as error:
        return list(error.items)
    return []


def _words(form: SeenForm, action: PlanAction) -> dict[str, str]:
    if "message" not in form:
        return {}
    return {"reason" if action in EXPLAINED else "message": form["message"].data or ""}


def _changed(action: PlanAction, plan_id: int, form: SeenForm) -> ResponseReturnValue:
    """The plan moved on after the page was opened: say so, keep the words, let the person look again."""
    plan = get_plan(plan_id, me())
    policy.ensure(me(), action, plan)
    form.show(plan)
    return _page(action, plan, form, 409, changed=True)


def _page(
    action: PlanAction, plan: ActionPlan, form: SeenForm, status: int = 200, **context: Any
) -> ResponseReturnValue:
    missing = context.pop("missing", [])
    page = render_template(
        "plans/action.html",
        plan=plan,
        action=action,
        says=PAGES[action],
        own=policy.owns(me(), plan),
        form=form,
        readers=emails.readers_of(action, plan),
        missing=[item for item in missing if isinstance(item, Requirement)],
        refusals=[_(item) for item in missing if isinstance(item, str)],
        unverified=[item for item in missing if isinstance(item, Milestone)],
        **context,
    )
    return page, status
