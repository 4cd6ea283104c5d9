"""The evaluation saves by itself: the same address and rules as the forms of those who are signed in."""

from __future__ import annotations

import re

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import PlanState, PostEvaluation
from pka_tracker.operations import evaluations
from pka_tracker.operations.accounts import attempts
from pka_tracker.queries.evaluations import promised_by
from tests.factories import make_evaluation, make_plan_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def asked(app) -> tuple[PostEvaluation, str]:
    return make_evaluation(make_plan_in(PlanState.COMPLETED))


@pytest.fixture
def save(app, asked):
    """What the page's script sends: the fields, and the token of what it saw saved."""
    client = app.test_client()

    def post(seen: str = "", **typed: str):
        return client.post(
            f"{asked[1]}?lang=en", data=typed | {"seen": seen or token(asked[0])}, headers=JSON
        )

    return post


def current(one: PostEvaluation) -> PostEvaluation:
    db.session.expire_all()
    return db.session.get_one(PostEvaluation, one.id)


def test_what_is_typed_is_saved_and_the_page_says_when(asked, save):
    one, _address = asked
    answer = save(remarks="Sebagian")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"Saved \d\d:\d\d WITA", answer.json["saved"])
    assert answer.json["seen"] == token(current(one)) and one.content["remarks"] == "Sebagian"
    assert save(answer.json["seen"], remarks="Lebih banyak").status_code == 200
    assert current(one).content["remarks"] == "Lebih banyak" and not one.submitted_at


def test_the_hour_is_that_of_the_cohort(asked, save):
    one, _address = asked
    one.plan.cohort.timezone = "Asia/Jayapura"
    db.session.commit()
    assert save(remarks="x").json["saved"].endswith("WIT")


def test_the_same_again_is_kept_already_and_another_text_on_an_old_page_is_not(asked, save):
    one, _address = asked
    first = token(one)
    assert save(first, remarks="Satu").status_code == 200
    assert save(first, remarks="Satu").status_code == 200  # the answer was lost on its way
    refused = save(first, remarks="Dua")
    assert refused.status_code == 409 and "another window" in refused.json["message"]
    assert save("PostEvaluation:999:1", remarks="Tiga").status_code == 409
    assert current(one).content["remarks"] == "Satu"


def test_the_button_shows_both_texts_after_that(app, asked, save):
    one, address = asked
    first = token(one)
    save(first, remarks="Satu", outcome="changed")
    page = app.test_client().post(f"{address}?lang=en", data={"remarks": "Dua", "seen": first})
    assert page.status_code == 409 and "both-texts" in page.text
    assert (
        ">Satu</p>" in page.text
        and ">\nDua</textarea>" in page.text
        and "It goes on, but changed" in page.text
    )
    assert f'value="{token(current(one))}"' in page.text and one.content["remarks"] == "Satu"
    sent = app.test_client().post(address, data={"remarks": "Dua", "seen": token(one)})
    assert sent.status_code == 303 and current(one).content["remarks"] == "Dua"


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(asked, save):
    one, _address = asked
    line = promised_by([one.plan_id])[one.plan_id].indicators[0]
    name = f"indicators-{line.id}"
    seen = save(**{name: "12,5"}).json["seen"]
    answer = save(seen, remarks="Ada", impact="x", budget="x" * 4_001, **{name: "dua belas"})
    assert answer.status_code == 422 and set(answer.json["errors"]) == {"impact", "budget", name}
    assert answer.json["seen"] == token(current(one)) and answer.json["saved"]
    assert one.content["remarks"] == "Ada" and one.content["indicators"] == {str(line.id): "12.5"}
    assert "budget" not in one.content and "impact" not in one.content
    assert save(seen, remarks="Lain", impact="x").status_code == 409


def test_a_milestone_that_is_taken_back_stays_so(app, asked, save):
    one, address = asked
    milestone = promised_by([one.plan_id])[one.plan_id].milestones[0]
    ticked = rf'name="milestones-{milestone.id}" value="y" checked'
    assert re.search(ticked, app.test_client().get(address).text)
    assert save().status_code == 200
    assert not re.search(ticked, app.test_client().get(address).text)


def test_the_script_never_sends_for_good_and_hears_when_it_is_over(app, asked, save):
    one, _address = asked
    assert save(send="1", outcome="changed", behaviour="4", impact="4").status_code == 200
    assert current(one).submitted_at is None
    evaluations.submit(one, one.content, seen=one.lock_version)
    db.session.commit()
    late = save(remarks="Terlambat")
    assert late.status_code == 403 and "sent already" in late.json["message"]
    lost = app.test_client().post("/evaluations/unknown?lang=en", headers=JSON)
    assert lost.status_code == 404 and "no longer works" in lost.json["message"]
    assert "remarks" not in current(one).content


def test_a_page_whose_cookie_went_is_given_a_new_token(app, asked):
    one, address = asked
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client()
        answer = client.post(address, data={"remarks": "Ada", "seen": token(one)}, headers=JSON)
        assert answer.status_code == 400 and current(one).content == {}
        typed = {"remarks": "Ada", "seen": token(one), "csrf_token": answer.json["csrf_token"]}
        assert client.post(address, data=typed, headers=JSON).status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert current(one).content["remarks"] == "Ada"


def test_saving_is_not_counted_and_guessing_is(app, asked, save, monkeypatch):
    by_address = attempts.LIMITS["evaluation"][1]
    monkeypatch.setitem(attempts.LIMITS, "evaluation", (attempts.Limit("address", 2, by_address.window),))
    one, address = asked
    for number in range(5):
        assert save(token(current(one)), remarks=str(number)).status_code == 200
    client = app.test_client()
    assert [client.get(f"/evaluations/guess{n}").status_code for n in range(3)] == [404, 404, 429]
    assert client.get(address).status_code == 429  # even a right one
    assert client.get(address, environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200


def test_copies_on_the_device_belong_to_the_link_and_not_to_who_is_signed_in(app, asked, sign_in):
    one, address = asked
    key = re.search(r'<body[^>]*data-account="(\w+)"', app.test_client().get(address).text)[1]
    assert key not in address and address.rpartition("/")[2] not in key
    signed_in = sign_in(one.person).get(address).text
    assert f'data-account="{key}"' in signed_in and signed_in.count("data-account") == 1
    assert 'data-account="' in app.test_client().get("/evaluations/unknown").text
