"""The other papers: approval, the mentor's explanation, control card and milestone report."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from pka_tracker.extensions import db, now
from pka_tracker.models import Decision, File, PlanState, Review
from pka_tracker.operations.plans import plans
from pka_tracker.queries.plans.plans import membership_of
from tests.factories import make_entry, make_plan_in, make_user


def words_in(answer) -> str:
    """All the text of a paper, with single spaces."""
    if answer.data.startswith(b"%PDF"):
        pieces = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    else:
        body = docx.Document(io.BytesIO(answer.data)).element.body
        pieces = ["".join(t.text or " " for t in p.iter(qn("w:t"), qn("w:br"))) for p in body.iter(qn("w:p"))]
    return " ".join(" ".join(pieces).replace("\u200b", "").split())


@pytest.fixture(params=["pdf", "docx"])
def kind(request) -> str:
    return request.param


def test_the_approval_sheet_names_the_version_its_whole_hash_and_who_signs(app, sign_in, kind):
    plan = make_plan_in(PlanState.APPROVED)
    answer = sign_in(plan.owner).get(f"/plans/{plan.id}/approval.{kind}")
    text = words_in(answer)
    version = plan.versions[0]
    assert "LEMBAR PERSETUJUAN" in text and "disetujui dan dinyatakan layak" in text
    assert version.sha256 in text.replace(" ", "")
    assert f"/verify/{version.sha256}" in text.replace(" ", "")
    assert text.count(plan.mentor.name) == 2 and f"NIP {plan.mentor.nip}" in text
    name = f"persetujuan-{plan.id}-v1.{kind}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_void_approval_can_no_longer_be_printed(app, sign_in):
    plan = make_plan_in(PlanState.APPROVED)
    plans.reopen(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    client = sign_in(plan.owner)
    assert client.get(f"/plans/{plan.id}/approval.pdf").status_code == 404
    assert client.get(f"/plans/{plan.id}/assessment.pdf").status_code == 404


def test_the_notes_of_a_coach_who_was_replaced_are_not_the_mentors_explanation(app, sign_in):
    plan, former = make_plan_in(PlanState.APPROVED), make_user(name="Dr. Coach Lama, M.Pd.")
    sent = {"checklist": [], "support": [], "decision": Decision.ADVISE, "decided_at": now()}
    review = Review(plan=plan, version=plan.versions[0], reviewer=former, as_coach=True, **sent)
    db.session.add(review)
    db.session.commit()
    assert review.decided_at > plan.reviews[0].decided_at and plan.coach_id is None
    text = words_in(sign_in(plan.owner).get(f"/plans/{plan.id}/assessment.pdf"))
    assert plan.mentor.name in text and "Coach Lama" not in text


def test_the_mentors_explanation_has_verdict_reason_checklist_and_support(app, sign_in, kind):
    plan = make_plan_in(PlanState.APPROVED)
    text = words_in(sign_in(plan.owner).get(f"/plans/{plan.id}/assessment.{kind}"))
    for words in ("Layak.", "Mampu", "Mandat Ya", "Tim –", "Diagnosa didukung data Ya", plan.mentor.name):
        assert words in text, words


def test_the_control_card_has_every_talk_from_the_first_on_with_room_for_ink(app, sign_in, kind):
    first = make_entry(topic="=cmd()", direction="Pakai <b>data</b> & angka")
    membership = first.membership
    make_entry(membership, topic="Pentahapan")
    answer = sign_in(membership.mentor).get(f"/consultations/{membership.id}/card.{kind}")
    text = words_in(answer)
    assert "Pakai <b>data</b> & angka" in text and "15 Sep 2025" in text
    assert text.index("=cmd()") < text.index("Pentahapan") and "Tanda tangan" in text
    assert sign_in(make_user()).get(f"/consultations/{membership.id}/card.{kind}").status_code == 404


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.IN_IMPLEMENTATION])
def test_papers_that_go_on_say_to_which_version_they_belong(app, sign_in, kind, state):
    plan = make_plan_in(state)
    member = membership_of(plan)
    make_entry(member)
    addresses = [f"/consultations/{member.id}/card.{kind}"]
    if state is not PlanState.SUBMITTED:
        addresses.append(f"/plans/{plan.id}/milestones.{kind}")
    version = plan.versions[0]
    for address in addresses:
        text = words_in(sign_in(plan.owner).get(address))
        assert f"/verify/{version.sha256}" in text.replace(" ", "")
        assert "Periksa versi rencana aksi" in text


def test_the_milestone_report_says_what_the_page_says(app, sign_in, kind):
    plan = make_plan_in(PlanState.COMPLETED, user=make_user(locale="id"))
    client = sign_in(plan.owner)
    text = words_in(client.get(f"/plans/{plan.id}/milestones.{kind}"))
    page = client.get(f"/plans/{plan.id}/milestones").text
    for words in ("3 dari 3 diverifikasi", "Selesai.", "https://example.org/bukti", plan.mentor.name):
        assert words.replace(" ", "") in text.replace(" ", "") and words in page, words  # long words break
    assert "12 Okt 2026" in text and "Jangka panjang" in text


def test_the_milestone_report_numbers_and_judges_milestones_as_the_page_does(app, sign_in, kind):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION, user=make_user(locale="id"))
    first, *_rest, last = plan.milestones
    first.starts_on = first.ends_on = date(2020, 1, 15)
    about = {"media_type": "application/pdf", "size": 9, "sha256": "0" * 64}
    db.session.add(File(milestone_id=first.id, owner_id=plan.owner_id, name="Notula rapat.pdf", **about))
    db.session.commit()
    client = sign_in(plan.owner)
    text = words_in(client.get(f"/plans/{plan.id}/milestones.{kind}"))
    page = client.get(f"/plans/{plan.id}/milestones").text
    assert "0 dari 3 diverifikasi; 1 lewat tenggat" in text and "1 lewat tenggat" in page
    assert "Direncanakan Lewat tenggat" in text and "Notula rapat.pdf" in text
    assert f"3. {last.activity}" in page and f"3 {last.activity}" in text  # numbered through all horizons


def test_the_time_line_is_drawn_on_the_report_with_its_words(app, sign_in):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION, user=make_user(locale="id"))
    client = sign_in(plan.owner)
    page = client.get(f"/plans/{plan.id}/milestones").text
    chart = page[page.index('class="gantt"') : page.index('class="gantt-table"')]
    pdf = words_in(client.get(f"/plans/{plan.id}/milestones.pdf"))
    said = [html.unescape(word) for word in re.findall(r"<text[^>]*>([^<]+)</text>", chart)]
    assert len(said) > 8 and not [word for word in said if word not in pdf]
    paper = docx.Document(io.BytesIO(client.get(f"/plans/{plan.id}/milestones.docx").data))
    code, picture = paper.inline_shapes
    assert "Periksa versi" in code._inline.docPr.get("descr")
    assert picture._inline.docPr.get("descr") == "Bagan pentahapan"


def test_places_for_ink_do_not_stand_alone_on_a_page(app, sign_in):
    plan = make_plan_in(PlanState.APPROVED)
    client = sign_in(plan.owner)
    for address in ("approval", "assessment"):
        paper = docx.Document(io.BytesIO(client.get(f"/plans/{plan.id}/{address}.docx").data))
        assert paper.paragraphs[-1].paragraph_format.keep_with_next
        assert paper.tables[-2].rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next
        assert not paper.tables[-2].rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_whoever_signs_finds_place_day_word_and_line(app, sign_in, kind):
    plan = make_plan_in(PlanState.APPROVED)
    answer = sign_in(plan.owner).get(f"/plans/{plan.id}/approval.{kind}")
    text = words_in(answer)
    assert "…, …" in text and "20……" in text and text.index("20……") < text.index("Menyetujui,")
    if kind == "docx":
        table = docx.Document(io.BytesIO(answer.data)).tables[-1]
        assert table.rows[0].cells[-1].paragraphs[1]._p.pPr.find(qn("w:pBdr")) is not None


def test_the_card_is_called_a_card_and_whose_it_is_stands_below(app, sign_in, kind):
    member = make_entry().membership
    text = words_in(sign_in(member.mentor).get(f"/consultations/{member.id}/card.{kind}"))
    assert text.startswith("Kartu kendali") and text.index("Nama") < text.index(member.user.name)
    assert "Mengetahui," in text


def test_figures_stand_at_the_right_edge_of_their_column(app, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED)
    paper = docx.Document(io.BytesIO(sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.docx").data))
    budget = next(table for table in paper.tables if "Rp" in table.rows[-1].cells[-1].text)
    by_head = dict(zip((c.text for c in budget.rows[0].cells), budget.rows[-1].cells, strict=True))
    assert [by_head[head].paragraphs[0].alignment for head in ("Volume", "Jumlah")] == [2, 2]
    assert budget.rows[-1].cells[1].paragraphs[0].alignment is None


def test_the_words_of_the_quadrants_are_explained_once(app, sign_in, kind):
    plan = make_plan_in(PlanState.SUBMITTED)
    text = words_in(sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.{kind}"))
    assert text.count("Promoters (pengaruh tinggi, kepentingan tinggi)") == 1


def test_the_plan_offers_only_the_papers_there_are(app, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED)
    client = sign_in(plan.owner)
    page = client.get(f"/plans/{plan.id}").text
    assert f"/plans/{plan.id}/versions/1/paper.docx" in page and "/approval." not in page
    approved = make_plan_in(PlanState.APPROVED)
    client = sign_in(approved.owner)
    page = client.get(f"/plans/{approved.id}").text
    for address in (f"/plans/{approved.id}/approval.pdf", f"/plans/{approved.id}/assessment.docx"):
        assert address in page and client.get(address).status_code == 200
    assert "milestones.pdf" not in page
