from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, DigestItem, NoteEvent, NoteState, Practice
from pka_tracker.operations import notes
from pka_tracker.queries.notes import get_note
from tests.factories import complete_content, make_membership, make_note, make_plan, write_section


def submitted(**values) -> AtmNote:
    note = make_note(complete=True, **values)
    notes.submit(note, note.owner, seen=note.lock_version)
    db.session.commit()
    return note


def mentor_of(note: AtmNote):
    return note.owner.memberships[0].mentor


def test_a_note_begins_with_the_newest_visit(app):
    membership = make_membership()
    note = notes.start(membership.user, membership.cohort_id)
    assert note.content["context"]["visit"] == membership.cohort.visits[0].id
    assert (note.state, note.missing > 5) == (NoteState.DRAFT, True)


def test_a_practice_of_the_catalogue_is_recognised_however_it_is_written(app):
    note = make_note()
    visit = note.visit_id
    notes.save(note, note.owner, {"context": {"visit": visit, "practice": "laksa"}}, seen=note.lock_version)
    assert db.session.get_one(Practice, note.practice_id).name == "LAKSA"
    notes.save(
        note, note.owner, {"context": {"visit": visit, "practice": "Kampung Tematik"}}, seen=note.lock_version
    )
    assert (note.practice_id, note.title) == (None, "Kampung Tematik")


def test_a_draft_is_never_refused_for_being_incomplete(app):
    note = make_note()
    notes.save(note, note.owner, {"observe": {"facts": "Papan kendali"}}, seen=note.lock_version)
    assert note.missing > 0


def test_an_incomplete_note_is_not_submitted_and_says_what_is_missing(app):
    note = make_note()
    with pytest.raises(Incomplete) as refusal:
        notes.submit(note, note.owner, seen=note.lock_version)
    assert ("observe", "facts") in [(item.section, item.field) for item in refusal.value.items]


def test_a_page_older_than_the_note_is_refused_unless_it_says_the_same(app):
    note = make_note()
    with pytest.raises(ChangedMeanwhile):
        notes.save(note, note.owner, {"observe": {"facts": "a"}}, seen=note.lock_version - 1)
    notes.save(note, note.owner, dict(note.content), seen=note.lock_version - 1)


def test_a_visit_of_another_cohort_is_refused(app):
    note, other = make_note(), make_membership()
    with pytest.raises(NotFound):
        notes.save(
            note, note.owner, {"context": {"visit": other.cohort.visits[0].id}}, seen=note.lock_version
        )


def test_handed_in_notes_cannot_be_written(app):
    note = submitted()
    with pytest.raises(NotPossibleNow):
        notes.save(note, note.owner, {}, seen=note.lock_version)
    with pytest.raises(NotPermitted):
        notes.save(note, mentor_of(note), {}, seen=note.lock_version)


def test_the_mentor_returns_with_a_reason_and_the_writer_is_told(app):
    note = submitted()
    with pytest.raises(Incomplete):
        notes.return_(note, mentor_of(note), seen=note.lock_version, reason=" ")
    notes.return_(note, mentor_of(note), seen=note.lock_version, reason="Sebutkan angkanya")
    assert note.state is NoteState.RETURNED
    item = db.session.scalars(sa.select(DigestItem)).one()
    assert item.user_id == note.owner_id
    assert "Sebutkan angkanya" in item.body
    notes.submit(note, note.owner, seen=note.lock_version)
    notes.accept(note, mentor_of(note), seen=note.lock_version)
    history = db.session.scalars(sa.select(NoteEvent.action).order_by(NoteEvent.id)).all()
    assert history == ["start", "submit", "return", "submit", "accept"]


def test_another_mentor_neither_sees_nor_judges(app):
    note, stranger = submitted(), make_membership().mentor
    with pytest.raises(NotPermitted):
        notes.accept(note, stranger, seen=note.lock_version)
    with pytest.raises(NotFound):
        get_note(note.id, stranger)


def test_a_draft_is_private_and_a_submitted_note_is_the_mentors_to_read(app):
    note = make_note(complete=True)
    with pytest.raises(NotFound):
        get_note(note.id, mentor_of(note))
    notes.submit(note, note.owner, seen=note.lock_version)
    assert get_note(note.id, mentor_of(note)).id == note.id


def test_a_draft_can_be_deleted_unless_a_plan_builds_on_it(app):
    note = make_note()
    notes.remove(note, note.owner, seen=note.lock_version)
    assert db.session.get(AtmNote, note.id) is None
    plan = make_plan()
    linked = make_note(plan.owner, complete=True)
    write_section(plan, "atm", complete_content("atm", linked.id))
    with pytest.raises(NotPossibleNow):
        notes.remove(linked, plan.owner, seen=linked.lock_version)
