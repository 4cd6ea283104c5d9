"""The pages of evaluations: the link of a letter, and the organizer's list."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, PlanState, PostEvaluation
from pka_tracker.operations import evaluations
from pka_tracker.queries.evaluations import Due, promised_by
from tests.factories import make_evaluation, make_membership, make_plan_in


@pytest.fixture
def plan(app):
    return make_plan_in(PlanState.COMPLETED)


@pytest.fixture
def asked(plan) -> tuple[PostEvaluation, str]:
    return make_evaluation(plan)


def current(one: PostEvaluation) -> PostEvaluation:
    db.session.expire_all()
    return db.session.get_one(PostEvaluation, one.id)


def whole(one: PostEvaluation) -> dict[str, str]:
    promised = promised_by([one.plan_id])[one.plan_id]
    return {
        "outcome": "changed",
        "behaviour": "4",
        "impact": "5",
        "legal_form": "decree",
        "budget": "=APBD 2028",
        f"milestones-{promised.milestones[0].id}": "y",
        f"indicators-{promised.indicators[0].id}": "1.250,5",
        "seen": token(one),
        "send": "1",
    }


def test_it_is_answered_without_an_account_in_pieces_and_once(app, asked):
    one, address = asked
    client = app.test_client()
    page = client.get(address)
    assert (
        page.status_code == 200
        and one.plan.title in page.text
        and page.headers["Cache-Control"] == "no-store"
    )
    kept = client.post(address, data={"remarks": "Sebagian", "seen": token(one), "keep": "1"})
    assert kept.status_code == 303
    assert ">\nSebagian</textarea>" in client.get(address).text
    assert client.post(address, data=whole(current(one))).status_code == 303
    assert "Thank you" in client.get(address).text or "Terima kasih" in client.get(address).text
    assert client.post(address, data=whole(current(one))).status_code == 409
    content = current(one).content
    assert content["outcome"] == "changed" and list(content["indicators"].values()) == ["1250.5"]
    assert one.reached == 1


def test_what_is_missing_is_said_and_everything_typed_stays(app, asked):
    one, address = asked
    typed = whole(one) | {"outcome": "stopped", "stop_reason": "", "remarks": "<script>x</script>"}
    answer = app.test_client().post(f"{address}?lang=en", data=typed)
    assert answer.status_code == 422 and "Say why it was stopped." in answer.text
    assert "&lt;script&gt;x&lt;/script&gt;" in answer.text and 'value="stopped" checked' in answer.text
    assert current(one).content == {}


@pytest.mark.parametrize("wrong", [{"behaviour": "6"}, {"impact": "x"}, {"budget": "x" * 4_001}])
def test_what_cannot_be_read_is_asked_again(app, asked, wrong):
    one, address = asked
    assert app.test_client().post(address, data=whole(one) | wrong).status_code == 422
    assert current(one).submitted_at is None


def test_a_choice_that_does_not_exist_is_no_choice(app, asked):
    one, address = asked
    assert app.test_client().post(address, data=whole(one) | {"outcome": "nonsense"}).status_code == 422


def test_an_unknown_link_explains_itself_and_a_sign_in_changes_nothing(app, plan, asked, sign_in):
    _one, address = asked
    lost = app.test_client().get("/evaluations/unknown?lang=en")
    assert lost.status_code == 404 and "This link no longer works" in lost.text
    assert sign_in(plan.mentor).get(address).status_code == 200


def test_the_organizer_sees_who_owes_an_answer_and_takes_it_along(app, plan, asked, sign_in):
    one, _address = asked
    organizer = sign_in(make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user)
    base = f"/cohorts/{plan.cohort_id}/evaluations"
    assert one.person.name in organizer.get(f"{base}?open=1").text
    assert "Not answered yet" in organizer.get(f"{base}/{one.id}").text
    assert organizer.post(f"{base}/{one.id}/ask-again", data={"seen": token(one)}).status_code == 303
    one = current(one)
    evaluations.submit(one, {"outcome": "stopped", "stop_reason": "transfer", "behaviour": 2, "impact": 1, "budget": "=1+1"}, seen=one.lock_version)  # fmt: skip
    db.session.commit()
    assert "Everybody has answered" in organizer.get(f"{base}?open=1").text
    assert "Transfer or retirement" in organizer.get(f"{base}/{one.id}").text
    book = CalamineWorkbook.from_filelike(
        BytesIO(organizer.get(f"/cohorts/{plan.cohort_id}/exports/evaluations.xlsx").data)
    )
    row = book.get_sheet_by_index(0).to_python()[1]
    assert row[0] == 6 and row[9] == "Mutasi atau pensiun" and row[11] == "'=1+1" and row[13:16] == [2, 1, 0]
    assert sign_in(plan.mentor).get(base).status_code == 404


def test_before_anybody_is_asked_the_page_says_when(plan, sign_in):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    assert "Nobody was asked yet" in sign_in(organizer).get(f"/cohorts/{plan.cohort_id}/evaluations").text


def test_the_list_costs_the_same_for_one_and_for_many(plan, asked, sign_in, count_queries):
    client = sign_in(make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user)
    address = f"/cohorts/{plan.cohort_id}/evaluations"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for due in (Due(plan.id, 6, True), Due(plan.id, 12, False), Due(plan.id, 12, True)):
        evaluations.ask(due)
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 4
