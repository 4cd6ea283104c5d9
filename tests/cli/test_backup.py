"""An archive of everything, from either database into either, whole or not at all."""

from __future__ import annotations

import json
import zipfile
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from pka_tracker import create_app
from pka_tracker.extensions import db
from pka_tracker.models import File, Practice, SearchText
from pka_tracker.models.texts.terms import read_query
from pka_tracker.operations.backup.named_blobs import NAMED
from pka_tracker.operations.backup.rows import reader
from pka_tracker.queries.search import found_by
from pka_tracker.storage import blobs
from tests.databases import database_url

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Makes applications of their own: a database with every migration, and a folder for files."""
    with ExitStack() as stack:

        @contextmanager
        def install(kind: str):
            folder = tmp_path_factory.mktemp(kind)
            url = stack.enter_context(database_url(kind, folder))
            app = create_app("Testing", SQLALCHEMY_DATABASE_URI=url, FILES_URL=str(folder / "files"))
            with app.app_context():
                upgrade()
                yield app
                db.session.remove()
                db.engine.dispose()

        yield install


@pytest.fixture(scope="module")
def full(installation, database):
    """The demo on the database of this round, with letters that wait and a file."""
    with installation(database) as app:
        assert app.test_cli_runner().invoke(args=["demo", "seed", "--participants", "6"]).exit_code == 0
        db.session.commit()
    return app


@pytest.fixture(scope="module")
def archive(full, tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "all.zip"
    with full.app_context():
        result = full.test_cli_runner().invoke(args=["backup", str(path)])
    assert result.exit_code == 0 and f"Wrote {path}" in result.output
    return path


@pytest.fixture(scope="module")
def empty(installation):
    """What refuses an archive stays as it is, so one installation serves them all."""
    with installation("sqlite") as app:
        return app


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def contents(app) -> dict[str, list[tuple]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in db.metadata.sorted_tables
        }


def stored(app) -> dict[str, bytes]:
    with app.app_context():
        return {blob.key: blobs.get(blob.key) for blob in blobs.walk("files")}


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_what_is_restored_is_what_was_there(full, archive, installation, other, request):
    if other not in request.config.getoption("--databases"):
        pytest.skip("the other database is not asked for")
    with installation(other) as app:
        result = run(app, "restore", archive)
        assert result.exit_code == 0, result.output
        assert contents(app) == contents(full)
        assert stored(app) == stored(full) != {}
        assert db.session.scalars(sa.select(SearchText.subject_id).where(found_by(read_query("LAKSA")))).all()
        practice = Practice(host="Kota Lain", name="Yang berikut")  # gets a number that is free
        db.session.add(practice)
        db.session.commit()
        assert practice.id == max(row[0] for row in contents(full)["practice"]) + 1


def test_a_database_that_holds_data_is_only_replaced_when_asked(full, archive, installation, database):
    with installation(database) as app:
        db.session.add(Practice(host="Kota Lain", name="Yang lama"))
        db.session.commit()
        before = contents(app)
        result = run(app, "restore", archive)
        assert result.exit_code == 1 and "holds data (practice)" in result.output
        assert contents(app) == before
        assert run(app, "restore", "--replace", archive).exit_code == 0
        assert contents(app) == contents(full)


def changed(archive, path, change):
    """A copy of the archive in which some members are other ones; None leaves a member out."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        for name, data in (members | change(members)).items():
            if data is not None:
                new.writestr(name, data)
    return path


def manifest_with(found, **values):
    return {"manifest.json": json.dumps(json.loads(found["manifest.json"]) | values).encode()}


DAMAGES = {
    "a word changed": lambda m: {
        "tables/app_user.jsonl": m["tables/app_user.jsonl"].replace(b"demo", b"damo")
    },
    "a file gone": lambda m: {next(name for name in m if name.startswith("blobs/")): None},
    "a table gone": lambda m: {"tables/plan_version.jsonl": None},
    "a stranger": lambda m: {"blobs/files/aa/stranger": b"x"},
    "no manifest": lambda m: {"manifest.json": None},
    "a later format": lambda m: manifest_with(m, format=2),
    "another migration": lambda m: manifest_with(m, revision=["0000"]),
    "other columns": lambda m: manifest_with(m, tables={}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_or_does_not_fit_is_refused_and_nothing_changes(archive, empty, damage, tmp_path):
    bad = changed(archive, tmp_path / "bad.zip", DAMAGES[damage])
    with empty.app_context():
        result = run(empty, "restore", bad)
        assert result.exit_code == 1 and "Error: " in result.output
        assert not any(contents(empty).values()) and not stored(empty)
        if damage not in ("another migration", "other columns"):  # whole, but for another place
            assert run(empty, "verify", bad).exit_code == 1


def test_half_an_archive_is_refused(archive, empty, tmp_path):
    bad = tmp_path / "half.zip"
    bad.write_bytes(archive.read_bytes()[:-2000])
    with empty.app_context():
        for command in ("verify", "restore"):
            assert "no archive that can be read" in run(empty, command, bad).output


def test_a_row_that_the_database_refuses_undoes_everything(archive, installation, database, tmp_path):
    """An archive that is whole and yet names a person who is not in it."""

    def orphan(members):
        lines = members["tables/membership.jsonl"].splitlines()
        lines[0] = json.dumps(json.loads(lines[0]) | {"user_id": 987654}).encode()
        data = b"\n".join(lines) + b"\n"
        digest = {"size": len(data), "sha256": sha256(data).hexdigest()}
        listed = json.loads(members["manifest.json"])["members"] | {"tables/membership.jsonl": digest}
        return {"tables/membership.jsonl": data} | manifest_with(members, members=listed)

    bad = changed(archive, tmp_path / "orphan.zip", orphan)
    with installation(database) as app:
        assert run(app, "verify", bad).exit_code == 0
        result = run(app, "restore", bad)
        assert result.exit_code == 1 and "othing was changed" in result.output
        assert not any(contents(app).values())


def test_a_whole_archive_verifies_and_says_what_is_in_it(full, archive):
    with full.app_context():
        result = run(full, "verify", archive)
    assert result.exit_code == 0
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    assert f"{len(db.metadata.sorted_tables)} tables" in result.output
    assert f"migration {newest}" in result.output


def test_bytes_that_a_row_names_and_nobody_has_are_told(full, archive, installation, tmp_path):
    with installation("sqlite") as app:
        assert run(app, "restore", archive).exit_code == 0
        lost = db.session.scalars(sa.select(File).order_by(File.id)).first()
        key = f"files/{lost.key[:2]}/{lost.key}"
        blobs.delete(key)
        target = tmp_path / "lost.zip"
        for command in ("backup", "verify"):
            assert f"Missing: {key} " in run(app, command, target).output
        assert run(app, "verify", target).exit_code == 1
    with installation("sqlite") as app:  # the rest is not lost for it
        result = run(app, "restore", target)
        assert result.exit_code == 0 and f"Missing: {key} " in result.output


def test_a_backup_that_fails_leaves_the_one_before(full, archive, tmp_path, monkeypatch):
    target = tmp_path / "all.zip"
    target.write_bytes(b"yesterday's")
    with full.app_context():
        monkeypatch.setattr(blobs, "stream", lambda key: 1 / 0)
        assert run(full, "backup", target).exception
    assert target.read_bytes() == b"yesterday's"
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_only_its_owner_may_read_an_archive(archive):
    assert archive.stat().st_mode & 0o077 == 0


def test_every_column_and_every_table_with_bytes_is_known():
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            reader(column)
        key = table.columns.get("key")
        assert bool(key is not None and key.unique) == (table.name in NAMED), table.name
