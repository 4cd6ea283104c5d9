"""One page per action on a replication: what will happen, who will be told, and the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted
from pka_tracker.extensions import db, now
from pka_tracker.forms.replications import FORMS, HELP_FORMS, PartyFields
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import (
    REPLICATION_TRANSITIONS,
    Replication,
    ReplicationAction,
    ReplicationStage,
)
from pka_tracker.operations import replications
from pka_tracker.policy.replications import acts, drives, ensure_replication
from pka_tracker.queries.replications.replications import followers_of, get_replication, list_facilitators
from pka_tracker.routes.replications.replication_display import usual
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("replication_actions", __name__, url_prefix="/replications/<int:replication_id>")
ADVANCE = ReplicationAction.ADVANCE
#: The actions that lead to another stage; what usually comes after that is proposed.
MOVES = (ADVANCE, ReplicationAction.SKIP, ReplicationAction.TAKE_BACK)
#: What the parties agreed on: columns of the row, and fields of the forms.
AGREED = ("receiver", "host_contact", "facilitator_id", "facilitator", "next_step", "next_on", "waits_for")


@dataclass(frozen=True)
class ActionPage:
    """What the page of one action says, and what it does."""

    text: str
    done: str
    act: Callable[[Replication, Any, dict[str, Any]], None]


PAGES: dict[ReplicationAction, ActionPage] = {
    ReplicationAction.ADVANCE: ActionPage(
        _l(
            "Write down what happened and when; attach the letter or agreement on the page of the replication."
        ),
        _l("The stage is written down."),
        lambda replication, form, who: replications.advance(
            replication, happened=form.happening(), ahead=form.ahead(), **who
        ),
    ),
    ReplicationAction.SKIP: ActionPage(
        _l(
            "The stage is marked as passed over, with your reason, for example that an agreement exists already."
        ),
        _l("The stage is passed over."),
        lambda replication, form, who: replications.skip(
            replication, reason=form["note"].data, ahead=form.ahead(), **who
        ),
    ),
    ReplicationAction.UPDATE: ActionPage(
        _l("The stage stays as it is. What you change here is kept in the history."),
        _l("The next step is updated."),
        lambda replication, form, who: replications.update(
            replication,
            parties=form.parties() if "receiver" in form else None,
            ahead=form.ahead(),
            note=form["note"].data,
            **who,
        ),
    ),
    ReplicationAction.TAKE_BACK: ActionPage(
        _l("For a stage that was written down by mistake. Both entries stay in the history."),
        _l("The stage is taken back."),
        lambda replication, form, who: replications.take_back(
            replication, reason=form["note"].data, ahead=form.ahead(), **who
        ),
    ),
    ReplicationAction.STOP: ActionPage(
        _l("Everything stays readable, and it can be resumed later where it was stopped."),
        _l("The replication is stopped."),
        lambda replication, form, who: replications.stop(replication, reason=form["note"].data, **who),
    ),
    ReplicationAction.RESUME: ActionPage(
        _l("The replication goes on at the stage it had reached."),
        _l("The replication goes on."),
        lambda replication, form, who: replications.resume(
            replication, note=form["note"].data, ahead=form.ahead(), **who
        ),
    ),
}


def _view(action: ReplicationAction) -> Callable[[int], ResponseReturnValue]:
    def view(replication_id: int) -> ResponseReturnValue:
        return _act(action, replication_id)

    view.__doc__ = f"The page of the action {action}."
    return view


for _action in ReplicationAction:
    bp.add_url_rule(f"/{_action.replace('_', '-')}", _action.value, _view(_action), methods=["GET", "POST"])


def _act(action: ReplicationAction, replication_id: int) -> ResponseReturnValue:
    replication = get_replication(replication_id, me())
    if not acts(me(), action, replication):
        raise NotPermitted(action)
    form = _form(action, replication)
    if not form.is_submitted():
        ensure_replication(me(), action, replication)
        form.show(replication)
    elif not replication.allows(action):
        return _changed(action, replication_id, form)  # too late, but nothing typed is lost
    if not form.validate_on_submit():
        return _page(action, replication, form, 422 if form.is_submitted() else 200)
    try:
        PAGES[action].act(replication, form, {"actor": me(), "seen": form.seen_of(replication)})
    except Incomplete as error:
        db.session.rollback()
        form.form_errors.append(_(error.items[0]))
        return _page(action, get_replication(replication_id, me()), form, 422)
    except ChangedMeanwhile:
        return _changed(action, replication_id, form)
    db.session.commit()
    flash(str(PAGES[action].done), "success")
    return redirect(url_for("replications.show", replication_id=replication_id), 303)


def _form(action: ReplicationAction, replication: Replication) -> SeenForm:
    """The form of the action, beginning with what usually comes next, or with what is agreed already."""
    target = _target(action, replication.stage)
    helps = action is ReplicationAction.UPDATE and not drives(me(), replication)
    made = (HELP_FORMS if helps else FORMS[action])[target is ReplicationStage.MONITORED]
    if action in MOVES:
        ahead = usual(target, helped=bool(replication.facilitated_by))
        given = {"next_step": ahead.text, "waits_for": str(ahead.party)}
        return made(
            data=given | ({"happened_on": replication.cohort.day_of(now())} if action is ADVANCE else {})
        )
    return made(data=_agreed(replication))


def _agreed(replication: Replication) -> dict[str, Any]:
    """What the parties agreed on, as the fields hold it."""
    kept = {name: getattr(replication, name) for name in AGREED}
    return kept | {"facilitator_id": str(replication.facilitator_id or "")}


def _target(action: ReplicationAction, stage: ReplicationStage) -> ReplicationStage:
    """Where the action leads; where it is not possible (any more), the stage itself."""
    return REPLICATION_TRANSITIONS.get((stage, action), stage)


def _changed(action: ReplicationAction, replication_id: int, form: SeenForm) -> ResponseReturnValue:
    """Somebody was faster: say so, show where both differ, keep what was typed."""
    db.session.rollback()
    replication = get_replication(replication_id, me())
    form.show(replication)
    _offer(form, replication)
    kept = {name: value for name, value in _agreed(replication).items() if name in form}
    return _page(action, replication, form, 409, differences=between(form, kept))


def _offer(form: SeenForm, replication: Replication) -> None:
    if isinstance(form, PartyFields):
        people = list_facilitators(replication.cohort_id, replication.owner_id)
        form.offer(people, replication.facilitator_user)


def _page(
    action: ReplicationAction, replication: Replication, form: SeenForm, status: int, **context: Any
) -> ResponseReturnValue:
    if "differences" not in context:
        _offer(form, replication)
    page = render_template(
        "replications/action.html",
        replication=replication,
        action=action,
        target=_target(action, replication.stage) if action in MOVES else None,
        possible=replication.allows(action),
        says=PAGES[action],
        form=form,
        readers=followers_of(
            replication.cohort_id, replication.owner_id, me(), facilitator_id=replication.facilitator_id
        ),
        **context,
    )
    return page, status
