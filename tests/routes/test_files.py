"""Files through the web: sent, seen by who sees what they belong to, refused in words, removed."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from pka_tracker.extensions import db, writing
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, File, Milestone, MilestoneState, PlanState
from pka_tracker.operations.plans import plans
from pka_tracker.storage import blobs, content
from tests import factories
from tests.unit.test_content import archive, exif_of_a_phone, pdf, picture

PDF = pdf()
JSON = {"Accept": "application/json"}


def send(client, address, *sent, headers=None, **fields):
    """Files as (name, bytes), as a browser sends them."""
    data = {"files": [(io.BytesIO(data), name) for name, data in sent]} | fields
    return client.post(address, data=data, headers=headers, content_type="multipart/form-data")


def kept() -> list[File]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(File).order_by(File.id)))


@pytest.fixture
def note(app):
    return factories.make_note(complete=True)


def test_several_at_once_are_kept_and_shown(note, sign_in):
    client, address = sign_in(note.owner), f"/notes/{note.id}/files"
    photo = ("Foto <b>.HEIC", picture("HEIF", exif=exif_of_a_phone()))
    assert send(client, address, photo, ("SK Tim.pdf", PDF)).status_code == 303
    first, second = kept()
    for page in (client.get(address), client.get(f"/notes/{note.id}")):
        assert "Foto _b_.jpg" in page.text and "SK Tim.pdf" in page.text
        assert f"/files/{first.id}/thumbnail" in page.text
        assert f"/files/{second.id}/thumbnail" not in page.text
    again = send(client, address, ("nama lain.pdf", PDF), headers=JSON)
    assert (again.status_code, again.json["id"]) == (201, second.id)
    assert f'id="file{second.id}"' in again.json["html"] and len(kept()) == 2
    told = "“nama lain.pdf” is here already, as “SK Tim.pdf”."
    assert again.json["message"] == told
    send(client, address, ("nama lain.pdf", PDF))
    assert told in client.get(address).text
    send(client, address, ("SK TIM.pdf", pdf(b"lain")), ("SK Tim.pdf", pdf(b"ketiga")))
    assert [file.name for file in kept()[2:]] == ["SK TIM (2).pdf", "SK Tim (3).pdf"]


def test_bytes_are_handed_out_so_that_nothing_in_them_runs(note, sign_in):
    client = sign_in(note.owner)
    name = "Laporan; é\u202e akhir.pdf"
    send(client, f"/notes/{note.id}/files", (name, PDF), ("a.png", picture("PNG")))
    document, photo = kept()
    answer = client.get(f"/files/{document.id}")
    assert answer.data == PDF and answer.content_length == len(PDF)
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename*=UTF-8''") and said.isascii() and said.count(";") == 1
    small = client.get(f"/files/{photo.id}/thumbnail")
    assert (small.mimetype, small.headers["Content-Disposition"]) == ("image/webp", "inline")
    assert small.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(f"/files/{document.id}/thumbnail").status_code == 404


def test_files_of_a_plan_are_seen_with_the_version_that_lists_them(app, sign_in):
    plan = factories.make_complete_plan()
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    people = [plan.owner, plan.mentor, organizer, factories.make_membership().user]
    owner, *_others = clients = [sign_in(person) for person in people]
    send(owner, f"/plans/{plan.id}/files", ("SK Tim.pdf", PDF))
    address = f"/files/{kept()[0].id}"
    assert [client.get(address).status_code for client in clients] == [200, 404, 404, 404]
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    assert [client.get(address).status_code for client in clients] == [200, 200, 200, 404]
    for place in (f"/plans/{plan.id}", f"/plans/{plan.id}/versions/1", f"/plans/{plan.id}/files"):
        assert "SK Tim.pdf" in clients[1].get(place).text
    assert send(owner, f"/plans/{plan.id}/files", ("baru.pdf", PDF + b"2")).status_code == 409
    assert send(clients[1], f"/plans/{plan.id}/files", ("baru.pdf", PDF + b"2")).status_code == 403
    assert owner.post(f"{address}/delete").status_code == 409


HOSTILE = {
    "page": ("foto.jpg", b"<html><script>alert(1)</script>"),
    "drawing": ("peta.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "program": ("SK.pdf", b"MZ\x90\x00" + b"x" * 200),
    "macros": ("data.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    "half a photo": ("foto.jpg", picture("JPEG")[:900]),
    "nothing": ("kosong.pdf", b""),
    "too large": ("besar.pdf", PDF + b"x" * 70_000),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_may_not_be_kept_is_named_with_the_reason_and_the_rest_is_kept(
    note, sign_in, app, monkeypatch, what
):
    monkeypatch.setitem(app.config, "MAX_FILE_SIZE", 70_000)
    client, address = sign_in(note.owner), f"/notes/{note.id}/files"
    answer = send(client, address, HOSTILE[what], ("baik.pdf", PDF))
    assert answer.status_code == 422 and "Not every file is kept" in answer.text
    assert HOSTILE[what][0] in answer.text and [file.name for file in kept()] == ["baik.pdf"]
    told = send(client, address, HOSTILE[what], headers=JSON)
    assert told.status_code == 422 and len(told.json["message"]) > 15


def test_only_pages_for_files_take_large_requests(note, sign_in, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 50_000)
    monkeypatch.setitem(app.config, "MAX_UPLOAD_LENGTH", 100_000)
    client, large = sign_in(note.owner), ("besar.pdf", pdf(b"x" * 80_000))
    assert send(client, f"/notes/{note.id}/files", large).status_code == 303
    assert send(client, f"/notes/{note.id}/edit", large).status_code == 413
    too_large = send(client, f"/notes/{note.id}/files", ("besar.pdf", PDF + b"x" * 200_000))
    assert too_large.status_code == 413 and "Send less at a time" in too_large.text
    assert send(app.test_client(), f"/notes/{note.id}/files", large).status_code == 413


def test_nobody_waits_for_a_slow_body_with_the_lock_in_hand(note, sign_in, monkeypatch):
    seen = []
    read, put = content.read, blobs.put
    monkeypatch.setattr(content, "read", lambda *sent: (seen.append(writing.get()), read(*sent))[1])
    monkeypatch.setattr(blobs, "put", lambda *sent: (seen.append(writing.get()), put(*sent))[1])
    send(sign_in(note.owner), f"/notes/{note.id}/files", ("SK.pdf", PDF))
    assert seen == [False, True]


def test_choosing_nothing_says_what_to_do(note, sign_in):
    answer = send(sign_in(note.owner), f"/notes/{note.id}/files")
    assert answer.status_code == 422 and "Choose a file first." in answer.text


def test_documents_of_a_practice_are_kept_by_the_organizers_of_its_catalogue(note, sign_in):
    practice = note.practice
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=note.cohort).user
    elsewhere = factories.make_membership(CohortRole.ORGANIZER).user
    address = f"/practices/{practice.id}/files"
    assert send(sign_in(note.owner), address, ("Panduan.pdf", PDF)).status_code == 403
    assert send(sign_in(elsewhere), address, ("Panduan.pdf", PDF)).status_code == 404
    assert send(sign_in(organizer), address, ("Panduan.pdf", PDF)).status_code == 303
    for reader in (note.owner, organizer):
        page = sign_in(reader).get(f"/practices/{practice.id}").text
        assert "Panduan.pdf" in page
        assert (address in page) is (reader is organizer)


def test_removing_asks_first(note, sign_in):
    client = sign_in(note.owner)
    send(client, f"/notes/{note.id}/files", ("SK.pdf", PDF))
    address = f"/files/{kept()[0].id}/delete"
    assert "SK.pdf" in client.get(address).text and kept()
    assert client.post(address).status_code == 303 and kept() == []


@pytest.fixture
def milestone(app):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    return plan.milestones[0]


def test_a_milestone_is_reported_with_photos_and_verified_with_what_was_seen(milestone, sign_in):
    plan = milestone.plan
    owner, mentor = sign_in(plan.owner), sign_in(plan.mentor)
    address = f"/milestones/{milestone.id}/"
    typed = {"report": "Rapat tim.", "evidence_url": "", "seen": token(milestone)}
    bare = send(owner, address + "report", **typed)
    assert bare.status_code == 422 and "Attach a photo or document" in bare.text and "Rapat tim." in bare.text
    untold = send(owner, address + "report", ("rapat.png", picture("PNG")), **typed | {"report": ""})
    assert untold.status_code == 422 and "rapat.png" in untold.text and len(kept()) == 1
    assert send(owner, address + "report", **typed).status_code == 303
    page = mentor.get(address + "verify")
    assert "rapat.png" in page.text and f'name="shown" type="hidden" value="{kept()[0].id}"' in page.text
    seen = {"seen": token(db.session.get_one(Milestone, milestone.id)), "shown": kept()[0].id}
    send(owner, address + "files", ("daftar hadir.pdf", PDF))
    late = mentor.post(address + "verify", data=seen)
    assert late.status_code == 409 and "daftar hadir.pdf" in late.text
    seen["shown"] = ",".join(str(file.id) for file in kept())
    assert mentor.post(address + "verify", data=seen).status_code == 303
    assert db.session.get_one(Milestone, milestone.id).state is MilestoneState.VERIFIED
    assert send(owner, address + "files", ("lain.pdf", PDF + b"3")).status_code == 409


def test_the_workbook_names_the_files_beside_the_address(milestone, sign_in):
    owner, cohort = sign_in(milestone.plan.owner), milestone.plan.cohort
    sent = [(name, PDF + name.encode()) for name in ("SK.pdf", "Daftar hadir.pdf")]
    typed = {"report": "Rapat tim.", "evidence_url": "https://example.org/x", "seen": token(milestone)}
    send(owner, f"/milestones/{milestone.id}/report", *sent, **typed)
    organizer = sign_in(factories.make_membership(CohortRole.ORGANIZER, cohort=cohort).user)
    answer = organizer.get(f"/cohorts/{cohort.id}/exports/milestones.xlsx")
    heads, first, *_more = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("Pentahapan").to_python()  # fmt: skip
    assert first[heads.index("Bukti")] == "https://example.org/x\nSK.pdf\nDaftar hadir.pdf"


def test_a_milestone_whose_evidence_was_taken_away_is_not_verified(milestone, sign_in):
    owner, mentor = sign_in(milestone.plan.owner), sign_in(milestone.plan.mentor)
    address = f"/milestones/{milestone.id}/"
    typed = {"report": "Rapat tim.", "evidence_url": "", "seen": token(milestone)}
    send(owner, address + "report", ("SK.pdf", PDF), **typed)
    owner.post(f"/files/{kept()[0].id}/delete")
    seen = {"seen": token(db.session.get_one(Milestone, milestone.id)), "shown": ""}
    answer = mentor.post(address + "verify", data=seen)
    assert answer.status_code == 422 and "The evidence was taken away" in answer.text
