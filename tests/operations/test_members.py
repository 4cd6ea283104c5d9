"""Changing who guides whom."""

from __future__ import annotations

import pytest

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, DigestItem, MemberEvent, OutboxEmail, PlanEvent, PlanState, Review
from pka_tracker.operations.cohorts import members
from pka_tracker.operations.reviews import endorsements
from pka_tracker.queries.reviews.endorsements import endorsement_of
from tests import factories
from tests.factories import hand_over


@pytest.fixture
def people(app):
    organizer = factories.make_membership(CohortRole.ORGANIZER)
    member = factories.make_membership(cohort=organizer.cohort)
    new = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    return organizer.user, member, new


def test_the_plan_follows_and_the_history_says_why(people):
    organizer, member, new = people
    plan = factories.make_submitted_plan(member)
    old, due = member.mentor, plan.due_at
    hand_over(member, new, organizer)
    db.session.commit()
    assert plan.mentor_id == member.mentor_id == new.id
    assert plan.state is PlanState.SUBMITTED and plan.due_at >= due
    event = db.session.query(PlanEvent).filter_by(plan_id=plan.id, action="assign_mentor").one()
    assert event.reason == f"{old.name} → {new.name} Mutasi"


def test_under_review_the_new_mentor_gets_a_review_of_their_own(people):
    organizer, member, new = people
    plan = factories.make_plan_in(PlanState.IN_REVIEW, member)
    hand_over(member, new, organizer)
    reviewers = {review.reviewer_id for review in db.session.query(Review).filter_by(plan_id=plan.id)}
    assert plan.state is PlanState.IN_REVIEW
    assert new.id in reviewers and len(reviewers) == 2


def test_three_daily_letters_tell_of_it(people):
    organizer, member, new = people
    old = member.mentor
    hand_over(member, new, organizer)
    assert {item.user_id for item in db.session.query(DigestItem)} == {member.user_id, new.id, old.id}
    assert db.session.query(OutboxEmail).count() == 0


def test_the_daily_letter_tells_the_mentor_before_no_more_of_the_plan(people):
    organizer, member, new = people
    old = member.mentor
    old.letter_choices = {"plan_submitted": "daily"}
    factories.make_submitted_plan(member)
    submitted = db.session.query(DigestItem).filter_by(user_id=old.id, kind="plan_submitted")
    assert submitted.count() == 1
    hand_over(member, new, organizer)
    assert submitted.count() == 0
    assert db.session.query(DigestItem).filter_by(user_id=old.id, kind="mentor_changed").count() == 1


def test_who_wants_to_know_at_once_does(people):
    organizer, member, new = people
    new.letter_choices = {"mentor_changed": "at_once"}
    member.user.letter_choices = {"mentor_changed": "never"}
    hand_over(member, new, organizer)
    assert [letter.to for letter in db.session.query(OutboxEmail)] == [new.email]
    assert db.session.query(DigestItem).count() == 1


def test_a_participant_without_a_mentor_gets_one(people):
    organizer, member, new = people
    alone = factories.make_membership(cohort=member.cohort, mentor=None)
    hand_over(alone, new, organizer, "")
    assert alone.mentor_id == new.id


def test_asked_twice_it_happens_once(people):
    organizer, member, new = people
    seen = member.lock_version
    for _time in range(2):
        members.assign(members.MENTOR, member, new, organizer, "Mutasi", seen=seen)
    assert db.session.query(DigestItem).count() == 3


def test_only_an_organizer_of_the_cohort_may(people):
    _organizer, member, new = people
    stranger = factories.make_membership(CohortRole.ORGANIZER).user
    for actor in (member.user, member.mentor, new, stranger):
        with pytest.raises(NotPermitted):
            hand_over(member, new, actor)


def test_nobody_guides_themselves(people):
    organizer, member, _new = people
    factories.make_membership(CohortRole.MENTOR, cohort=member.cohort, user=member.user)
    with pytest.raises(Incomplete) as refused:
        hand_over(member, member.user, organizer)
    assert refused.value.items == [members.SELF]


def test_a_mentor_of_another_cohort_and_an_empty_reason_are_refused(people):
    organizer, member, new = people
    elsewhere = factories.make_membership(CohortRole.MENTOR).user
    for mentor, reason in ((elsewhere, "Mutasi"), (new, "  ")):
        with pytest.raises(Incomplete):
            hand_over(member, mentor, organizer, reason)


def test_an_old_page_changes_nothing(people):
    organizer, member, new = people
    with pytest.raises(ChangedMeanwhile):
        members.assign(members.MENTOR, member, new, organizer, "Mutasi", seen=member.lock_version - 1)


@pytest.fixture
def coached(people):
    """A participant with a coach, another coach, and a plan that the mentor has."""
    organizer, member, _new = people
    old, new = (factories.make_membership(CohortRole.COACH, cohort=member.cohort).user for _ in "ab")
    hand_over(member, old, organizer, "", members.COACH)
    return organizer, member, old, new, factories.make_plan_in(PlanState.IN_REVIEW, member)


def test_a_coach_is_handed_over_as_a_mentor_is(coached):
    organizer, member, old, new, plan = coached
    assert plan.coach_id == old.id
    due = plan.due_at
    hand_over(member, new, organizer, "Cuti", members.COACH)
    db.session.commit()
    assert plan.coach_id == member.coach_id == new.id
    assert plan.due_at == due, "the mentor still has it"
    event = db.session.query(PlanEvent).filter_by(plan_id=plan.id, action="assign_coach").one()
    assert event.reason == f"{old.name} → {new.name} Cuti"
    told = db.session.query(DigestItem).order_by(DigestItem.id.desc()).limit(3)
    assert {item.user_id for item in told} == {member.user_id, old.id, new.id}


def test_what_the_coach_before_approved_no_longer_counts(coached):
    organizer, member, old, new, plan = coached
    endorsements.endorse(plan, old, seen=plan.lock_version)
    assert endorsement_of(plan) is not None
    hand_over(member, new, organizer, "Cuti", members.COACH)
    assert endorsement_of(plan) is None


def test_a_participant_may_be_without_a_coach_but_not_without_a_mentor(coached):
    organizer, member, old, _new, plan = coached
    hand_over(member, None, organizer, "Pensiun", members.COACH)
    assert member.coach is None and plan.coach_id is None
    with pytest.raises(Incomplete) as refused:
        hand_over(member, None, organizer)
    assert refused.value.items == [members.NOT_A_MENTOR]
    lines = db.session.query(MemberEvent.old_id, MemberEvent.new_id, MemberEvent.reason)
    assert lines.order_by(MemberEvent.id).all() == [(None, old.id, ""), (old.id, None, "Pensiun")]


def test_a_mentor_is_no_coach_without_the_role(coached):
    organizer, member, _old, _new, _plan = coached
    with pytest.raises(Incomplete) as refused:
        hand_over(member, member.mentor, organizer, "x", members.COACH)
    assert refused.value.items == [members.NOT_A_COACH]
