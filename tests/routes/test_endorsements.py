"""A cohort may ask for the coach's approval of exactly the version the mentor approves."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Endorsement, OutboxEmail, PlanEvent, PlanState, Review
from pka_tracker.operations.plans import plans
from pka_tracker.operations.reviews import endorsements, reviews
from tests.factories import make_membership, make_plan_in, make_user


@pytest.fixture
def plan(app):
    """In review, assessed, in a cohort that asks for the coach."""
    found = make_plan_in(PlanState.IN_REVIEW)
    found.coach = make_membership(CohortRole.COACH, cohort=found.cohort).user
    found.cohort.coach_required = True
    review = db.session.scalars(sa.select(Review)).one()
    values = {"checklist": [], "verdict": "capable", "verdict_reason": "Kuat", "support": ["mandate"]}
    reviews.save_assessment(review, found.mentor, seen=review.lock_version, support_note="", **values)
    db.session.commit()
    return found


def approve(plan) -> None:
    plans.approve(plan, plan.mentor, seen=plan.lock_version)


def test_the_mentor_cannot_approve_before_the_coach(plan):
    with pytest.raises(Incomplete):
        approve(plan)
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version, message="Metode tepat")
    approve(plan)
    assert plan.state is PlanState.APPROVED
    assert "plan_endorsed" in db.session.scalars(sa.select(OutboxEmail.kind)).all()


def test_an_approval_taken_back_in_time_leaves_no_letter(plan, sign_in):
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    db.session.commit()
    coach = sign_in(plan.coach)
    assert f"/plans/{plan.id}/retract" in coach.get(f"/plans/{plan.id}").text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', coach.get(f"/plans/{plan.id}/retract").text)[1]
    for _ in range(2):
        assert coach.post(f"/plans/{plan.id}/retract", data={"seen": seen}).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Endorsement)) == 0
    assert db.session.scalars(sa.select(OutboxEmail.kind)).all().count("plan_endorsed") == 0
    with pytest.raises(Incomplete):
        approve(plan)


def test_an_approval_the_mentor_was_told_of_is_taken_back_with_a_reason(plan):
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    db.session.execute(sa.update(OutboxEmail).values(sent_at=OutboxEmail.created_at))
    with pytest.raises(Incomplete):
        endorsements.retract(plan, plan.coach, seen=plan.lock_version)
    endorsements.retract(plan, plan.coach, seen=plan.lock_version, message="Data dasar berubah")
    (letter,) = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="endorsement_retracted")).all()
    assert letter.to == plan.mentor.email and "Data dasar berubah" in letter.body
    assert db.session.scalars(sa.select(PlanEvent.reason).filter_by(action="retract")).all() == [
        "Data dasar berubah"
    ]
    with pytest.raises(NotPermitted):
        endorsements.retract(plan, plan.mentor, seen=plan.lock_version, message="x")


def test_another_version_needs_another_approval(plan):
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    approve(plan)
    plans.reopen(plan, plan.owner, seen=plan.lock_version)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    plans.start_review(plan, plan.mentor, seen=plan.lock_version)
    with pytest.raises(Incomplete):
        endorsements.ensure_endorsed(plan)


@pytest.mark.parametrize("required", [True, False])
def test_a_coach_who_must_approve_hears_of_a_new_version(plan, required):
    plan.cohort.coach_required = required
    plan.state = PlanState.REVISION_REQUESTED
    db.session.flush()
    plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    letters = sa.select(OutboxEmail.to).where(OutboxEmail.kind == "plan_submitted")
    assert (plan.coach.email in db.session.scalars(letters).all()) is required


def test_another_coach_approves_anew(plan):
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    plan.coach = make_user()
    db.session.flush()
    with pytest.raises(Incomplete):
        endorsements.ensure_endorsed(plan)


def test_a_cohort_that_does_not_ask_is_not_held_up(plan):
    plan.cohort.coach_required = False
    approve(plan)
    assert plan.state is PlanState.APPROVED


def test_only_the_coach_only_now_and_only_what_was_seen(plan):
    with pytest.raises(NotPermitted):
        endorsements.endorse(plan, plan.mentor, seen=plan.lock_version)
    with pytest.raises(ChangedMeanwhile):
        endorsements.endorse(plan, plan.coach, seen=plan.lock_version - 1)
    plan.state = PlanState.APPROVED
    with pytest.raises(NotPossibleNow):
        endorsements.endorse(plan, plan.coach, seen=plan.lock_version)


def test_a_coach_approves_on_a_page_once(plan, sign_in):
    coach = sign_in(plan.coach)
    assert "Approve as coach" in coach.get(f"/plans/{plan.id}").text
    page = coach.get(f"/plans/{plan.id}/endorse").text
    assert plan.mentor.name in page
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)[1]
    for _ in range(2):
        assert coach.post(f"/plans/{plan.id}/endorse", data={"seen": seen}).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Endorsement)) == 1
    after = coach.get(f"/plans/{plan.id}").text
    assert "approved this version on" in after
    assert "Approve as coach" not in after


def test_the_refusal_leads_the_mentor_back_to_the_desk(plan, sign_in):
    judge = sign_in(plan.mentor)
    page = judge.get(f"/plans/{plan.id}/approve").text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)[1]
    answer = judge.post(f"/plans/{plan.id}/approve", data={"seen": seen})
    assert answer.status_code == 409
    assert "The coach has not approved this version yet" in answer.text
    assert f'href="/reviews/{plan.id}#assessment"' in answer.text
