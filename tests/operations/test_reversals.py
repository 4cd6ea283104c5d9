"""A decision can be taken back: quietly within ten minutes, later with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    Comment,
    DigestItem,
    Frequency,
    LetterKind,
    OutboxEmail,
    PlanEvent,
    PlanState,
    Review,
)
from pka_tracker.models.plans.plan import UNDO_WINDOW
from pka_tracker.operations.letters import outbox
from pka_tracker.operations.reviews import answers, reversals
from tests.factories import make_membership, make_plan_in, make_user

DECIDED = (PlanState.REVISION_REQUESTED, PlanState.APPROVED)


def later(plan: ActionPlan) -> None:
    """Let the ten minutes go by."""
    plan.state_since -= UNDO_WINDOW
    db.session.execute(sa.update(OutboxEmail).values(next_try_at=now() - timedelta(seconds=1)))
    db.session.flush()


def letters() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxEmail.kind).order_by(OutboxEmail.id)))


def latest_review() -> Review:
    return db.session.scalars(sa.select(Review).order_by(Review.id.desc())).first()


def test_the_letter_of_a_decision_waits_ten_minutes(app):
    make_plan_in(PlanState.APPROVED)
    assert "plan_approved" not in [letter.kind for letter in outbox.claim()]
    plan = db.session.scalars(sa.select(ActionPlan)).one()
    later(plan)
    assert "plan_approved" in [letter.kind for letter in outbox.claim()]


@pytest.mark.parametrize("state", DECIDED)
def test_within_ten_minutes_nobody_is_told(app, state):
    plan = make_plan_in(state)
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version)
    review = latest_review()
    assert (plan.state, review.decision, review.decided_at) == (PlanState.IN_REVIEW, None, None)
    assert set(letters()) == {"plan_submitted"}
    assert not db.session.scalars(sa.select(Comment).where(Comment.sent_at.is_not(None))).all()


@pytest.mark.parametrize("state", DECIDED)
def test_after_ten_minutes_it_needs_a_reason_and_is_told(app, state):
    plan = make_plan_in(state)
    later(plan)
    with pytest.raises(Incomplete):
        reversals.take_back(plan, plan.mentor, seen=plan.lock_version, reason="  ")
    db.session.rollback()
    plan = db.session.scalars(sa.select(ActionPlan)).one()
    later(plan)
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version, reason="Salah membaca versi")
    assert plan.state is PlanState.IN_REVIEW
    assert letters()[-1] == "decision_taken_back"
    event = db.session.scalars(sa.select(PlanEvent).order_by(PlanEvent.id.desc())).first()
    assert (event.action, event.reason) == ("take_back", "Salah membaca versi")


def test_a_comment_that_is_being_answered_stays_with_the_participant(app):
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    comment = db.session.scalars(sa.select(Comment)).first()
    answers.save_answer(comment, plan.owner, "Sedang saya jawab", seen=0)
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version)
    db.session.refresh(comment)
    assert comment.sent_at is not None


def test_only_the_one_who_decided_takes_it_back(app):
    plan = make_plan_in(PlanState.APPROVED)
    with pytest.raises(NotPermitted):
        reversals.take_back(plan, plan.owner, seen=plan.lock_version)
    plan.mentor = make_user()
    db.session.flush()
    with pytest.raises(NotPossibleNow):
        reversals.take_back(plan, plan.mentor, seen=plan.lock_version)


def test_a_page_that_is_too_old_is_refused(app):
    plan = make_plan_in(PlanState.APPROVED)
    with pytest.raises(ChangedMeanwhile):
        reversals.take_back(plan, plan.mentor, seen=plan.lock_version - 1)


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.NEVER])
def test_who_reads_letters_daily_or_never_is_not_told_either(app, frequency):
    membership = make_membership()
    membership.user.letter_choices = {str(LetterKind.REVIEW_SENT): str(frequency)}
    db.session.commit()
    plan = make_plan_in(PlanState.APPROVED, membership)
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version)
    assert plan.state is PlanState.IN_REVIEW
    assert not db.session.scalars(sa.select(DigestItem)).all()
