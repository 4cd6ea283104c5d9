"""One page per action on a note: what will happen, who will be told, and the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms.plans.plans import PlanActionForm, ReasonForm
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import AtmNote, NoteAction, NoteState
from pka_tracker.operations import notes
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.completeness import note_requirements
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

bp = Blueprint("note_actions", __name__, url_prefix="/notes/<int:note_id>")


@dataclass(frozen=True)
class ActionPage:
    """What the page of one action says, and whether the note's writer is told by letter."""

    text: str
    done: str
    form: type[SeenForm] = PlanActionForm
    tells_owner: bool = False


PAGES: dict[NoteAction, ActionPage] = {
    NoteAction.SUBMIT: ActionPage(
        _l(
            "Your mentor and the organizer can read the note from now on. You cannot change it until it is returned."
        ),
        _l("Your note is submitted."),
    ),
    NoteAction.RETURN: ActionPage(
        _l("The participant can change the note again and submits it once more."),
        _l("The note is returned."),
        ReasonForm,
        tells_owner=True,
    ),
    NoteAction.ACCEPT: ActionPage(
        _l("The note is accepted as it is and can no longer be changed."),
        _l("The note is accepted."),
        tells_owner=True,
    ),
}
OPERATIONS: dict[NoteAction, Callable[..., Any]] = {
    NoteAction.SUBMIT: notes.submit,
    NoteAction.RETURN: notes.return_,
    NoteAction.ACCEPT: notes.accept,
}


def _view(action: NoteAction) -> Callable[[int], ResponseReturnValue]:
    def view(note_id: int) -> ResponseReturnValue:
        return _act(action, note_id)

    view.__doc__ = f"The page of the action {action}."
    return view


for _action in NoteAction:
    bp.add_url_rule(f"/{_action.value}", _action.value, _view(_action), methods=["GET", "POST"])


def _act(action: NoteAction, note_id: int) -> ResponseReturnValue:
    note = get_note(note_id, me())
    policy.ensure_note(me(), action, note)
    form = PAGES[action].form()
    if not form.is_submitted():
        form.show(note)
    if not form.validate_on_submit():
        asked = note_requirements(note.content) if action is NoteAction.SUBMIT else []
        missing = [item for item in asked if not item.ok]  # said before anybody presses in vain
        return _page(action, note, form, 422 if form.is_submitted() else 200, missing=missing)
    words = {"reason": form["message"].data} if "message" in form else {}
    try:
        OPERATIONS[action](note, me(), seen=form.seen_of(note), **words)
    except Incomplete as error:
        db.session.rollback()
        return _page(action, get_note(note_id, me()), form, 409, missing=error.items)
    except ChangedMeanwhile:
        db.session.rollback()
        note = get_note(note_id, me())
        policy.ensure_note(me(), action, note)
        form.show(note)
        return _page(action, note, form, 409, changed=True)
    db.session.commit()
    flash(str(PAGES[action].done), "success")
    return redirect(url_for("notes.show", note_id=note_id), 303)


def _page(
    action: NoteAction, note: AtmNote, form: SeenForm, status: int = 200, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "notes/action.html", note=note, action=action, says=PAGES[action], form=form, **context
    )
    return page, status


@bp.route("/delete", methods=["GET", "POST"])
def delete(note_id: int) -> ResponseReturnValue:
    """Delete a draft that no plan builds on."""
    note = get_note(note_id, me())
    policy.ensure_writes(me(), note)
    if note.state is not NoteState.DRAFT:
        raise NotPossibleNow("delete")
    form = PlanActionForm()
    if not form.is_submitted():
        form.show(note)
    if form.validate_on_submit():
        notes.remove(note, me(), seen=form.seen_of(note))
        db.session.commit()
        flash(_("The note is deleted."), "success")
        return redirect(url_for("notes.index"), 303)
    return render_template("notes/delete.html", note=note, form=form)
