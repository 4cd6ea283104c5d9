"""Who else has a page open: told to whoever writes there, to nobody else, and only for a moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from pka_tracker.extensions import db, now
from pka_tracker.models import Comment, PlanSection, PlanState, Presence
from tests.factories import make_membership, make_note, make_plan_in, make_user

JSON = {"Accept": "application/json"}
HERE, THERE = "a" * 8, "b" * 8


def say(client, place, window=HERE, **more):
    return client.post("/presence", data={"place": place, "window": window} | more, headers=JSON)


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Presence))


def section_of(plan) -> str:
    row = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="goals")).one()
    return f"PlanSection:{row.id}"


def test_another_window_of_ones_own_is_told_until_it_is_gone(sign_in):
    plan = make_plan_in(PlanState.DRAFT)
    client, place = sign_in(plan.owner), section_of(plan)
    for _ in range(2):
        assert say(client, place).json == {"text": ""}
    assert "open in another window" in say(client, place, THERE).json["text"]
    say(client, place, HERE, gone="yes")
    assert say(client, place, THERE).json == {"text": ""}
    assert count() == 1


def test_a_window_fades_and_is_swept(sign_in):
    note = make_note()
    client, place = sign_in(note.owner), f"AtmNote:{note.id}"
    say(client, place)
    with time_machine.travel(now() + timedelta(seconds=70), tick=False):
        assert "another window" in say(client, place, THERE).json["text"]
    with time_machine.travel(now() + timedelta(seconds=160), tick=False):
        assert say(client, place, "c" * 8).json == {"text": ""}
        assert count() == 1


@pytest.mark.parametrize(
    ("state", "told"),
    [(PlanState.DRAFT, False), (PlanState.IN_REVIEW, True), (PlanState.REVISION_REQUESTED, True)],
)
def test_a_reader_at_the_desk_is_told_only_once_the_plan_is_handed_in(sign_in, state, told):
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    say(sign_in(plan.mentor), f"ActionPlan:{plan.id}")
    plan.state = state
    db.session.commit()
    text = say(sign_in(plan.owner), section_of(plan)).json["text"]
    assert (plan.mentor.name in text) is told


def test_mentor_and_coach_are_told_of_each_other_at_the_desk(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW, make_membership(coach_id=make_user().id))
    say(sign_in(plan.coach), f"ActionPlan:{plan.id}")
    assert (
        say(sign_in(plan.mentor), f"ActionPlan:{plan.id}", THERE).json["text"]
        == f"Also opened now by {plan.coach.name}"
    )


def test_nobody_else_can_ask_or_say(sign_in):
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    comment, note = db.session.scalars(sa.select(Comment)).one(), make_note(plan.owner, complete=True)
    owners = (section_of(plan), f"AtmNote:{note.id}", f"Answer:{comment.id}")
    mentors = (f"ActionPlan:{plan.id}", f"Comment:{comment.id}")
    owner, mentor, stranger = sign_in(plan.owner), sign_in(plan.mentor), sign_in(make_membership().user)
    for place in owners:
        assert [say(one, place).status_code for one in (owner, mentor, stranger)] == [200, 404, 404], place
    for place in mentors:
        assert [say(one, place).status_code for one in (owner, mentor, stranger)] == [404, 200, 404], place
    for nonsense in ("", "User:1", "PlanSection:x", "PlanSection:99999", "PlanSection:" + "9" * 30):
        assert say(owner, nonsense).status_code == 404
    assert say(owner, owners[0], "<b>").status_code == 404
    assert count() == 5


def test_a_page_asks_for_it_without_a_statement_of_its_own(sign_in, count_queries):
    plan = make_plan_in(PlanState.DRAFT)
    with count_queries() as statements:
        page = sign_in(plan.owner).get(f"/plans/{plan.id}/sections/goals").text
    assert f'data-presence="{section_of(plan)}"' in page
    assert not [one for one in statements if "presence" in one]
