"""A layout of the organizer's own: checked when it is brought, used for every paper, and harmless."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, PaperTemplate, PlanState
from pka_tracker.operations.cohorts import paper_templates
from pka_tracker.storage import blobs
from tests.factories import make_cohort, make_membership, make_note, make_plan_in, make_user

GOOD = (
    "SURAT DINAS KAMI",
    "{{ title }}",
    "{%p for s in sections %}",
    "{{ s.title }}: {{ s.text }}",
    "{%p endfor %}",
    "{{ origin }}",
)


def layout_of(*lines: str) -> bytes:
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def words_of(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join(text.text or "" for text in body.iter(qn("w:t")))


@pytest.fixture
def cohort(app):
    return make_cohort()


@pytest.fixture
def organizer(cohort, sign_in):
    return sign_in(make_membership(CohortRole.ORGANIZER, cohort=cohort, user=make_user(locale="en")).user)


def bring(client, cohort, data: bytes, paper="plan"):
    file = {"file": (io.BytesIO(data), "Surat kami.docx")}
    return client.post(f"/cohorts/{cohort.id}/papers/{paper}", data=file)


def example_of(client, cohort, paper) -> bytes:
    return client.get(f"/cohorts/{cohort.id}/papers/{paper}/example.docx").data


def test_papers_have_the_layout_that_was_brought_until_it_is_taken_away(app, cohort, organizer, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort))
    address = f"/plans/{plan.id}/versions/1/paper.docx"
    usual = words_of(sign_in(plan.owner).get(address).data)
    assert "SURAT DINAS" not in usual
    assert bring(organizer, cohort, layout_of(*GOOD)).status_code == 303
    own = words_of(sign_in(plan.owner).get(address).data)
    assert own.startswith("SURAT DINAS KAMI") and "Versi 1, diajukan" in own and "{{" not in own
    assert "pelayanan 30 hari menjadi 3 hari" in own
    assert "Jumlah: Rp18.750.000" in own  # tables, each value under its label
    note = make_note(plan.owner, complete=True)  # another paper keeps the usual one
    assert "SURAT DINAS" not in words_of(sign_in(plan.owner).get(f"/notes/{note.id}/paper.docx").data)
    page = organizer.get(f"/cohorts/{cohort.id}/papers").text
    assert "Surat kami.docx" in page
    key = db.session.scalars(sa.select(PaperTemplate.key)).one()
    assert organizer.post(f"/cohorts/{cohort.id}/papers/plan/remove").status_code == 303
    assert words_of(sign_in(plan.owner).get(address).data) == usual
    assert not [blob for blob in blobs.walk("layouts") if blob.key.endswith(key)]


def test_the_layout_to_start_from_is_one_that_can_be_brought(app, cohort, organizer):
    for paper in ("plan", "note", "approval", "assessment", "log", "milestones"):
        start = organizer.get(f"/cohorts/{cohort.id}/papers/{paper}/layout.docx")
        assert 'filename="tata-letak-' in start.headers["Content-Disposition"]
        assert bring(organizer, cohort, start.data, paper).status_code == 303
        filled = words_of(example_of(organizer, cohort, paper))
        assert "{{" not in filled and "{%" not in filled
        for words in ("Menyusun SOP & uji coba", "< 3 hari", "Berkas hilang.", "Ir. Contoh Mentor"):
            assert words in filled
        pictures = docx.Document(io.BytesIO(example_of(organizer, cohort, paper))).inline_shapes
        assert len(pictures) == (2 if paper == "milestones" else 1)  # the code, and the chart


def test_an_approval_sheet_of_an_offices_own_can_be_laid_out(app, cohort, organizer, sign_in):
    plan = make_plan_in(PlanState.APPROVED, make_membership(cohort=cohort))
    lines = ("{{ judul }}", "{{ nama }}/{{ nip }}/{{ jabatan }}/{{ instansi }}/{{ angkatan }}")
    more = ("{{ mentor }}/{{ nip_mentor }}/{{ tanggal }}", *GOOD[2:])
    assert bring(organizer, cohort, layout_of(*lines, *more), "approval").status_code == 303
    text = words_of(sign_in(plan.owner).get(f"/plans/{plan.id}/approval.docx").data)
    user, mentor = plan.owner, plan.mentor
    assert f"{user.name}/{user.nip}/{user.position}/{user.agency.name}/{cohort.name}" in text
    assert f"{mentor.name}/{mentor.nip}/" in text and text.startswith(plan.title)


def test_a_section_can_be_a_table_of_its_own(app, cohort, organizer, sign_in):
    plan = make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort))
    paper = docx.Document(
        io.BytesIO(layout_of("{{ title }}", "{{ section.background.text }}", "{{ origin }}"))
    )
    table = paper.add_table(4, 3)
    for line, items in ((0, "section.milestones.columns"), (2, "row")):
        for place, words in enumerate((f"{{%tc for cell in {items} %}}", "{{ cell }}", "{%tc endfor %}")):
            table.cell(line, place).text = words
    table.cell(1, 0).text = "{%tr for row in section.milestones.rows %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    target = io.BytesIO()
    paper.save(target)
    assert bring(organizer, cohort, target.getvalue()).status_code == 303
    answer = sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.docx")
    (filled,) = docx.Document(io.BytesIO(answer.data)).tables
    assert len(filled.rows) == 4 and filled.cell(0, 0).text == "No." and filled.cell(1, 0).text == "1"


REFUSED = {
    "a typing error": (
        ("Perihal {{ judulnya }}", *GOOD),
        "no placeholder {{ judulnya }}. It stands in: “Perihal {{ judulnya }}”",
    ),
    "a typing error inside": (("{{ section.latar.text }}", *GOOD), "no placeholder {{ section.latar }}"),
    "nothing says which text": (GOOD[:-1], "missing: {{ origin }}"),
    "no text at all": (("{{ title }} {{ origin }}",), "missing: {{ sections }}"),
    "a brace forgotten": (("{{ title", *GOOD[1:]), "not complete"),
    "an end forgotten": ((*GOOD, "{%p if lead %}", "x"), "A if has no endif. It begins in: “{% if lead %}”"),
    "another word": (("Isi: {% jika lead %}", *GOOD), "may stand here: “Isi: {% jika lead %}”"),
    "a call": (("{{ title.upper() }}", *GOOD), "More than that stands in: “{{ title.upper() }}”"),
    "a way out": (("{{ title.__class__ }}", *GOOD), "no placeholder {{ title.__class__ }}"),
    "a bomb of signs": (
        ("{{ 'a' * 999999999 }}", *GOOD),
        "More than that stands in: “{{ 'a' * 999999999 }}”",
    ),
    "a bomb of lists": (
        (
            "{%p for a in sections %}",
            "{%p for b in sections %}",
            "x",
            "{%p endfor %}",
            "{%p endfor %}",
            *GOOD,
        ),
        "More than that stands in: “{% for a in sections %}{% for b in sections %}”",
    ),
    "another file": (("{% include '/etc/passwd' %}", *GOOD), "More than that stands in: “{% include"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_paper_has_or_no_layout_may_do_is_refused_in_words(app, cohort, organizer, case):
    lines, words = REFUSED[case]
    answer = bring(organizer, cohort, layout_of(*lines))
    assert answer.status_code == 422
    assert words.replace("'", "&#39;") in answer.text
    assert "Jinja" not in answer.text and "expected token" not in answer.text
    assert not db.session.query(PaperTemplate).count()


def repacked(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(layout_of(*GOOD))) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, data in members.items():
            new.writestr(name, data)
    return target.getvalue()


REMOTE = b'<Relationships><Relationship Id="r" Type="x/attachedTemplate" Target="http://a/" TargetMode="External"/></Relationships>'
FILES = {
    "no document": (b"hello", "no Word document"),
    "nothing": (b"", "Choose a file"),
    "a bomb": (repacked(**{"word/media/a.bin": b"\0" * 25_000_000}), "too large"),
    "macros": (repacked(**{"word/vbaProject.bin": b"x"}), "holds macros"),
    "a template elsewhere": (repacked(**{"word/_rels/settings.xml.rels": REMOTE}), "holds macros"),
}


@pytest.mark.parametrize("case", FILES)
def test_files_that_are_not_plain_documents_are_refused(app, cohort, organizer, case):
    data, words = FILES[case]
    answer = bring(organizer, cohort, data)
    assert answer.status_code == 422 and words in answer.text


def test_what_people_wrote_is_never_a_placeholder(app, cohort, organizer, sign_in):
    member = make_membership(cohort=cohort, user=make_user(name="{{ origin }} {% for %} <w:p/>", locale="id"))
    bring(organizer, cohort, layout_of(*GOOD, "{%p for f in facts %}", "{{ f.value }}", "{%p endfor %}"))
    plan = make_plan_in(PlanState.SUBMITTED, member)
    text = words_of(sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.docx").data)
    assert "{{ origin }} {% for %} <w:p/>" in text


def test_a_layout_that_was_lost_gives_the_usual_paper(app, cohort, organizer, sign_in):
    bring(organizer, cohort, layout_of(*GOOD))
    blobs.delete(paper_templates.layout_key(db.session.scalars(sa.select(PaperTemplate.key)).one()))
    plan = make_plan_in(PlanState.SUBMITTED, make_membership(cohort=cohort))
    answer = sign_in(plan.owner).get(f"/plans/{plan.id}/versions/1/paper.docx")
    assert answer.status_code == 200 and "Versi 1, diajukan" in str(
        docx.Document(io.BytesIO(answer.data)).sections[0].footer.paragraphs[0].text
    )


def test_the_list_costs_the_same_for_one_and_for_many(app, cohort, organizer, count_queries):
    def cost() -> int:
        db.session.expire_all()
        with count_queries() as counted:
            assert organizer.get(f"/cohorts/{cohort.id}/papers").status_code == 200
        return len(counted)

    bring(organizer, cohort, layout_of(*GOOD))
    first = cost()
    for paper in ("note", "log"):
        bring(organizer, cohort, layout_of(*GOOD), paper)
    assert cost() == first
