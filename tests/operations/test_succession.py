"""Handing a plan to a successor."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Milestone, OutboxEmail, PlanEvent, PlanState, User
from pka_tracker.operations.cohorts import members
from pka_tracker.operations.plans import milestones, succession
from pka_tracker.queries.personal.personal_data import received_by, written_by
from pka_tracker.queries.plans.milestones import get_milestone
from pka_tracker.queries.plans.plans import get_plan, membership_of
from tests.factories import make_membership, make_plan, make_plan_in, make_user


@pytest.fixture
def plan(app):
    return make_plan_in(PlanState.IN_IMPLEMENTATION)


@pytest.fixture
def successor(app) -> User:
    return make_user(name="Dra. Pengganti")


def hand_over(plan, who: User, actor: User | None = None, **typed: str) -> None:
    words = {"email": who.email, "reason": "Mutasi ke Dinas Sosial."} | typed
    succession.hand_over(plan, actor or plan.owner, seen=plan.lock_version, **words)
    db.session.commit()


def first(plan, viewer: User) -> Milestone:
    wanted = sa.select(Milestone.id).filter_by(plan_id=plan.id).order_by(Milestone.id).limit(1)
    return get_milestone(db.session.execute(wanted).scalar_one(), viewer)


def report(milestone: Milestone, actor: User) -> None:
    told = {"report": "Selesai.", "evidence_url": "https://example.org/x"}
    milestones.report(milestone, actor, seen=milestone.lock_version, **told)


def test_the_successor_reports_from_then_on_and_the_writer_reads(plan, successor):
    with pytest.raises(NotFound):
        get_plan(plan.id, successor)
    hand_over(plan, successor)
    report(first(plan, successor), successor)
    with pytest.raises(NotPermitted):
        report(first(plan, plan.owner), plan.owner)
    assert plan.owner_id != successor.id and plan.steward_id == successor.id


def test_each_takes_along_what_they_reported_themselves(plan, successor):
    report(first(plan, plan.owner), plan.owner)
    hand_over(plan, successor)
    told = {"report": "Dilanjutkan di kantor baru.", "evidence_url": "https://example.org/x"}
    milestone = first(plan, successor)
    milestones.report(milestone, successor, seen=milestone.lock_version, **told)
    db.session.commit()
    by_owner, by_successor = written_by(plan.owner), written_by(successor)
    assert [one["text"] for one in by_owner["milestone_event"]] == ["Selesai."]
    assert [one["text"] for one in by_successor["milestone_event"]] == ["Dilanjutkan di kantor baru."]
    assert "kantor baru" not in str(by_owner) and "kantor baru" in str(by_successor["milestone"])
    assert "kantor baru" in str(received_by(plan.owner)["milestone_event"])


def test_history_and_letters_say_who_and_why(plan, successor):
    hand_over(plan, successor)
    event = db.session.scalars(sa.select(PlanEvent).filter_by(action="hand_over")).one()
    assert event.reason == f"{plan.owner.name} → {successor.name}. Mutasi ke Dinas Sosial."
    letters = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="plan_handed_over")).all()
    assert {letter.to for letter in letters} == {plan.owner.email, plan.mentor.email, successor.email}
    assert all("Mutasi ke Dinas Sosial." in letter.body for letter in letters)


def test_handed_on_the_one_before_sees_no_more_and_the_writer_can_have_it_back(plan, successor):
    hand_over(plan, successor)
    third = make_user()
    hand_over(plan, third, successor)
    with pytest.raises(NotFound):
        get_plan(plan.id, successor)
    hand_over(plan, plan.owner)
    assert plan.successor_id is None
    report(first(plan, plan.owner), plan.owner)


@pytest.mark.parametrize("who", ["nobody@example.org", "owner", "mentor", "disabled"])
def test_whoever_cannot_carry_it_out_is_refused(plan, successor, who):
    found = {"owner": plan.owner.email, "mentor": plan.mentor.email, "disabled": successor.email}
    successor.active = False
    with pytest.raises(Incomplete):
        hand_over(plan, successor, email=found.get(who, who))


def test_the_address_is_read_as_people_write_it_and_a_reason_is_needed(plan, successor):
    with pytest.raises(Incomplete):
        hand_over(plan, successor, reason=" ")
    hand_over(plan, successor, email=f" {successor.email.upper()} ")
    assert plan.successor_id == successor.id


def test_only_those_concerned_and_only_while_it_is_carried_out(plan, successor):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    for stranger in (make_membership(CohortRole.MENTOR, cohort=plan.cohort).user, successor):
        with pytest.raises(NotPermitted):
            hand_over(plan, successor, stranger)
    with pytest.raises(ChangedMeanwhile):
        succession.hand_over(plan, organizer, email=successor.email, reason="x", seen=plan.lock_version - 1)
    hand_over(plan, successor, organizer)
    draft = make_plan()
    with pytest.raises(NotPossibleNow):
        hand_over(draft, successor, draft.owner)


def test_nobody_verifies_what_they_reported(plan):
    other = make_membership(CohortRole.MENTOR, cohort=plan.cohort).user
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    hand_over(plan, other)
    member = membership_of(plan)
    with pytest.raises(Incomplete):
        members.assign(members.MENTOR, member, other, organizer, "Mutasi", seen=member.lock_version)
