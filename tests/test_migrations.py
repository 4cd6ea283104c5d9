"""The migrations make exactly the tables of the models, on both databases, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from pka_tracker import create_app
from pka_tracker.extensions import db
from pka_tracker.models import Milestone, MilestoneEvent, MilestoneState, NoteEvent, PlanState, SearchText
from pka_tracker.models.texts.search_text import INDEX_PREFIX
from pka_tracker.models.texts.terms import read_query
from pka_tracker.operations.notes import return_, submit
from pka_tracker.operations.plans import milestones, succession
from pka_tracker.queries.search import found_by
from tests.databases import database_url
from tests.factories import make_note, make_plan_in, make_user

ROOT = Path(__file__).parent.parent


@pytest.fixture
def empty(database, tmp_path):
    """An application on a database without any table."""
    with database_url(database, tmp_path) as url:
        app = create_app("Testing", SQLALCHEMY_DATABASE_URI=url)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": same_type, "include_name": not_of_the_search, "render_as_batch": True},
        )
        return compare_metadata(context, db.metadata)


def same_type(_context, _column, _metadata_column, found, wanted):
    return False if isinstance(wanted, sa.JSON) and isinstance(found, sa.JSON) else None


def not_of_the_search(name, _kind, _parents):
    return not (name or "").startswith(INDEX_PREFIX)


def tables() -> set[str]:
    names = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if not_of_the_search(name, None, None)}


def search_index() -> set[str]:
    """What makes the index, which the databases list each in their own way."""
    listed = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name LIKE 'search_index%'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'search_index%'"
        " UNION SELECT column_name || generation_expression FROM information_schema.columns"
        " WHERE column_name LIKE 'search_index%'",
    }
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.text(listed[db.engine.dialect.name])))


def test_the_migrations_make_the_tables_of_the_models(empty):
    upgrade()
    assert differences() == []
    assert tables() == set(db.metadata.tables)
    assert search_index()


def test_the_search_index_is_the_same_by_migration_and_by_the_models(empty):
    upgrade()
    migrated = search_index()
    downgrade(revision="base")
    db.create_all()
    assert search_index() == migrated
    db.drop_all()
    assert search_index() == set()


def test_the_migrations_go_down_and_up_again(empty):
    upgrade()
    downgrade(revision="base")
    assert tables() == search_index() == set()
    upgrade()
    assert tables() == set(db.metadata.tables)


def test_words_kept_before_the_vector_was_stored_are_found_after_it(empty):
    upgrade(revision="0006")
    with db.engine.begin() as connection:
        connection.execute(
            sa.insert(SearchText).values(
                subject="practice", subject_id=1, heading="e kir ekir", body="layan uji"
            )
        )
    for move, revision in ((upgrade, "head"), (downgrade, "0006"), (upgrade, "head")):
        move(revision=revision)
        with db.engine.connect() as connection:
            assert connection.scalar(sa.select(SearchText.heading)) == "e kir ekir"
    for typed, found in (("ekir", [1]), ("uji", [1]), ("taman", [])):
        wanted = sa.select(SearchText.subject_id).where(found_by(read_query(typed)))
        assert db.session.scalars(wanted).all() == found


def test_what_was_reported_before_the_history_was_kept_begins_it(empty):
    upgrade()
    plan, successor = make_plan_in(PlanState.IN_IMPLEMENTATION), make_user()
    before, after, _untouched = plan.milestones
    told = {"report": "Selesai.", "evidence_url": "https://example.org/x"}
    milestones.report(before, plan.owner, seen=before.lock_version, **told)
    milestones.verify(before, plan.mentor, seen=before.lock_version)
    words = {"email": successor.email, "reason": "Mutasi."}
    succession.hand_over(plan, plan.owner, seen=plan.lock_version, **words)
    milestones.report(after, successor, seen=after.lock_version, **told)
    milestones.return_(after, plan.mentor, reason="Foto?", seen=after.lock_version)
    db.session.commit()
    wanted = sa.select(MilestoneEvent).order_by(MilestoneEvent.at, MilestoneEvent.id)
    lines = [(one.milestone_id, one.actor_id, one.state, one.text, one.evidence_url) for one in db.session.scalars(wanted)]  # fmt: skip
    db.session.close()
    downgrade(revision="0008")
    upgrade()
    again = db.session.scalars(wanted).all()
    assert [(one.milestone_id, one.actor_id, one.state, one.text, one.evidence_url) for one in again] == lines
    assert [one.files for one in again] == [[]] * 4 and again[-1].state is MilestoneState.RETURNED
    reporters = db.session.scalars(sa.select(Milestone.reported_by_id).order_by(Milestone.id)).all()
    assert reporters == [plan.owner_id, successor.id, None]


def test_notes_handed_in_before_there_were_fingerprints_have_theirs(empty):
    upgrade()
    notes = [make_note(complete=True) for _ in range(3)]
    for note in notes[:2]:
        submit(note, note.owner, seen=note.lock_version)
    return_(notes[1], notes[1].owner.memberships[0].mentor, seen=notes[1].lock_version, reason="Lengkapi.")
    db.session.commit()
    wanted = notes[0].fingerprint
    db.session.close()
    downgrade(revision="0009")
    upgrade()
    kept = db.session.execute(
        sa.select(NoteEvent.note_id, NoteEvent.sha256).where(NoteEvent.sha256.is_not(None))
    )
    assert [tuple(row) for row in kept] == [(notes[0].id, wanted)]


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_foreign_keys_are_kept_after_a_migration_as_before(empty, database):
    if database != "sqlite":
        pytest.skip("PostgreSQL cannot go without them")
    upgrade()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_fails_changes_nothing(empty, monkeypatch):
    upgrade(revision="0001")

    def fail(*_arguments):
        raise RuntimeError("half-way")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(SystemExit):
        upgrade(revision="0002")
    found = sa.inspect(db.engine).get_indexes("action_plan")
    queue = next(one for one in found if one["name"] == "ix_action_plan_queue")
    assert queue["column_names"] == ["mentor_id", "state", "due_at"]
