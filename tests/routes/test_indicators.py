"""The pages of indicators."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from pka_tracker.exports.progress_papers import milestones_document
from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Indicator, PlanState, ValueState
from pka_tracker.operations.plans import indicators
from pka_tracker.queries.plans.indicators import list_indicators
from pka_tracker.queries.plans.milestones import list_milestones
from tests.factories import make_membership, make_plan, make_plan_in, make_value
from tests.unit.test_content import pdf


@pytest.fixture
def plan(app):
    return make_plan_in(PlanState.IN_IMPLEMENTATION)


@pytest.fixture
def indicator(plan):
    found = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).one()
    found.baseline, found.target_short, found.target_medium, found.target_long = "40", "65", "85", "95"
    found.unit, found.name = "persen", "Berkas lengkap"
    db.session.commit()
    return found


def test_participant_and_mentor_work_through_a_value(plan, indicator, sign_in):
    owner, mentor = sign_in(plan.owner), sign_in(plan.mentor)
    address = f"/indicators/{indicator.id}/report"
    typed = {"value": "67,5", "measured_on": "2026-10-20", "evidence_url": "https://example.org/rekap"}
    assert owner.get(address).status_code == 200
    assert owner.post(address, data=typed | {"seen": token(indicator)}).status_code == 303
    home = mentor.get("/").text
    value = indicator.values[0]
    assert f"/indicator-values/{value.id}/verify" in home and "Berkas lengkap" in home
    assert "not reached yet" in owner.get(f"/plans/{plan.id}/indicators").text
    done = mentor.post(f"/indicator-values/{value.id}/verify", data={"seen": token(value)})
    assert done.status_code == 303
    page = owner.get(f"/plans/{plan.id}/indicators").text
    said = " ".join(re.sub(r"<[^>]+>", " ", page.partition(f'id="v{value.id}"')[2]).split())
    assert f"Verified by {plan.mentor.name}, " in said and f" · report by {plan.owner.name}, " in said
    assert "67.5 persen" in page and page.count("Reached") == 1
    assert "Latest verified value: 67.5 persen." in page, "the shapes are said in words"


def test_the_participant_hears_of_a_returned_value_until_there_is_a_better_one(plan, indicator, sign_in):
    owner, value = sign_in(plan.owner), make_value(plan)
    indicators.return_(value, plan.mentor, reason="Rekap?", seen=value.lock_version)
    db.session.commit()
    assert "1 value of an indicator was returned" in owner.get("/").text
    make_value(plan)
    assert "value of an indicator" not in owner.get("/").text


@pytest.mark.parametrize(
    "wrong", [{"value": ""}, {"value": "banyak"}, {"measured_on": ""}, {"measured_on": "2999-01-01"}, {"evidence_url": ""}]
)  # fmt: skip
def test_what_cannot_be_read_is_asked_again_and_the_text_stays(plan, indicator, sign_in, wrong):
    typed = {"value": "67", "measured_on": "2026-10-20", "evidence_url": "https://example.org/x"}
    told = {"note": "Dihitung <b>sendiri</b>", "seen": token(indicator)}
    answer = sign_in(plan.owner).post(f"/indicators/{indicator.id}/report", data=typed | told | wrong)
    assert answer.status_code == 422
    assert "Dihitung &lt;b&gt;sendiri&lt;/b&gt;" in answer.text
    assert not indicator.values


def test_a_photo_sent_with_the_value_is_its_evidence(plan, indicator, sign_in):
    paper = (BytesIO(pdf(b"rekap")), "Rekap.pdf")
    typed = {"value": "67", "measured_on": "2026-10-20", "seen": token(indicator), "files": paper}
    assert sign_in(plan.owner).post(f"/indicators/{indicator.id}/report", data=typed).status_code == 303
    page = sign_in(plan.mentor).get(f"/plans/{plan.id}/indicators").text
    assert "Rekap.pdf" in page
    assert sign_in(make_membership().user).get(f"/plans/{plan.id}/indicators").status_code == 404


def test_page_paper_and_workbook_say_the_same(plan, indicator, sign_in):
    value = make_value(plan, "67.5", note="=1+1")
    value.state, value.decided_at, value.decided_by_id = ValueState.VERIFIED, now(), plan.mentor_id
    db.session.commit()
    paper = milestones_document(
        plan, list_milestones(plan, plan.owner), list_indicators(plan, plan.owner), now()
    )
    latest, all_values = paper.sections[-1].parts
    cells = [cell.text for cell in latest.rows[0].cells]
    assert cells == ["Berkas lengkap", "persen", "40", "67,5\n20 Okt 2026", "65", "85", "95"]
    assert [cell.text for cell in all_values.rows[0].cells][2] == "67,5"
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    answer = sign_in(organizer).get(f"/cohorts/{plan.cohort_id}/exports/milestones.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert book.sheet_names == ["Pentahapan", "Indikator"]
    row = book.get_sheet_by_name("Indikator").to_python()[1]
    assert row[5:10] == [40, 65, 85, 95, 67.5] and row[12] == "'=1+1"


def test_before_the_implementation_the_page_says_what_comes(app, sign_in):
    plan = make_plan()
    assert "No indicators to follow yet" in sign_in(plan.owner).get(f"/plans/{plan.id}/indicators").text


def test_the_list_costs_the_same_for_one_and_for_many(plan, indicator, sign_in, count_queries):
    client, address = sign_in(plan.owner), f"/plans/{plan.id}/indicators"
    make_value(plan)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(12):
        make_value(plan, str(number))
        db.session.add(
            Indicator(plan_id=plan.id, row_id=f"x{number}", name="Lain", baseline="1", target_short="2")
        )
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 5
