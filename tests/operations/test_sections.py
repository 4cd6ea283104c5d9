from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, PlanNote, PlanState
from pka_tracker.operations.plans import sections
from tests.factories import complete_content, make_note, make_plan, make_submitted_plan, write_section


def section_of(plan, key):
    return next(section for section in plan.sections if section.key == key)


def test_a_draft_is_never_refused_for_being_incomplete(app):
    plan = make_plan()
    section = write_section(plan, "goals", {"short": "Selesai 60 hari", "medium": "", "long": None})
    assert (section.required, section.missing) == (3, 2)


def test_saving_tells_the_plan_its_title_and_completeness(app):
    plan = make_plan()
    before = plan.missing
    write_section(plan, "title", {"title": "SIMTAMAN", "brand": "SIMTAMAN"})
    stored = db.session.execute(sa.select(ActionPlan.title, ActionPlan.missing).filter_by(id=plan.id)).one()
    assert stored == ("SIMTAMAN", before - 2)


def test_saving_a_section_leaves_the_lock_of_the_plan_alone(app):
    plan = make_plan()
    lock = plan.lock_version
    write_section(plan, "title", {"title": "A", "brand": "B"})
    assert db.session.scalar(sa.select(ActionPlan.lock_version).filter_by(id=plan.id)) == lock


def test_a_page_older_than_the_text_is_refused(app):
    plan = make_plan()
    section = write_section(plan, "scope", {"inside": "satu"})
    with pytest.raises(ChangedMeanwhile):
        sections.save(section, plan.owner, {"inside": "dua"}, seen=section.lock_version - 1)
    assert section.content == {"inside": "satu"}


def test_the_same_text_again_changes_nothing(app):
    plan = make_plan()
    section = write_section(plan, "scope", {"inside": "satu"})
    lock = section.lock_version
    sections.save(section, plan.owner, {"inside": "satu"}, seen=lock)
    assert section.lock_version == lock


def test_nobody_else_writes_and_nobody_writes_what_is_submitted(app):
    plan = make_submitted_plan()
    section = section_of(plan, "scope")
    with pytest.raises(NotPermitted):
        sections.save(section, plan.mentor, {"inside": "x"}, seen=section.lock_version)
    with pytest.raises(NotPossibleNow):
        sections.save(section, plan.owner, {"inside": "x"}, seen=section.lock_version)


def test_a_text_that_loses_the_race_against_submitting_is_refused(app):
    plan = make_plan()
    section = section_of(plan, "scope")
    db.session.execute(
        sa.update(ActionPlan).where(ActionPlan.id == plan.id).values(state=PlanState.SUBMITTED),
        execution_options={"synchronize_session": False},
    )
    with pytest.raises(ChangedMeanwhile):
        sections.save(section, plan.owner, {"inside": "x"}, seen=section.lock_version)


def test_what_was_imitated_and_modified_comes_over_from_the_note(app):
    plan = make_plan()
    note = make_note(plan.owner, complete=True)
    section = section_of(plan, "atm")
    sections.link_note(section, plan.owner, note, seen=section.lock_version)
    (row,) = section.content["links"]
    assert row["note"] == note.id
    assert note.content["imitate"]["element"] in row["imitated"]
    assert note.content["modify"]["into"] in row["modified"]
    assert row["reason"] == note.content["modify"]["reason"]
    assert db.session.scalars(sa.select(PlanNote.note_id).filter_by(plan_id=plan.id)).all() == [note.id]


def test_removing_the_row_removes_the_link(app):
    plan = make_plan()
    note = make_note(plan.owner, complete=True)
    write_section(plan, "atm", complete_content("atm", note.id))
    write_section(plan, "atm", {"links": []})
    assert db.session.scalars(sa.select(PlanNote).filter_by(plan_id=plan.id)).all() == []


def test_somebody_elses_note_cannot_be_linked(app):
    plan, foreign = make_plan(), make_note(complete=True)
    section = section_of(plan, "atm")
    with pytest.raises(NotFound):
        sections.save(section, plan.owner, complete_content("atm", foreign.id), seen=section.lock_version)
    with pytest.raises(NotFound):
        sections.link_note(section, plan.owner, foreign, seen=section.lock_version)
