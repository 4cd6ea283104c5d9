"""All papers of a cohort: made once each whatever happens to the worker, and seen as their organizer sees them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade
from python_calamine import CalamineWorkbook

from pka_tracker import create_app
from pka_tracker.exports.templates.starting import example, starting_layout
from pka_tracker.extensions import db, now, writing
from pka_tracker.models import CohortRole, OutboxEmail, Package, PaperKind, Piece, PlanState
from pka_tracker.operations import notes, papers
from pka_tracker.operations.cohorts import paper_templates
from pka_tracker.operations.packages import contents, packages
from pka_tracker.storage import blobs
from tests.databases import database_url
from tests.factories import make_cohort, make_entry, make_membership, make_note, make_plan_in, make_user


@pytest.fixture
def organizer(app):
    return make_membership(CohortRole.ORGANIZER).user


def cohort_of(organizer):
    return organizer.memberships[0].cohort


def work(app):
    result = app.test_cli_runner().invoke(args=["work"])
    assert result.exit_code == 0, result.output
    db.session.expire_all()


def archive_of(package) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(blobs.get(packages.zip_key(package.key))))


def asked(organizer) -> Package:
    package = packages.ask(cohort_of(organizer), organizer)
    db.session.commit()
    return package


def test_every_paper_an_organizer_sees_is_in_it_under_numbers(app, organizer):
    member = make_membership(cohort=cohort_of(organizer), roster_no=7)
    plan = make_plan_in(PlanState.SUBMITTED, member)
    make_entry(member)
    draft = make_note(member.user, complete=True)
    handed_in = make_note(member.user, complete=True)
    notes.submit(handed_in, member.user, seen=handed_in.lock_version)
    make_plan_in(PlanState.SUBMITTED, make_membership(cohort=make_cohort()))  # another's cohort
    make_plan_in(PlanState.DRAFT, make_membership(cohort=cohort_of(organizer), roster_no=8))
    package = asked(organizer)
    work(app)
    names = set(archive_of(package).namelist())
    folder = {"rap-v1.pdf", "rap-v1.docx", f"catatan-atm-{handed_in.id}.pdf", "kartu-kendali.pdf"}
    assert names == {"daftar-isi.xlsx", "kemajuan.xlsx", *(f"ndh-07/{name}" for name in folder)}
    assert str(draft.id) not in "".join(names) and plan.owner.name not in "".join(names)
    assert archive_of(package).read("ndh-07/rap-v1.pdf").startswith(b"%PDF")
    letter = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="package_ready")).one()
    assert letter.to == organizer.email and f"/cohorts/{package.cohort_id}/exports" in letter.body
    assert [blob.key for blob in blobs.walk(f"packages/{package.key}")] == [packages.zip_key(package.key)]


#: What the state of a plan brings with it, beside the plan.
BROUGHT = {
    PlanState.IN_REVIEW: set(),
    PlanState.REVISION_REQUESTED: {"penjelasan-mentor-v1.pdf"},
    PlanState.APPROVED: {"penjelasan-mentor-v1.pdf", "persetujuan-v1.pdf"},
    PlanState.COMPLETED: {"penjelasan-mentor-v1.pdf", "persetujuan-v1.pdf", "laporan-pentahapan.pdf"},
}


@pytest.mark.parametrize("state", BROUGHT)
def test_what_the_plan_offers_on_its_page_is_in_the_package(app, organizer, sign_in, state):
    plan = make_plan_in(state, make_membership(cohort=cohort_of(organizer), roster_no=4))
    page = sign_in(organizer).get(f"/plans/{plan.id}").text
    offered = {
        name
        for name, address in (
            ("penjelasan-mentor-v1.pdf", "assessment.pdf"),
            ("persetujuan-v1.pdf", "approval.pdf"),
            ("laporan-pentahapan.pdf", "milestones.pdf"),
        )
        if f"/plans/{plan.id}/{address}" in page
    }
    package = asked(organizer)
    work(app)
    archive = archive_of(package)
    plans = {f"ndh-04/{name}" for name in ("rap-v1.pdf", "rap-v1.docx")}
    inside = {name for name in archive.namelist() if name.startswith("ndh-04/") and "catatan" not in name}
    assert offered == BROUGHT[state] and inside == plans | {f"ndh-04/{name}" for name in offered}
    assert all(archive.read(name).startswith((b"%PDF", b"PK")) for name in inside)


def test_a_paper_with_a_layout_of_their_own_is_there_in_it(app, organizer):
    make_plan_in(PlanState.APPROVED, make_membership(cohort=cohort_of(organizer), roster_no=4))
    layout, kind = starting_layout(), PaperKind.APPROVAL
    paper_templates.bring(
        cohort_of(organizer), organizer, kind, name="a.docx", data=layout, example=example(kind, "Contoh")
    )
    package = asked(organizer)
    work(app)
    names = archive_of(package).namelist()
    assert "ndh-04/persetujuan-v1.docx" in names and "ndh-04/penjelasan-mentor-v1.docx" not in names


def test_the_list_of_contents_says_whose_each_file_is_and_what_is_missing(app, organizer, monkeypatch):
    member = make_membership(cohort=cohort_of(organizer), roster_no=12)
    make_plan_in(PlanState.APPROVED, member)
    other = make_membership(cohort=cohort_of(organizer))
    make_plan_in(PlanState.SUBMITTED, other)
    package = asked(organizer)
    monkeypatch.setitem(contents.MAKERS, PaperKind.APPROVAL, lambda *_of: 1 / 0)
    monkeypatch.setattr(packages, "PAUSE", timedelta())
    work(app)
    archive = archive_of(package)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("daftar-isi.xlsx"))).get_sheet_by_index(0)
    listed = {row[3]: row for row in rows.to_python()[1:]}
    assert set(listed) == set(archive.namelist()) - {"daftar-isi.xlsx", "TIDAK-LENGKAP.txt"} | {
        "ndh-12/persetujuan-v1.pdf"
    }
    name = member.user.name
    assert listed["ndh-12/rap-v1.pdf"] == [12, name, "Rancangan aksi perubahan", "ndh-12/rap-v1.pdf", ""]
    assert listed["ndh-12/persetujuan-v1.pdf"][4] == "tidak dapat dibuat"
    assert listed[f"peserta-{other.id}/rap-v1.pdf"][:2] == ["", other.user.name]
    assert listed["kemajuan.xlsx"][:3] == ["", "", "Kemajuan"]


def test_a_package_that_no_worker_touches_says_that_it_waits(app, organizer, sign_in):
    package, client = asked(organizer), sign_in(organizer)
    address = f"/cohorts/{package.cohort_id}/exports"
    assert "It waits for the worker" not in client.get(address).text
    package.created_at = now() - timedelta(minutes=6)
    db.session.commit()
    assert "It waits for the worker" in client.get(address).text
    assert (
        "It waits for the worker"
        in client.get(f"/cohorts/{package.cohort_id}/packages/progress").json["text"]
    )
    db.session.execute(sa.update(Piece).where(Piece.package_id == package.id).values(made_at=now()))
    db.session.commit()
    assert "It waits for the worker" not in client.get(address).text


def test_asked_twice_it_is_made_once(app, organizer):
    assert asked(organizer).id == asked(organizer).id
    work(app)
    assert asked(organizer).id != db.session.scalar(sa.select(sa.func.min(Package.id)))


def test_a_piece_that_cannot_be_made_is_named_and_the_rest_is_there(app, organizer, monkeypatch):
    make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort_of(organizer), roster_no=3))
    package = asked(organizer)
    monkeypatch.setattr(papers, "print_docx", lambda *_paper: 1 / 0)
    monkeypatch.setattr(packages, "PAUSE", timedelta())
    work(app)
    archive = archive_of(package)
    assert "ndh-03/rap-v1.docx" in archive.read("TIDAK-LENGKAP.txt").decode()
    assert "ndh-03/rap-v1.docx" not in archive.namelist() and "ndh-03/rap-v1.pdf" in archive.namelist()
    lost = db.session.scalars(sa.select(Piece).where(Piece.gave_up_at.is_not(None))).one()
    assert (lost.tries, lost.last_error) == (3, "ZeroDivisionError: division by zero")


def test_who_organizes_no_longer_gets_nothing(app, organizer):
    make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort_of(organizer)))
    package = asked(organizer)
    db.session.delete(organizer.memberships[0])
    db.session.commit()
    work(app)
    assert archive_of(package).namelist() == ["TIDAK-LENGKAP.txt"]


def test_bytes_that_were_lost_are_made_again(app, organizer):
    package = asked(organizer)
    piece = packages.claim_piece()
    packages.make_piece(piece)
    blobs.delete(packages.piece_key(package, piece.id))
    db.session.commit()
    work(app)
    assert archive_of(package).namelist() == ["daftar-isi.xlsx", "kemajuan.xlsx"]


def test_after_its_days_it_is_swept_with_all_bytes(app, organizer):
    asked(organizer)
    work(app)
    assert packages.sweep(dry_run=True) == []
    package = db.session.scalars(sa.select(Package)).one()  # the worker's session was its own
    package.created_at = package.finished_at = now() - timedelta(days=8)
    db.session.commit()
    key = packages.zip_key(package.key)
    assert packages.sweep(dry_run=True) == [key] and blobs.get(key)
    result = app.test_cli_runner().invoke(args=["files", "sweep"])
    assert key in result.output
    assert not db.session.query(Package).count() + db.session.query(Piece).count()
    assert not [blob for blob in blobs.walk("packages") if blob.key == key]


def test_looking_costs_the_same_for_one_and_for_many(app, organizer, sign_in, count_queries):
    client = sign_in(
        make_membership(CohortRole.ORGANIZER, cohort=cohort_of(organizer), user=make_user()).user
    )

    def cost() -> int:
        db.session.expire_all()
        with count_queries() as counted:
            assert client.get(f"/cohorts/{cohort_of(organizer).id}/exports").status_code == 200
        return len(counted)

    package = asked(organizer)
    first = cost()
    more = [Piece(package_id=package.id, kind="note_pdf", subject_id=n, name=f"{n}.pdf") for n in range(30)]
    db.session.add_all(more)
    db.session.commit()
    assert cost() == first


def test_a_worker_that_is_killed_leaves_the_rest_to_another_and_each_piece_is_made_once(database, tmp_path):
    """Real processes: the first is killed without warning in the middle, the second ends what it began."""
    with database_url(database, tmp_path) as url:
        settings = {"SQLALCHEMY_DATABASE_URI": url, "FILES_URL": str(tmp_path / "files")}
        app = create_app("Testing", **settings)
        with app.app_context():
            upgrade()
            organizer = make_membership(CohortRole.ORGANIZER).user
            for number in range(3):
                member = make_membership(cohort=cohort_of(organizer), roster_no=number + 1)
                make_plan_in(PlanState.SUBMITTED, member)
            package = asked(organizer)
            environment = os.environ | {f"PKA_{name}": value for name, value in settings.items()}
            command = [sys.executable, "-m", "flask", "--app", "pka_tracker", "work"]
            environment |= {"PKA_SECRET_KEY": "x"}
            first = subprocess.Popen(command, env=environment)
            wait_for(lambda: 2 <= made() < 7)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            half = made()
            assert 2 <= half < 7
            before = stored()
            db.session.execute(sa.update(Piece).values(next_try_at=now()))  # a minute later
            db.session.commit()
            subprocess.run(command, env=environment, check=True, timeout=120)
            db.session.expire_all()
            assert package.finished_at and made() == 7
            tries = db.session.scalars(sa.select(Piece.tries)).all()
            assert sorted(tries)[:-1] == [1] * 6 and max(tries) <= 2  # but for the one that was under way
            with archive_of(package) as archive:
                assert len(archive.namelist()) == len(set(archive.namelist())) == 8  # and the contents
                contents = [archive.read(name) for name in archive.namelist()]
            assert all(data in contents for data in before)  # what the first made is what is in it
            db.session.remove()
            db.engine.dispose()


def test_a_database_that_does_not_answer_is_said_and_is_no_success(app, monkeypatch):
    def silent():
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(packages, "claim_piece", silent)
    result = app.test_cli_runner().invoke(args=["work"])
    assert result.exit_code == 1
    assert "The database does not answer" in result.output and "Traceback" not in result.output


def made() -> int:
    """How many are made. Asked as a reader: a writer of SQLite's would keep the worker waiting, and wait for it."""
    db.session.rollback()
    token = writing.set(False)
    try:
        return db.session.scalar(sa.select(sa.func.count(Piece.made_at)))
    finally:
        db.session.rollback()
        writing.reset(token)


def stored() -> list[bytes]:
    keys = [
        f"packages/{key}/{number}"
        for key, number in db.session.execute(
            sa.select(Package.key, Piece.id).join(Piece).where(Piece.made_at.is_not(None))
        )
    ]
    return [blobs.get(key) for key in keys]


def wait_for(condition) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.05)
