"""Changing who guides whom."""

from __future__ import annotations

import pytest

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, DigestItem, OutboxEmail, PlanEvent, PlanState, Review
from pka_tracker.operations.cohorts import members
from tests import factories


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
    members.assign_mentor(member, new, organizer, "Mutasi", seen=old.id)
    db.session.commit()
    assert plan.mentor_id == member.mentor_id == new.id
    assert plan.state is PlanState.SUBMITTED and plan.due_at >= due
    event = db.session.query(PlanEvent).filter_by(plan_id=plan.id, action="assign_mentor").one()
    assert event.reason == f"{old.name} → {new.name}. Mutasi"


def test_under_review_the_new_mentor_gets_a_review_of_their_own(people):
    organizer, member, new = people
    plan = factories.make_plan_in(PlanState.IN_REVIEW, member)
    members.assign_mentor(member, new, organizer, "Mutasi", seen=member.mentor_id)
    reviewers = {review.reviewer_id for review in db.session.query(Review).filter_by(plan_id=plan.id)}
    assert plan.state is PlanState.IN_REVIEW
    assert new.id in reviewers and len(reviewers) == 2


def test_three_daily_letters_tell_of_it(people):
    organizer, member, new = people
    old = member.mentor
    members.assign_mentor(member, new, organizer, "Mutasi", seen=old.id)
    assert {item.user_id for item in db.session.query(DigestItem)} == {member.user_id, new.id, old.id}
    assert db.session.query(OutboxEmail).count() == 0


def test_who_wants_to_know_at_once_does(people):
    organizer, member, new = people
    new.letter_choices = {"mentor_changed": "at_once"}
    member.user.letter_choices = {"mentor_changed": "never"}
    members.assign_mentor(member, new, organizer, "Mutasi", seen=member.mentor_id)
    assert [letter.to for letter in db.session.query(OutboxEmail)] == [new.email]
    assert db.session.query(DigestItem).count() == 1


def test_a_participant_without_a_mentor_gets_one(people):
    organizer, member, new = people
    alone = factories.make_membership(cohort=member.cohort, mentor=None)
    members.assign_mentor(alone, new, organizer, "Awal", seen=0)
    assert alone.mentor_id == new.id


def test_asked_twice_it_happens_once(people):
    organizer, member, new = people
    seen = member.mentor_id
    members.assign_mentor(member, new, organizer, "Mutasi", seen=seen)
    members.assign_mentor(member, new, organizer, "Mutasi", seen=seen)
    assert db.session.query(DigestItem).count() == 3


def test_only_an_organizer_of_the_cohort_may(people):
    _organizer, member, new = people
    stranger = factories.make_membership(CohortRole.ORGANIZER).user
    for actor in (member.user, member.mentor, new, stranger):
        with pytest.raises(NotPermitted):
            members.assign_mentor(member, new, actor, "Mutasi", seen=member.mentor_id)


def test_nobody_guides_themselves(people):
    organizer, member, _new = people
    factories.make_membership(CohortRole.MENTOR, cohort=member.cohort, user=member.user)
    with pytest.raises(Incomplete) as refused:
        members.assign_mentor(member, member.user, organizer, "Mutasi", seen=member.mentor_id)
    assert refused.value.items == [members.SELF]


def test_a_mentor_of_another_cohort_and_an_empty_reason_are_refused(people):
    organizer, member, new = people
    elsewhere = factories.make_membership(CohortRole.MENTOR).user
    for mentor, reason in ((elsewhere, "Mutasi"), (new, "  ")):
        with pytest.raises(Incomplete):
            members.assign_mentor(member, mentor, organizer, reason, seen=member.mentor_id)


def test_an_old_page_changes_nothing(people):
    organizer, member, new = people
    with pytest.raises(ChangedMeanwhile):
        members.assign_mentor(member, new, organizer, "Mutasi", seen=0)
