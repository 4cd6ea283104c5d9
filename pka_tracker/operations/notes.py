"""Everything that changes an ATM note."""

from __future__ import annotations

import logging

from sqlalchemy import delete, func, select

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    NOTE_TRANSITIONS,
    AtmNote,
    NoteAction,
    NoteEvent,
    NoteState,
    PlanNote,
    Practice,
    StudyVisit,
    User,
)
from pka_tracker.models.texts.outline import Content
from pka_tracker.queries.notes import visits_for
from pka_tracker.queries.plans.completeness import note_requirements

log = logging.getLogger(__name__)


def start(
    owner: User, cohort_id: int, practice: Practice | None = None, *, form_key: str | None = None
) -> AtmNote:
    """Begin a note on the newest visit of the writer's group; a practice of the catalogue, shown there, may be given.

    The same ``form_key`` again is the same note.
    """
    policy.ensure_starts(owner, cohort_id)
    if form_key and (begun := _begun(owner, form_key)):
        return begun
    visits = visits_for(owner, cohort_id, host=practice.host if practice else "")
    context: Content = {"visit": visits[0].id if visits else None}
    if practice is not None:
        context |= {"practice": practice.name, "category": practice.category}
    note = AtmNote(cohort_id=cohort_id, owner_id=owner.id, form_key=form_key or None, content={})
    _keep(note, {"context": context})
    db.session.add(note)
    db.session.flush()
    _write_event(note, owner, "start", None)
    return note


def _begun(owner: User, form_key: str) -> AtmNote | None:
    """The note that was begun with this key. Holds the writer's row, so that two presses at once take turns."""
    db.session.execute(select(User.id).where(User.id == owner.id).with_for_update())
    return db.session.scalar(
        select(AtmNote).where(AtmNote.owner_id == owner.id, AtmNote.form_key == form_key)
    )


def save(note: AtmNote, actor: User, content: dict[str, Content], *, seen: int) -> None:
    """Keep what was typed, complete or not.

    Refuses a page older than the text (``ChangedMeanwhile``), a visit of another cohort (``NotFound``),
    and writing while the note is handed in.
    """
    policy.ensure_writes(actor, note)
    if content == note.content:
        return  # sent again because the answer was lost: it is kept already
    if note.lock_version != seen:
        raise ChangedMeanwhile(note)
    _keep(note, content)
    note.updated_at = now()
    db.session.flush()


def submit(note: AtmNote, actor: User, *, seen: int) -> None:
    """Hand the note in. Refuses an incomplete one, saying what is missing."""
    policy.ensure_note(actor, NoteAction.SUBMIT, note)
    if missing := [item for item in note_requirements(note.content) if not item.ok]:
        raise Incomplete(missing)
    _move(note, NoteAction.SUBMIT, actor, seen=seen)
    note.submitted_at = now()
    db.session.flush()


def return_(note: AtmNote, actor: User, *, seen: int, reason: str) -> None:
    """Give the note back to be mended, saying why."""
    if not reason.strip():
        raise Incomplete(["reason"])
    _move(note, NoteAction.RETURN, actor, seen=seen, reason=reason)
    emails.note_returned(note, reason)


def accept(note: AtmNote, actor: User, *, seen: int) -> None:
    """Take the note as it is."""
    _move(note, NoteAction.ACCEPT, actor, seen=seen)
    emails.note_accepted(note)


def remove(note: AtmNote, actor: User, *, seen: int) -> None:
    """Delete a draft that no plan builds on; what was handed in once stays."""
    policy.ensure_writes(actor, note)
    linked = db.session.scalar(select(PlanNote.id).where(PlanNote.note_id == note.id).limit(1))
    if note.state is not NoteState.DRAFT or linked is not None:
        raise NotPossibleNow("delete")
    if note.lock_version != seen:
        raise ChangedMeanwhile(note)
    db.session.execute(delete(NoteEvent).where(NoteEvent.note_id == note.id))
    db.session.delete(note)
    db.session.flush()


def _keep(note: AtmNote, content: dict[str, Content]) -> None:
    """Set the text and what lists and searches need of it."""
    context = content.get("context", {})
    note.content = content
    note.visit_id = _visit(context.get("visit"), note.cohort_id)
    note.title = context.get("practice") or ""
    note.practice_id = _practice(note.title, note.visit_id)
    asked = note_requirements(content)
    note.required = len(asked)
    note.missing = sum(not item.ok for item in asked)


def _visit(visit_id: int | None, cohort_id: int) -> int | None:
    if not visit_id:
        return None
    found = db.session.scalar(
        select(StudyVisit.id).where(StudyVisit.id == visit_id, StudyVisit.cohort_id == cohort_id)
    )
    if found is None:
        raise NotFound(f"visit {visit_id}")
    return found


def _practice(name: str, visit_id: int | None) -> int | None:
    """The practice of the visit's host that has this name, however its letters are written."""
    if not name or not visit_id:
        return None
    return db.session.scalar(
        select(Practice.id)
        .join(StudyVisit, StudyVisit.host == Practice.host)
        .where(StudyVisit.id == visit_id, func.lower(Practice.name) == name.lower())
    )


def _move(note: AtmNote, action: NoteAction, actor: User, *, seen: int, reason: str = "") -> None:
    """Make one transition and write it in the note's history: the only place that sets a state."""
    policy.ensure_note(actor, action, note)
    if note.lock_version != seen:
        raise ChangedMeanwhile(note)
    before, note.state = note.state, NOTE_TRANSITIONS[note.state, action]
    _write_event(note, actor, action, before, reason)
    db.session.flush()
    log.info("note %s: %s by user %s, %s -> %s", note.id, action, actor.id, before, note.state)


def _write_event(note: AtmNote, actor: User, action: str, before: NoteState | None, reason: str = "") -> None:
    db.session.add(
        NoteEvent(
            note_id=note.id,
            actor_id=actor.id,
            action=action,
            from_state=before,
            to_state=note.state or NoteState.DRAFT,
            reason=reason,
            sha256=note.fingerprint if action == NoteAction.SUBMIT else None,
        )
    )
