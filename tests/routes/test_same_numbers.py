"""What follows from a plan, and what was reached, is the same on the page, as PDF, as DOCX and as XLSX."""

from __future__ import annotations

import html
import io
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml.ns import qn
from markupsafe import Markup
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, MilestoneState, PlanState, ValueState
from pka_tracker.operations.plans import plans, sections
from pka_tracker.queries.plans.indicators import list_indicators
from tests.factories import make_complete_plan, make_membership, make_plan_in, make_user, make_value

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
#: Need, volume, unit, price, source: what comes of it is 18.000.000 + 1.250.000 + 525.000.
NEEDS = [
    ("Tablet", "4", "unit", 4_500_000),
    ("Cetak", "2.5", "rim", 500_000),
    ("Pulsa", "7", "bulan", 75_000),
]
#: Likelihood, impact, and the level that follows.
RISKS = [(1, 1, "Rendah"), (3, 3, "Sedang"), (4, 4, "Tinggi"), (5, 5, "Sangat tinggi")]
#: Urgency, seriousness, growth, the product and the rank that follow; equal scores share a rank.
ISSUES = [(2, 3, 4, 24, 2), (5, 5, 4, 100, 1), (4, 3, 2, 24, 2), (1, 1, 1, 1, 4)]


def squeezed(text: str) -> str:
    """Without the places at which lines break, and without colons, which only papers have."""
    return "".join(text.replace("\u200b", "").replace(":", "").split())


class Told:
    """One text as each kind of file tells it."""

    def __init__(self, client, page: str, paper: str) -> None:
        main = client.get(page).text.partition("<main")[2]
        pdf = PdfReader(io.BytesIO(client.get(f"{paper}.pdf").data))
        body = docx.Document(io.BytesIO(client.get(f"{paper}.docx").data)).element.body
        paragraphs = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
        self.texts = {
            "page": squeezed(html.unescape(str(Markup(main).striptags()))),
            "pdf": squeezed(" ".join(sheet.extract_text() for sheet in pdf.pages)),
            "docx": squeezed(" ".join(paragraphs)),
        }

    def say(self, *cells: object) -> None:
        """Each tells these beside each other; the page each with its label, where one is given."""
        labelled = squeezed("".join(str(part) for cell in cells for part in two(cell)))
        bare = squeezed("".join(str(two(cell)[1]) for cell in cells))
        wanted = {"page": labelled, "pdf": bare, "docx": bare}
        assert [kind for kind, text in self.texts.items() if wanted[kind] not in text] == [], cells


def two(cell: object) -> tuple[str, object]:
    """Label and value."""
    return cell if isinstance(cell, tuple) else ("", cell)


def sheets_of(client, cohort_id: int, name: str) -> dict[str, list[dict]]:
    """{sheet: rows by their heads}."""
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"/cohorts/{cohort_id}/exports/{name}.xlsx").data)
    )
    found = {}
    for sheet in book.sheet_names:
        heads, *rows = book.get_sheet_by_name(sheet).to_python()
        found[sheet] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


@pytest.fixture
def organizer(app):
    return make_membership(CohortRole.ORGANIZER, user=make_user(locale="id"))


@pytest.fixture
def told(organizer, sign_in):
    """A submitted plan with these needs, risks and issues, as its organizer reads it everywhere."""
    plan = make_complete_plan(make_membership(cohort=organizer.cohort))
    content = {
        "budget": {"rows": [need(*one) for one in NEEDS]},
        "risks": {"rows": [risk(place, *one) for place, one in enumerate(RISKS)]},
        "diagnosis": {"issues": [issue(place, *one) for place, one in enumerate(ISSUES)]},
    }
    for section in plan.sections:
        if section.key in content:
            typed = section.content | content[section.key]
            sections.save(section, plan.owner, typed, seen=section.lock_version)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    client = sign_in(organizer.user)
    address = f"/plans/{plan.id}/versions/1"
    return Told(client, address, f"{address}/paper"), sheets_of(client, plan.cohort_id, "plans")


def need(name, volume, unit, price):
    return {"id": name, "need": name, "volume": volume, "unit": unit, "price": price, "source": "APBD"}


def risk(place, likelihood, impact, _level):
    words = {"risk": f"Risiko {place}", "mitigation": "Ada", "owner": "Camat"}
    return {"id": f"r{place}", "likelihood": likelihood, "impact": impact, **words}


def issue(place, urgency, seriousness, growth, _score, _rank):
    scores = {"urgency": urgency, "seriousness": seriousness, "growth": growth}
    return {"id": f"i{place}", "issue": f"Isu {place}", **scores}


def test_the_budget_has_one_total(told):
    texts, sheets = told
    texts.say("Jumlah: Rp19.775.000")
    for amount in ("Rp18.000.000", "Rp1.250.000", "Rp525.000"):
        texts.say("APBD", amount)
    assert [row["Jumlah"] for row in sheets["Kebutuhan"]] == [18_000_000, 1_250_000, 525_000]
    assert [row["Jumlah anggaran (Rp)"] for row in sheets["Rencana"]] == [19_775_000]


def test_each_risk_has_one_level(told):
    texts, sheets = told
    for place, (likelihood, impact, level) in enumerate(RISKS):
        texts.say(f"Risiko {place}", likelihood, impact, "Ada", "Camat", level)
    assert [row["Tingkat risiko"] for row in sheets["Risiko"]] == [level for _l, _i, level in RISKS]


def test_each_issue_has_one_score_and_rank(told):
    texts, sheets = told
    for place, numbers in enumerate(ISSUES):
        texts.say(f"Isu {place}", *numbers)
    found = [(row["Skor USG"], row["Peringkat"]) for row in sheets["Isu"]]
    assert found == [(score, rank) for *_scores, score, rank in ISSUES]
    assert [row["Isu"] for row in sheets["Isu"]] == [f"Isu {place}" for place in range(4)]


@pytest.fixture
def carried_out(organizer, monkeypatch):
    """A plan of which a milestone is verified, one overdue and one reported, and an indicator was measured."""
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION, make_membership(cohort=organizer.cohort))
    verified, late, reported = plan.milestones
    for one, state in ((verified, MilestoneState.VERIFIED), (reported, MilestoneState.REPORTED)):
        one.state, one.report, one.reported_at = state, "Selesai.", NOW
    verified.verified_at, verified.verified_by_id = NOW, plan.mentor_id
    late.starts_on, late.ends_on = date(2020, 3, 1), date(2020, 5, 31)
    value = make_value(plan, "67.5")
    value.state, value.decided_at, value.decided_by_id = ValueState.VERIFIED, NOW, plan.mentor_id
    db.session.commit()
    return plan


def test_each_milestone_has_one_state(carried_out, organizer, sign_in):
    plan, client = carried_out, sign_in(organizer.user)
    texts = Told(client, f"/plans/{plan.id}/milestones", f"/plans/{plan.id}/milestones")
    texts.say("1 dari 3 diverifikasi")
    texts.say("1 lewat tenggat")
    states = ("Diverifikasi", "Direncanakan", "Dilaporkan")
    for state in states:
        texts.say(state)
    rows = sheets_of(client, plan.cohort_id, "milestones")["Pentahapan"]
    assert [row["Status"] for row in rows] == list(states)
    assert [row["Lewat tenggat"] for row in rows] == ["", "Ya", ""]
    page = client.get(f"/plans/{plan.id}/milestones").text
    paper = texts.texts["pdf"]
    for number, (milestone, state) in enumerate(zip(plan.milestones, states, strict=True), start=1):
        card = page.partition(f'id="m{milestone.id}"')[2].partition("</section>")[0]
        assert state in card and ("Lewat tenggat" in card) is (number == 2)
        row = squeezed(f"{number}{milestone.activity}")
        assert row in paper and state in paper.rpartition(row)[2][:120]


def test_each_indicator_has_one_set_of_figures(carried_out, organizer, sign_in):
    plan, client = carried_out, sign_in(organizer.user)
    texts = Told(client, f"/plans/{plan.id}/indicators", f"/plans/{plan.id}/milestones")
    [one] = list_indicators(plan, plan.owner)
    kept = (one.baseline, one.target_short, one.target_medium, one.target_long)
    figures = [figure.replace(".", ",") for figure in kept]
    page = (
        "Nilai awal (baseline)",
        "Target jangka pendek",
        "Target jangka menengah",
        "Target jangka panjang",
    )
    for label, figure in zip(page, figures, strict=True):
        texts.say((label, figure))
    for said in (one.name, "67,5", "20 Okt 2026", "Diverifikasi"):
        texts.say(said)
    row = squeezed(f"{one.name} {one.unit} {figures[0]} 67,5 20 Okt 2026 {''.join(figures[1:])}")
    assert row in texts.texts["pdf"] and row in texts.texts["docx"]
    [row] = sheets_of(client, plan.cohort_id, "milestones")["Indikator"]
    wanted = (
        "Nilai awal (baseline)",
        "Target jangka pendek",
        "Target jangka menengah",
        "Target jangka panjang",
    )
    assert [row[head] for head in wanted] == [float(figure) for figure in kept]
    assert (row["Nilai"], row["Diukur pada"], row["Status"]) == (67.5, date(2026, 10, 20), "Diverifikasi")
