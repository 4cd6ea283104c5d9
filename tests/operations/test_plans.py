from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, OutboxEmail, PlanEvent, PlanState, PlanVersion, Review
from pka_tracker.operations.plans import plans
from tests.factories import (
    make_complete_plan,
    make_membership,
    make_plan,
    make_plan_in,
    make_submitted_plan,
    write_section,
)


def outbox() -> list[OutboxEmail]:
    return list(db.session.scalars(sa.select(OutboxEmail).order_by(OutboxEmail.id)))


def version(plan: ActionPlan, number: int) -> PlanVersion:
    return db.session.scalars(sa.select(PlanVersion).filter_by(plan_id=plan.id, number=number)).one()


def actions(plan: ActionPlan) -> list[str]:
    return list(
        db.session.scalars(sa.select(PlanEvent.action).filter_by(plan_id=plan.id).order_by(PlanEvent.id))
    )


def test_a_new_plan_has_all_sections_and_everything_missing(app):
    plan = make_plan()
    assert len(plan.sections) == 21
    assert plan.missing == plan.required > 30
    assert (plan.percent, plan.state, actions(plan)) == (0, PlanState.DRAFT, ["start"])


def test_there_is_one_plan_per_participant_and_cohort(app):
    plan = make_plan()
    db.session.add(ActionPlan(cohort_id=plan.cohort_id, owner_id=plan.owner_id))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_submitting_freezes_a_version_and_tells_the_mentor(app):
    plan = make_complete_plan()
    assert plan.percent == 100

    frozen = plans.submit(plan, plan.owner, seen=plan.lock_version)

    assert (plan.state, plan.version_no, frozen.number) == (PlanState.SUBMITTED, 1, 1)
    assert frozen.content["background"]["gap"].startswith("Gap")
    assert frozen.content["identity"]["nip"] == plan.owner.nip
    assert "LAKSA" in frozen.content["note_titles"].values()
    assert frozen.sha256 == plans.fingerprint(frozen.content)
    assert [letter.to for letter in outbox()] == [plan.mentor.email]
    assert plan.due_at > plan.state_since


def test_an_incomplete_plan_is_not_submitted(app):
    plan = make_complete_plan()
    write_section(plan, "title", {"title": "", "brand": "X"})
    with pytest.raises(Incomplete) as refusal:
        plans.submit(plan, plan.owner, seen=plan.lock_version)
    assert [(item.section, item.field) for item in refusal.value.items] == [("title", "title")]
    assert (plan.state, outbox()) == (PlanState.DRAFT, [])


def test_an_identity_with_gaps_is_not_submitted(app):
    plan = make_complete_plan()
    plan.owner.nip = ""
    with pytest.raises(Incomplete) as refusal:
        plans.submit(plan, plan.owner, seen=plan.lock_version)
    assert [item.section for item in refusal.value.items] == ["identity"]


def test_a_version_cannot_be_changed_or_removed(app):
    frozen = version(make_submitted_plan(), 1)
    frozen.content = {}
    with pytest.raises(RuntimeError, match="immutable"):
        db.session.flush()
    db.session.rollback()
    db.session.delete(version(make_submitted_plan(), 1))
    with pytest.raises(RuntimeError, match="immutable"):
        db.session.flush()


def test_a_plan_can_be_withdrawn_until_the_review_begins(app):
    plan = make_submitted_plan()
    plans.withdraw(plan, plan.owner, seen=plan.lock_version)
    assert plan.state is PlanState.DRAFT
    told = db.session.scalars(sa.select(OutboxEmail).order_by(OutboxEmail.id)).all()
    assert [(letter.kind, letter.to) for letter in told] == [
        ("plan_submitted", plan.mentor.email),
        ("plan_withdrawn", plan.mentor.email),
    ]
    plan = make_plan_in(PlanState.IN_REVIEW)
    with pytest.raises(NotPossibleNow):
        plans.withdraw(plan, plan.owner, seen=plan.lock_version)


def test_only_the_assigned_mentor_starts_the_review(app):
    plan = make_submitted_plan()
    with pytest.raises(NotPermitted):
        plans.start_review(plan, make_membership().mentor, seen=plan.lock_version)
    review = plans.start_review(plan, plan.mentor, seen=plan.lock_version)
    assert (plan.state, review.version.number) == (PlanState.IN_REVIEW, 1)


def test_an_approval_is_voided_by_reopening_and_stays_in_the_history(app):
    plan = make_plan_in(PlanState.APPROVED)
    plans.reopen(plan, plan.owner, seen=plan.lock_version, reason="Anggaran berubah")
    assert plan.state is PlanState.DRAFT
    review = db.session.scalars(sa.select(Review).filter_by(plan_id=plan.id)).one()
    assert review.voided_at is not None
    assert actions(plan)[-2:] == ["approve", "reopen"]


def test_a_second_approval_of_the_same_plan_is_refused_by_the_database(app):
    plan = make_plan_in(PlanState.APPROVED)
    first = db.session.scalars(sa.select(Review).filter_by(plan_id=plan.id)).one()
    db.session.add(
        Review(
            plan_id=plan.id,
            version_id=first.version_id,
            reviewer_id=plan.owner_id,
            decision="approve",
            decided_at=first.decided_at,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_starting_the_implementation_makes_milestones_trackable(app):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    assert len(plan.milestones) == 3


def test_closing_needs_verified_short_term_milestones(app):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    with pytest.raises(Incomplete):
        plans.close(plan, plan.mentor, seen=plan.lock_version)
    assert make_plan_in(PlanState.COMPLETED).state is PlanState.COMPLETED


def test_a_decision_on_an_outdated_page_is_refused(app):
    plan = make_submitted_plan()
    with pytest.raises(ChangedMeanwhile):
        plans.withdraw(plan, plan.owner, seen=plan.lock_version - 1)


def test_of_two_decisions_at_the_same_moment_the_second_is_refused(app):
    plan = make_submitted_plan()
    seen = plan.lock_version
    db.session.execute(
        sa.update(ActionPlan).values(lock_version=seen + 1), execution_options={"synchronize_session": False}
    )
    with pytest.raises(StaleDataError):
        plans.withdraw(plan, plan.owner, seen=seen)


def test_every_transition_leaves_a_line_with_its_version(app):
    plan = make_plan_in(PlanState.COMPLETED)
    lines = db.session.scalars(sa.select(PlanEvent).filter_by(plan_id=plan.id).order_by(PlanEvent.id)).all()
    assert [line.action for line in lines] == [
        "start",
        "submit",
        "start_review",
        "approve",
        "start_implementation",
        "close",
    ]
    assert [line.version_no for line in lines] == [None, 1, 1, 1, 1, 1]
    assert all(line.at for line in lines)
