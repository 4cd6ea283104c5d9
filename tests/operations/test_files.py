"""Files: attached, seen, removed, frozen with a version, swept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pka_tracker.errors import NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import File, PlanState, PlanVersion
from pka_tracker.models.texts.fingerprint import fingerprint
from pka_tracker.operations import files
from pka_tracker.operations.plans import plans
from pka_tracker.queries.files import get_file, list_files
from pka_tracker.storage import blobs
from pka_tracker.storage.content import Content
from tests import factories

PDF = Content("SK Tim.pdf", "application/pdf", b"%PDF-1.7 isi", b"kecil")


def attach(holder, content=PDF) -> File:
    file = files.attach(holder, holder.owner, content)
    db.session.commit()
    return file


def test_a_file_is_kept_once_and_bumps_no_lock(app):
    note = factories.make_note()
    seen = note.lock_version
    file = attach(note)
    assert attach(note) is file and note.lock_version == seen
    assert blobs.get(files.blob_key(file.key)) == PDF.data
    assert b"".join(blobs.stream(files.blob_key(file.key, thumbnail=True))) == b"kecil"


def test_who_does_not_see_the_note_does_not_see_its_file(app):
    note = factories.make_note()
    file = attach(note)
    assert get_file(file.id, note.owner) is file
    for other in (note.owner.memberships[0].mentor, factories.make_membership().user):
        with pytest.raises(NotFound):
            get_file(file.id, other)
        with pytest.raises(NotPermitted):
            files.attach(note, other, PDF)


def test_a_version_lists_its_files_and_keeps_what_is_taken_out(app):
    membership = factories.make_membership()
    mentor = membership.mentor
    assert mentor.memberships
    plan = factories.make_complete_plan(membership)
    file = attach(plan)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    version = db.session.query(PlanVersion).filter_by(plan_id=plan.id).one()
    assert version.content["files"] == [file.listing] and file.listing["sha256"] == PDF.sha256
    assert version.sha256 == fingerprint(version.content)
    assert get_file(file.id, mentor) is file
    with pytest.raises(NotPossibleNow):
        files.remove(file, plan, plan.owner)
    plans.withdraw(plan, plan.owner, seen=plan.lock_version)
    files.remove(file, plan, plan.owner)
    late = attach(plan, Content("baru.pdf", "application/pdf", b"%PDF baru"))
    assert list_files(plan, plan.owner) == [late] and get_file(file.id, plan.owner) is file
    plan.state = PlanState.SUBMITTED
    with pytest.raises(NotFound):
        get_file(late.id, mentor)
    db.session.rollback()


def test_only_old_bytes_without_a_row_are_swept(app, monkeypatch):
    file = attach(factories.make_note())
    blobs.put(files.blob_key("f" * 32), b"yatim")
    assert files.blob_key("f" * 32) not in files.sweep(dry_run=True)
    monkeypatch.setattr(files, "now", lambda: now() + timedelta(days=2))
    assert files.blob_key("f" * 32) in files.sweep(dry_run=True)
    assert blobs.get(files.blob_key("f" * 32)) == b"yatim"
    files.sweep()
    with pytest.raises(NotFound):
        blobs.get(files.blob_key("f" * 32))
    assert blobs.get(files.blob_key(file.key)) == PDF.data


def test_the_command_tells_what_it_sweeps(app, monkeypatch):
    blobs.put(files.blob_key("e" * 32), b"yatim")
    monkeypatch.setattr(files, "now", lambda: now() + timedelta(days=2))
    run = app.test_cli_runner().invoke
    told = run(args=["files", "sweep", "--dry-run"])
    assert told.exit_code == 0 and files.blob_key("e" * 32) in told.output and "Would delete" in told.output
    assert blobs.get(files.blob_key("e" * 32)) == b"yatim"
    assert files.blob_key("e" * 32) in run(args=["files", "sweep"]).output
    assert run(args=["files", "sweep"]).output == "Deleted: 0.\n"
