"""Asking after 6 and 12 months, once each, and taking in the answers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now, story_time
from pka_tracker.models import CohortRole, OutboxEmail, PlanState, PostEvaluation
from pka_tracker.models.evaluation import months_after
from pka_tracker.operations import evaluations
from pka_tracker.queries.evaluations import get_linked, list_due, list_evaluations
from tests.factories import make_membership, make_plan_in

ANSWER = {"outcome": "changed", "behaviour": 4, "impact": 5}


def at(day: str, hour: int = 9) -> None:
    """It is this day and hour where the cohort is. The course ended on 11 December 2026."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo("Asia/Makassar"))
    story_time.set(moment.replace(hour=hour))


@pytest.fixture(autouse=True)
def clock():
    token = story_time.set(None)
    yield
    story_time.reset(token)


@pytest.fixture
def plan(app):
    return make_plan_in(PlanState.COMPLETED)


def ask_all() -> list[PostEvaluation]:
    asked = [evaluations.ask(due) for due in list_due(now())]
    db.session.commit()
    return [one for one in asked if one]


def letters() -> list[OutboxEmail]:
    wanted = sa.select(OutboxEmail).filter_by(kind="evaluation_asked").order_by(OutboxEmail.id)
    return list(db.session.scalars(wanted))


def token_in(letter: OutboxEmail) -> str:
    return letter.body.partition("/evaluations/")[2].split()[0]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-12-11", 6, "2027-06-11"), ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-12-31", 12, "2027-12-31"), ("2027-06-30", -12, "2026-06-30")],
)  # fmt: skip
def test_months_are_counted_as_people_do(day, months, then):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_writer_and_mentor_are_asked_after_6_and_12_months_once_each(plan):
    at("2027-06-10")
    assert ask_all() == []
    at("2027-06-11")
    first = ask_all()
    assert {(one.month, one.as_mentor, one.person_id) for one in first} == {
        (6, False, plan.owner_id),
        (6, True, plan.mentor_id),
    }
    assert {letter.to for letter in letters()} == {plan.owner.email, plan.mentor.email}
    assert ask_all() == []
    at("2027-12-13")
    assert {one.month for one in ask_all()} == {12}
    assert len(letters()) == 4


@pytest.mark.parametrize(
    ("day", "hour"), [("2027-06-12", 9), ("2027-06-11", 7), ("2027-06-11", 16), ("2027-08-10", 9)]
)
def test_not_on_a_weekend_or_at_night_nor_months_late(plan, day, hour):
    at(day, hour)
    assert list_due(now()) == []


def test_a_missed_day_is_made_up_for(plan):
    at("2027-07-30")
    assert len(ask_all()) == 2


def test_what_was_never_approved_and_whoever_left_are_not_asked_about(app):
    make_plan_in(PlanState.SUBMITTED)
    left = make_plan_in(PlanState.APPROVED)
    left.owner.active = False
    db.session.commit()
    at("2027-06-11")
    assert [one.person_id for one in ask_all()] == [left.mentor_id]


def test_two_workers_ask_once(plan):
    at("2027-06-11")
    due = list_due(now())[0]
    assert evaluations.ask(due) is not None
    assert evaluations.ask(due) is None


def test_the_link_opens_until_it_ends_and_only_its_hash_is_kept(plan):
    at("2027-06-11")
    ask_all()
    token = token_in(letters()[0])
    assert get_linked(token, now()).person_id == plan.owner_id
    assert token not in str(db.session.scalars(sa.select(PostEvaluation.token_hash)).all())
    at("2027-08-09")
    assert get_linked(token, now())
    at("2027-08-10")
    with pytest.raises(NotFound):
        get_linked(token, now())


def test_the_link_of_a_mentor_who_was_replaced_opens_nothing(plan):
    at("2027-06-11")
    ask_all()
    plan.mentor = make_membership(CohortRole.MENTOR, cohort=plan.cohort).user
    db.session.commit()
    with pytest.raises(NotFound):
        get_linked(token_in(letters()[1]), now())


def test_a_draft_may_be_anything_and_an_answer_is_whole_and_final(plan):
    at("2027-06-11")
    one = ask_all()[0]
    evaluations.save(one, {"impact": 3}, seen=one.lock_version)
    with pytest.raises(Incomplete) as refused:
        evaluations.submit(one, {"impact": 3}, seen=one.lock_version)
    assert len(refused.value.items) == 2
    with pytest.raises(Incomplete):
        evaluations.submit(one, ANSWER | {"outcome": "stopped"}, seen=one.lock_version)
    with pytest.raises(ChangedMeanwhile):
        evaluations.submit(one, ANSWER, seen=one.lock_version - 1)
    evaluations.submit(one, ANSWER, seen=one.lock_version)
    for act in (evaluations.save, evaluations.submit):
        with pytest.raises(NotPossibleNow):
            act(one, ANSWER, seen=one.lock_version)


def test_the_organizer_sends_another_link_and_reads_only_what_was_sent(plan):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    other = make_membership(CohortRole.ORGANIZER).user
    at("2027-06-11")
    one = ask_all()[0]
    evaluations.save(one, {"impact": 3}, seen=one.lock_version)
    first = token_in(letters()[0])
    with pytest.raises(NotPermitted):
        evaluations.ask_again(one, other, seen=one.lock_version)
    at("2027-08-20")
    evaluations.ask_again(one, organizer, seen=one.lock_version)
    with pytest.raises(NotFound):
        get_linked(first, now())
    assert get_linked(token_in(letters()[-1]), now()).content == {"impact": 3}
    evaluations.submit(one, ANSWER, seen=one.lock_version)
    with pytest.raises(NotPossibleNow):
        evaluations.ask_again(one, organizer, seen=one.lock_version)
    assert list_evaluations(organizer, plan.cohort_id).total == 2
    assert list_evaluations(organizer, plan.cohort_id, open_only=True).total == 1
    assert list_evaluations(other, plan.cohort_id).total == 0
