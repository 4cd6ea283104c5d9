"""The pages of ATM notes: list, start, reading, writing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotFound
from pka_tracker.exports.sheets.lists import notes_sheet
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.content import NewNoteForm, NoteForm, note_form, offer_choices
from pka_tracker.forms.seen import token
from pka_tracker.models import AtmNote, CohortRole, NoteState
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.texts.outline import Kind
from pka_tracker.operations import notes
from pka_tracker.queries.files import list_files
from pka_tracker.queries.notes import (
    SORTS,
    Whose,
    count_by_state,
    get_note,
    list_notes,
    practices_at,
    visits_for,
)
from pka_tracker.queries.plans.completeness import note_requirements
from pka_tracker.queries.practices.practices import get_practice
from pka_tracker.queries.texts.kept_texts import has_kept
from pka_tracker.reading import read_note
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.notes import note_display
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import conflicts
from pka_tracker.routes.texts.saving import conflict, refused, saved, wants_json
from pka_tracker.words import day
from pka_tracker.words import gettext as _

bp = Blueprint("notes", __name__, url_prefix="/notes")


@bp.get("/")
def index() -> ResponseReturnValue:
    """One's own notes, or for mentors and organizers those handed in; the view is in the address."""
    asked = request.args.get("state", "")
    state = NoteState(asked) if asked in set(NoteState) else None
    sort = request.args.get("sort", "changed")
    search = addresses.search(request.args)
    number = None if wants_workbook() else addresses.page(request.args)
    whose = _whose()
    page = list_notes(me(), number=number, state=state, search=search, sort=sort, whose=whose)
    if wants_workbook():
        return as_list("catatan-atm", notes_sheet, page)
    return render_template(
        "notes/index.html",
        page=page,
        state=state,
        sort=sort if sort in SORTS else "changed",
        search=search,
        whose=whose,
        counts=count_by_state(me(), whose),
        states=list(NoteState),
        writes=me().holds(CohortRole.PARTICIPANT),
    )


def _whose() -> Whose | None:
    """One writer in one cohort, where the address names both."""
    owner, cohort = addresses.number(request.args.get("owner")), addresses.number(request.args.get("cohort"))
    return None if owner is None or cohort is None else Whose(owner, cohort)


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Start a note on the newest visit, perhaps on a practice chosen in the catalogue."""
    membership = next((m for m in me().memberships if m.role is CohortRole.PARTICIPANT), None)
    if membership is None:
        raise NotFound("membership")
    wanted = addresses.number(request.values.get("practice"))
    practice = get_practice(wanted, me()) if wanted else None
    form = NewNoteForm()
    if form.validate_on_submit():
        note = notes.start(me(), membership.cohort_id, practice, form_key=form.form_key.data)
        db.session.commit()
        return redirect(url_for(".edit", note_id=note.id), 303)
    visits = visits_for(me(), membership.cohort_id, host=practice.host if practice else "")
    return render_template(
        "notes/new.html", membership=membership, visits=visits, practice=practice, form=form
    )


@bp.get("/<int:note_id>")
def show(note_id: int) -> str:
    """The note to read, with its history and what can be done."""
    note = get_note(note_id, me())
    own = policy.owns(me(), note)
    missing = [item for item in note_requirements(note.content) if not item.ok]
    return render_template(
        "notes/show.html",
        note=note,
        blocks=read_note(note),
        files=list_files(note, me()),
        events=note_display.timeline(note.events),
        actions=policy.note_actions(me(), note),
        wishes=own and note.practice_id is not None,
        editing=own and note.writable,
        deletable=own and note.state is NoteState.DRAFT,
        missing=missing if own and note.writable else [],
        titles={block.key: _(block.title) for block in NOTE_BLOCKS},
    )


@bp.route("/<int:note_id>/edit", methods=["GET", "POST"])
def edit(note_id: int) -> ResponseReturnValue:
    """Write the note: all blocks on one page, which saves by itself and on the button."""
    note = get_note(note_id, me(), lock=request.method == "POST")
    form_class = note_form(NOTE_BLOCKS)
    if request.method == "GET":
        policy.ensure_writes(me(), note)
        form = form_class(formdata=None, data=form_class.data_of(note.content))
        form.show(note)
        return _write(note, form)
    return _save(note, form_class(formdata=request.form))


def _save(note: AtmNote, form: NoteForm) -> ResponseReturnValue:
    _offer(note, form)
    valid = form.validate()
    try:
        notes.save(note, me(), form.contents(note.content), seen=form.seen_of(note))
    except ChangedMeanwhile:
        db.session.rollback()
        return _conflict(note.id, form)
    db.session.commit()
    form.show(note)
    if wants_json():
        meter = {"percent": note.percent, "missing": note.missing}
        return saved(token(note), meter=meter) if valid else refused(form, token(note), meter=meter)
    if not valid:
        return _write(note, form, 422)
    flash(_("Saved."), "success")
    return redirect(url_for(".show" if "next" in request.form else ".edit", note_id=note.id), 303)


def _conflict(note_id: int, form: NoteForm) -> ResponseReturnValue:
    """Both texts on one page: mine in the fields, theirs beside."""
    if wants_json():
        return conflict()
    note = get_note(note_id, me())
    policy.ensure_writes(me(), note)
    form, found = conflicts.meet(note, form, note.content)
    return _write(note, form, 409, differences=found)


def _offer(note: AtmNote, form: NoteForm) -> None:
    found = visits_for(me(), note.cohort_id, chosen=note.visit_id)
    visits = [(str(v.id), f"{v.host}, {day(v.starts_on)}") for v in found]
    for block in NOTE_BLOCKS:
        offer_choices(form[block.key].form, block, {Kind.VISIT: visits})


def _write(note: AtmNote, form: NoteForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    _offer(note, form)
    page = render_template(
        "notes/edit.html",
        note=note,
        form=form,
        base=form.sent(note.content),
        blocks=NOTE_BLOCKS,
        practices=practices_at(note.cohort_id),
        earlier=has_kept(note, me()),
        returned=note.state is NoteState.RETURNED and next((e for e in note.events[::-1] if e.reason), None),
        **context,
    )
    return page, status
