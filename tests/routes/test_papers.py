"""PDF as people get it: the page's own numbers, the visible only, and a code that tells no name."""

from __future__ import annotations

import io
import re
from collections import Counter

import docx
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn
from markupsafe import Markup
from pypdf import PdfReader

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, PlanState, PlanVersion
from pka_tracker.operations import notes
from pka_tracker.operations.plans import plans, sections
from pka_tracker.reading import read_version
from pka_tracker.words import speaking
from tests.factories import make_complete_plan, make_membership, make_note, make_plan_in, make_user


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def version_of(plan) -> PlanVersion:
    return db.session.scalars(sa.select(PlanVersion).filter_by(plan_id=plan.id)).one()


def test_a_version_on_paper_has_the_numbers_of_its_page_and_can_be_checked(app, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED)
    version = version_of(plan)
    client = sign_in(plan.owner)
    answer = client.get(f"/plans/{plan.id}/versions/1/paper.pdf")
    text = text_of(answer.data)
    client.get("/plans/")  # the page below is English, the paper Indonesian
    page = client.get(f"/plans/{plan.id}/versions/1").text
    for number in ("Rp18.750.000", "12 Okt 2026", plan.owner.nip, plan.owner.name):
        assert number in text
    for number in ("Rp18.750.000", "12 Oct 2026", plan.owner.nip):
        assert number in page
    assert "Versi 1, diajukan" in text and f"{version.sha256[:12]}…" in text
    assert b"/Suspects" not in answer.data and b"/StructTreeRoot" in answer.data
    assert f"/verify/{version.sha256}" in text.replace(" ", "")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="rap-{plan.id}-v1.pdf"'


NUMBER = re.compile(r"Rp[\d.]+|\d+ [A-Z][a-z]{2} \d{4}|\d[\d.,]*")


def numbers_in(text: str) -> Counter[str]:
    return Counter(number.rstrip(".,") for number in NUMBER.findall(text))


def words_of(docx_bytes: bytes) -> str:
    """Everything in the body of a DOCX in reading order, tables included."""
    body = docx.Document(io.BytesIO(docx_bytes)).element.body
    return " ".join(" ".join(p.itertext()) for p in body.iter(qn("w:p")))


def test_page_pdf_and_docx_of_a_version_have_the_same_numbers(app, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED, user=make_user(locale="id"))
    client = sign_in(plan.owner)
    page = client.get(f"/plans/{plan.id}/versions/1").text
    shown = numbers_in(Markup(page[page.index('<div class="document">') :].split("</main>")[0]).striptags())
    with app.test_request_context(), speaking("id"):
        read = read_version(version_of(plan), plan.cohort)
    cells = [
        c for s in read for p in s.parts for c in (p.cell, *(c for row in p.rows for c in row.cells)) if c
    ]
    expected = numbers_in(" ; ".join(cell.text for cell in cells))
    assert expected["Rp18.750.000"] and expected["12 Okt 2026"] and sum(expected.values()) > 80
    assert not expected - shown
    for kind, words in (("pdf", text_of), ("docx", words_of)):
        answer = client.get(f"/plans/{plan.id}/versions/1/paper.{kind}")
        assert not expected - numbers_in(words(answer.data)), kind


def test_a_docx_has_headings_repeated_heads_and_only_the_typed_text(app, sign_in):
    plan = make_complete_plan()
    section = next(s for s in plan.sections if s.key == "scope")
    typed = "<w:p/> {{ 7 * 7 }} & \x0b selesai"
    sections.save(section, plan.owner, {"inside": typed}, seen=section.lock_version)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    answer = sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.docx")
    paper = docx.Document(io.BytesIO(answer.data))
    headings = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert headings[:2] == ["Judul", "Latar belakang"] and len(headings) == 20
    lists = [table for table in paper.tables if table.rows[0].cells[0].text == "No."]
    assert len(lists) > 8 and all(table._tbl.tr_lst[0].trPr.xpath("w:tblHeader") for table in lists)
    assert "<w:p/> {{ 7 * 7 }} &" in words_of(answer.data)
    assert paper.sections[0].page_width.cm == pytest.approx(21, abs=0.01)


def test_what_people_write_is_never_read_as_markup(app, sign_in):
    plan = make_complete_plan()
    section = next(s for s in plan.sections if s.key == "scope")
    typed = '#read("/etc/passwd") *bukan tebal* <label> $x$ \\ "kutip" ' + "a" * 400
    sections.save(section, plan.owner, {"inside": typed}, seen=section.lock_version)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    text = text_of(sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.pdf").data)
    assert '#read("/etc/passwd") *bukan tebal* <label> $x$ \\ "kutip"' in text


def test_only_those_who_see_a_note_get_its_paper(app, sign_in):
    note = make_note(complete=True)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=note.cohort).user
    address = f"/notes/{note.id}/paper.pdf"
    assert sign_in(organizer).get(address).status_code == 404
    notes.submit(note, note.owner, seen=note.lock_version)
    db.session.commit()
    answer = sign_in(organizer).get(address)
    assert answer.data.startswith(b"%PDF") and note.owner.name in text_of(answer.data)
    assert "Diajukan" in text_of(answer.data)


def test_a_note_on_paper_says_which_text_it_is_once_it_was_handed_in(app, sign_in):
    note = make_note(complete=True)
    client, address = sign_in(note.owner), f"/notes/{note.id}/paper.pdf"
    assert "Belum diajukan" in text_of(client.get(address).data)
    notes.submit(note, note.owner, seen=note.lock_version)
    db.session.commit()
    text = text_of(client.get(address).data)
    code = note.fingerprint
    assert "Versi 1, diajukan" in text and code[:12] in text
    assert f"/verify/{code}" in text.replace(" ", "")
    page = app.test_client().get(f"/verify/{code}").text
    assert "Naskah ini pernah diajukan" in page and "Diajukan" in page and "naskah lain" not in page
    assert note.owner.name not in page and note.title not in page


def test_a_note_that_was_mended_is_no_longer_the_one_on_paper(app, sign_in):
    note = make_note(complete=True)
    notes.submit(note, note.owner, seen=note.lock_version)
    old, (member,) = note.fingerprint, note.owner.memberships
    notes.return_(note, member.mentor, seen=note.lock_version, reason="Lengkapi.")
    client, address = sign_in(note.owner), f"/notes/{note.id}/paper.pdf"
    db.session.commit()
    assert old[:12] in text_of(client.get(address).data)
    notes.save(note, note.owner, note.content | {"more": {"x": "y"}}, seen=note.lock_version)
    db.session.commit()
    assert old[:12] not in text_of(client.get(address).data)
    page = app.test_client().get(f"/verify/{old}").text
    assert "Dikembalikan" in page and "naskah lain" in page
    notes.submit(note, note.owner, seen=note.lock_version)
    db.session.commit()
    assert "Versi 2, diajukan" in text_of(client.get(address).data)


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.APPROVED])
def test_anybody_with_the_code_learns_that_the_version_exists_and_no_name(app, state):
    plan = make_plan_in(state)
    answer = app.test_client().get(f"/verify/{version_of(plan).sha256}")
    assert answer.status_code == 200
    words = "Versi ini ada dan telah disetujui" if state is PlanState.APPROVED else "belum disetujui"
    assert words in answer.text
    for secret in (plan.owner.name, plan.owner.nip, plan.title, plan.mentor.name):
        assert secret not in answer.text


def test_a_reopened_plan_is_no_longer_confirmed_as_approved(app):
    plan = make_plan_in(PlanState.APPROVED)
    plans.reopen(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    assert "belum disetujui" in app.test_client().get(f"/verify/{version_of(plan).sha256}").text


@pytest.mark.parametrize("code", ["0" * 64, "%25", "a"])
def test_an_unknown_code_gets_a_calm_answer(app, code):
    answer = app.test_client().get(f"/verify/{code}")
    assert answer.status_code == 404 and "Tidak ada versi dengan kode ini" in answer.text


def test_a_fingerprint_is_whole_or_shown_to_be_a_beginning(app, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED)
    whole = version_of(plan).sha256
    reader = sign_in(plan.mentor)
    assert f"(SHA-256): {whole}<" in reader.get(f"/plans/{plan.id}/versions/1").text
    for address in (f"/plans/{plan.id}/history", f"/verify/{whole}"):
        shown = re.findall(rf"{whole[:8]}[^<\"]*", reader.get(address).text)
        assert f"{whole[:12]}…" in shown, address
        assert set(shown) <= {whole, f"{whole[:12]}…"}
