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
from tests.databases import database_url

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
            connection, opts={"compare_type": same_type, "render_as_batch": True}
        )
        return compare_metadata(context, db.metadata)


def same_type(_context, _column, _metadata_column, found, wanted):
    return False if isinstance(wanted, sa.JSON) and isinstance(found, sa.JSON) else None


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_the_tables_of_the_models(empty):
    upgrade()
    assert differences() == []
    assert tables() == set(db.metadata.tables)


def test_the_migrations_go_down_and_up_again(empty):
    upgrade()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == set(db.metadata.tables)


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
