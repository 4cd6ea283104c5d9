"""The pages around a plan that was handed over."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from pka_tracker.exports.progress_papers import milestones_document
from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, CohortRole, PlanState
from pka_tracker.operations.plans import indicators, milestones, succession
from pka_tracker.queries.plans.indicators import list_indicators
from pka_tracker.queries.plans.milestones import list_milestones
from pka_tracker.queries.plans.plans import get_plan
from tests.factories import make_membership, make_plan_in, make_user


def test_a_plan_is_handed_over_and_found_by_its_successor(app, sign_in):
    plan, successor = make_plan_in(PlanState.IN_IMPLEMENTATION), make_user(name="Dra. Pengganti")
    owner, address = sign_in(plan.owner), f"/plans/{plan.id}/hand-over"
    assert address in owner.get(f"/plans/{plan.id}/milestones").text
    typed = {"email": "salah@example.org", "reason": "Mutasi <i>segera</i>", "seen": token(plan)}
    refused = owner.post(address, data=typed)
    assert refused.status_code == 422 and "Nobody here has this address." in refused.text
    assert "Mutasi &lt;i&gt;segera&lt;/i&gt;" in refused.text
    right = typed | {"email": successor.email}
    asked = owner.post(address, data=right)
    assert asked.status_code == 200 and "Is this the right person?" in asked.text
    for words in ("Dra. Pengganti", successor.position, "Mutasi &lt;i&gt;segera&lt;/i&gt;"):
        assert words in asked.text
    assert plan.successor_id is None
    other = owner.post(
        address, data=right | {"confirm": plan.owner_id}
    )  # the address changed after the name was seen
    assert other.status_code == 200 and "Is this the right person?" in other.text
    back = owner.post(address, data=right | {"confirm": "change"}).text
    assert successor.email in back and "Is this the right person?" not in back
    assert owner.post(address, data=right | {"confirm": successor.id}).status_code == 303
    client = sign_in(successor)
    assert plan.title in client.get("/").text
    page = client.get(f"/plans/{plan.id}/milestones").text
    assert "Report the milestone" in page and "Dra. Pengganti carries it out" in page
    assert "Dra. Pengganti carries out your plan" in owner.get("/").text
    assert "Report the milestone" not in owner.get(f"/plans/{plan.id}/milestones").text
    assert "Handed over to a successor" in owner.get(f"/plans/{plan.id}/history").text
    assert sign_in(make_user()).get(address).status_code == 404
    db.session.expire_all()
    assert db.session.get_one(ActionPlan, plan.id).owner_id == plan.owner_id


@pytest.fixture
def carried(app):
    """A plan whose successor reported a milestone and a value."""
    plan, successor = make_plan_in(PlanState.IN_IMPLEMENTATION), make_user(name="Dra. Pengganti", nip="1979")
    words = {"email": successor.email, "reason": "Mutasi."}
    succession.hand_over(plan, plan.owner, seen=plan.lock_version, **words)
    told = {"report": "Selesai.", "evidence_url": "https://example.org/x"}
    milestone, indicator = list_milestones(plan, successor)[0], list_indicators(plan, successor)[0]
    milestones.report(milestone, successor, seen=milestone.lock_version, **told)
    measured = indicators.Measured("7", plan.cohort.day_of(now()), evidence_url="https://example.org/y")
    indicators.report(indicator, successor, measured, seen=indicator.lock_version)
    db.session.commit()
    db.session.expire_all()
    return plan


def test_the_mentor_reads_who_reported(carried, sign_in):
    home = sign_in(carried.mentor).get("/").text
    assert home.count("Dra. Pengganti") == 2 and carried.owner.name not in home
    assert "Reported by Dra. Pengganti" in sign_in(carried.mentor).get(f"/plans/{carried.id}/milestones").text


def test_the_report_has_a_place_for_the_signature_of_who_carries_it_out(carried):
    plan = get_plan(carried.id, carried.mentor)
    rows, measured = list_milestones(plan, plan.mentor), list_indicators(plan, plan.mentor)
    paper = milestones_document(plan, rows, measured, now())
    assert [(one.role, one.name) for one in paper.signatures] == [
        ("Peserta", plan.owner.name), ("Penerus", "Dra. Pengganti"), ("Mentor", plan.mentor.name)
    ]  # fmt: skip
    assert "Dra. Pengganti" in paper.sections[0].parts[0].rows[0].cells[3].text


def test_the_workbook_says_who_carries_it_out_and_who_reported(carried, sign_in):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=carried.cohort).user
    answer = sign_in(organizer).get(f"/cohorts/{carried.cohort_id}/exports/milestones.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    for name in ("Pentahapan", "Indikator"):
        heads, first, *_more = book.get_sheet_by_name(name).to_python()
        told = dict(zip(heads, first, strict=True))
        assert told["Dilaksanakan oleh"] == told["Dilaporkan oleh"] == "Dra. Pengganti", name


def test_a_successor_of_another_agency_is_said(app, sign_in):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    owner, address = sign_in(plan.owner), f"/plans/{plan.id}/hand-over"
    typed = {"reason": "Mutasi", "seen": token(plan)}
    near, far = make_user(agency=plan.owner.agency), make_user()
    assert far.agency_id != near.agency_id
    assert "works at another agency" in owner.post(address, data=typed | {"email": far.email}).text
    assert "works at another agency" not in owner.post(address, data=typed | {"email": near.email}).text


def test_an_address_out_of_use_is_answered_as_one_that_nobody_has(app, sign_in):
    plan, former = make_plan_in(PlanState.IN_IMPLEMENTATION), make_user(name="Dra. Mantan")
    former.active = False
    db.session.commit()
    owner, address = sign_in(plan.owner), f"/plans/{plan.id}/hand-over"
    typed = {"reason": "Mutasi", "seen": token(plan)}
    for email in ("nobody@example.org", former.email):
        answer = owner.post(address, data=typed | {"email": email})
        assert answer.status_code == 422 and "Nobody here has this address" in answer.text
        assert "Dra. Mantan" not in answer.text
