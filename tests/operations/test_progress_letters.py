"""Letters about what becomes of a plan: who is told that something was reported, returned, verified or closed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import DigestItem, Frequency, LetterKind, OutboxEmail, PlanState, User
from pka_tracker.operations.plans import indicators, milestones, plans, succession
from pka_tracker.queries.plans.milestones import get_milestone
from tests.factories import make_plan_in, make_user, make_value

EVIDENCE = "https://example.org/bukti"


@pytest.fixture
def plan(app):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.execute(sa.delete(DigestItem))
    db.session.refresh(plan, ["milestones"])
    return plan


def told() -> list[tuple[int, str, str]]:
    """Who reads what of the daily letters; read is taken out."""
    rows = db.session.execute(
        sa.select(DigestItem.user_id, DigestItem.subject, DigestItem.body).order_by(DigestItem.id)
    ).all()
    db.session.execute(sa.delete(DigestItem))
    return [(row.user_id, row.subject, row.body) for row in rows]


def report(plan, actor: User, *, done: bool = True):
    milestone = get_milestone(plan.milestones[0].id, actor)
    milestones.report(
        milestone,
        actor,
        report="Tim dibentuk.",
        evidence_url=EVIDENCE,
        seen=milestone.lock_version,
        done=done,
    )
    return milestone


def test_the_mentor_is_told_of_a_report_and_the_participant_of_what_was_decided(plan):
    milestone = report(plan, plan.owner)
    [(reader, subject, body)] = told()
    assert reader == plan.mentor_id and subject == f"Reported: {milestone.activity}"
    assert (
        "Tim dibentuk." in body and plan.owner.name in body and f"/milestones/{milestone.id}/verify" in body
    )
    milestones.return_(milestone, plan.mentor, reason="Foto belum ada.", seen=milestone.lock_version)
    [(reader, subject, body)] = told()
    assert reader == plan.owner_id and "Foto belum ada." in body and subject.startswith("Returned: ")
    report(plan, plan.owner, done=False)
    [(reader, subject, body)] = told()
    assert subject.startswith("In progress: ") and "/verify" not in body
    report(plan, plan.owner)
    told()
    milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    [(reader, subject, body)] = told()
    assert reader == plan.owner_id and subject.startswith("Verified: ")


def test_values_of_indicators_are_told_alike(plan):
    value = make_value(plan, "67.5", note="Rekap Oktober.")
    [(reader, subject, body)] = told()
    assert reader == plan.mentor_id and "67.5" in subject and "Rekap Oktober." in body
    indicators.return_(value, plan.mentor, reason="Rekapnya?", seen=value.lock_version)
    [(reader, _subject, body)] = told()
    assert reader == plan.owner_id and "Rekapnya?" in body
    value = make_value(plan, "70")
    told()
    indicators.verify(value, plan.mentor, seen=value.lock_version)
    assert [reader for reader, _subject, _body in told()] == [plan.owner_id]


def test_after_a_handover_the_successor_is_told_and_of_the_end_both(plan):
    successor = make_user(locale="id")
    words = {"email": successor.email, "reason": "Mutasi."}
    succession.hand_over(plan, plan.owner, seen=plan.lock_version, **words)
    milestone = report(plan, successor)
    told()
    milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    [(reader, subject, _body)] = told()
    assert reader == successor.id and subject.startswith("Diverifikasi: ")
    plans.close(plan, plan.mentor, seen=plan.lock_version)
    assert {reader for reader, _subject, _body in told()} == {plan.owner_id, successor.id}


def test_whoever_chose_otherwise_is_told_at_once_or_never(plan):
    plan.mentor.letter_choices = {LetterKind.PROGRESS: Frequency.AT_ONCE}
    plan.owner.letter_choices = {LetterKind.PROGRESS: Frequency.NEVER}
    milestone = report(plan, plan.owner)
    milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    assert told() == []
    letters = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="progress_reported")).all()
    assert [letter.to for letter in letters] == [plan.mentor.email]


def test_a_plan_without_a_mentor_is_reported_to_nobody(plan):
    plan.mentor = None
    report(plan, plan.owner)
    assert told() == []
