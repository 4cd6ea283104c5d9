"""A reviewer's own tools: named views, snippets, the place in the queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import SavedView, Snippet
from tests.factories import make_submitted_plan, make_user


def plans_for_one_mentor(count: int):
    plans = [make_submitted_plan() for _ in range(count)]
    for plan in plans:
        plan.mentor_id = plans[0].mentor_id
    db.session.commit()
    return plans, plans[0].mentor


def test_a_view_gets_a_name_and_a_link_of_its_own(sign_in):
    (_plan,), mentor = plans_for_one_mentor(1)
    client = sign_in(mentor)
    answer = client.post("/reviews/views?state=submitted&sort=name&order=desc", data={"name": "Antrean"})
    assert answer.headers["Location"].endswith("/reviews/?state=submitted&sort=name&order=desc")
    assert "This view is called “Antrean”" in client.get(answer.headers["Location"]).text
    page = client.get("/reviews/").text
    assert 'href="/reviews/?state=submitted&amp;sort=name&amp;order=desc"' in page
    assert "This view is called" not in page
    client.post("/reviews/views?state=approved", data={"name": "Antrean"})
    assert db.session.scalars(sa.select(SavedView.arguments)).all() == ["state=approved"]


def test_a_view_without_a_name_says_what_to_do(sign_in):
    client = sign_in(make_user())
    answer = client.post("/reviews/views?state=submitted", data={"name": " "}, follow_redirects=True)
    assert "Give the view a name." in answer.text
    assert not db.session.scalars(sa.select(SavedView)).all()


def test_what_cannot_be_read_in_a_view_is_left_out(sign_in):
    client = sign_in(make_user())
    client.post("/reviews/views?state=nonsense&next=https://evil.example&q=taman", data={"name": "x"})
    assert db.session.scalars(sa.select(SavedView.arguments)).all() == ["q=taman"]


def test_snippets_are_kept_once_and_thrown_away(sign_in):
    client = sign_in(make_user())
    for _ in range(2):
        assert client.post("/reviews/snippets", data={"body": "Sebutkan sumber datanya."}).status_code == 303
    snippet = db.session.scalars(sa.select(Snippet)).one()
    assert "Sebutkan sumber datanya." in client.get("/reviews/snippets").text
    assert client.post("/reviews/snippets", data={"body": ""}).status_code == 422
    client.post(f"/reviews/snippets/{snippet.id}/forget")
    db.session.expire_all()
    assert not db.session.scalars(sa.select(Snippet)).all()


@pytest.mark.parametrize("what", ["views", "snippets"])
def test_the_tools_of_another_do_not_exist(sign_in, what):
    owner, stranger = make_user(), make_user()
    row = (
        SavedView(user_id=owner.id, name="a", arguments="")
        if what == "views"
        else Snippet(user_id=owner.id, body="a")
    )
    db.session.add(row)
    db.session.commit()
    client = sign_in(stranger)
    assert client.post(f"/reviews/{what}/{row.id}/forget").status_code == 404
    assert 'value="a"' not in client.get("/reviews/snippets").text


def test_the_desk_says_the_place_in_the_queue_and_leads_on(sign_in):
    plans, mentor = plans_for_one_mentor(3)
    client = sign_in(mentor)
    page = client.get(f"/reviews/{plans[1].id}").text
    assert "2 of 3 waiting for you" in page
    assert f'href="/reviews/{plans[2].id}"' in page
    answer = client.post(f"/reviews/{plans[0].id}/skip")
    assert answer.headers["Location"] == f"/reviews/{plans[1].id}"
    assert "1 of 3 waiting for you" in client.get(f"/reviews/{plans[1].id}").text
    assert "3 of 3 waiting for you" in client.get(f"/reviews/{plans[0].id}").text


def test_the_only_plan_cannot_be_skipped_to_nowhere(sign_in):
    (plan,), mentor = plans_for_one_mentor(1)
    answer = sign_in(mentor).post(f"/reviews/{plan.id}/skip", follow_redirects=True)
    assert "No other plan waits for you." in answer.text


def test_only_the_mentor_skips(sign_in):
    (plan,), _mentor = plans_for_one_mentor(1)
    assert sign_in(plan.owner).post(f"/reviews/{plan.id}/skip").status_code == 403


def test_how_long_a_plan_is_held_counts_working_days(sign_in):
    (plan,), mentor = plans_for_one_mentor(1)
    plan.state_since = now() - timedelta(days=7)
    db.session.commit()
    client = sign_in(mentor)
    addresses = ("/", "/reviews/", f"/reviews/{plan.id}", f"/plans/{plan.id}")
    assert ["5 working days" in client.get(address).text for address in addresses] == [True] * 4
    assert "5 working days" in sign_in(plan.owner).get("/").text
    plan.cohort.holidays = {f"{now().date() + timedelta(days=n)}": "" for n in range(-8, 2)}
    db.session.commit()
    assert ["less than a working day" in client.get(address).text for address in addresses] == [True] * 4
