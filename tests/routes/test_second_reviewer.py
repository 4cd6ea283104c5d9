"""The coach reviews beside the mentor: finds the plans, writes in private, sends, and never moves the plan."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms.seen import part_token
from pka_tracker.models import CohortRole, Comment, Decision, OutboxEmail, PlanState, Review
from pka_tracker.operations.plans import plans
from pka_tracker.operations.reviews import answers, comments, endorsements, reviews
from pka_tracker.queries.plans.plans import get_version
from pka_tracker.queries.reviews.reviews import own_review
from tests.factories import make_membership, make_plan_in, make_submitted_plan

BODY = "Sumber angka ini belum disebut."


@pytest.fixture
def plan(app):
    """In review with the mentor, with a coach."""
    found = make_plan_in(PlanState.IN_REVIEW)
    found.coach = make_membership(CohortRole.COACH, cohort=found.cohort).user
    db.session.commit()
    return found


def begin(plan) -> Review:
    return reviews.open_review(plan, get_version(plan, plan.version_no), plan.coach)


def comment_on(plan, review, author, body=BODY, kind="required", key="k1"):
    return comments.add(review, author, section="goals", kind=kind, body=body, form_key=key)


def send_a_required_comment(plan) -> Comment:
    row = comment_on(plan, begin(plan), plan.coach)
    endorsements.advise(plan, plan.coach, seen=plan.lock_version, message="Tinggal sedikit lagi.")
    db.session.commit()
    db.session.refresh(row)
    return row


def make_approvable(plan) -> None:
    review = own_review(plan, plan.mentor)
    values = {"checklist": [], "verdict": "capable", "verdict_reason": "Kuat", "support": ["mandate"]}
    reviews.save_assessment(review, plan.mentor, seen=review.lock_version, support_note="", **values)


def test_a_plan_waits_for_its_coach_until_the_notes_are_sent(plan, sign_in):
    other = make_submitted_plan(cohort=plan.cohort)
    other.coach = plan.coach
    db.session.commit()
    coach = sign_in(plan.coach)
    assert "2 plans to review" in coach.get("/").text
    queue = coach.get("/reviews/?state=waiting").text
    assert f"/reviews/{plan.id}" in queue and queue.count("Waiting for you") == 2
    assert "of 2 waiting for you" in coach.get(f"/reviews/{plan.id}").text
    send_a_required_comment(plan)
    endorsements.endorse(other, other.coach, seen=other.lock_version)
    db.session.commit()
    assert "0 plans to review" in coach.get("/").text
    assert f"/reviews/{plan.id}" not in coach.get("/reviews/?state=waiting").text
    everything = coach.get("/reviews/").text
    assert f"/reviews/{plan.id}" in everything and "Waiting for the mentor" in everything


def test_the_lists_of_a_coach_cost_the_same_with_one_plan_and_with_many(plan, sign_in, count_queries):
    coach = sign_in(plan.coach)
    for address in ("/", "/reviews/"):
        coach.get(address)
        with count_queries() as few:
            coach.get(address)
        for _number in range(3):
            make_submitted_plan(cohort=plan.cohort).coach = plan.coach
        db.session.commit()
        with count_queries() as many:
            coach.get(address)
        assert len(few) == len(many)


def test_a_coach_writes_on_the_desk_and_sends_it_once(plan, sign_in):
    coach, state = sign_in(plan.coach), plan.state
    desk = f"/reviews/{plan.id}"
    assert "Begin your review" in coach.get(desk).text
    assert coach.post(f"{desk}/begin").status_code == 303
    review = db.session.scalars(sa.select(Review).filter_by(as_coach=True)).one()
    words = {
        "review": part_token(review, "goals"),
        "kind": "required",
        "form_key": "k1",
        "body": BODY,
        "quote": "angka",
    }
    assert coach.post(f"{desk}/sections/goals/comments", data=words).status_code == 303
    assert (
        coach.post(
            f"{desk}/sections/goals", data={"review": part_token(review, "goals"), "mark": "needs_work"}
        ).status_code
        == 303
    )
    assert coach.post(f"{desk}/assessment", data={"verdict": "capable", "seen": "1"}).status_code == 403
    page = coach.get(f"/plans/{plan.id}/advise").text
    assert plan.owner.name in page and plan.mentor.name in page
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)[1]
    for _ in range(2):
        answer = coach.post(f"/plans/{plan.id}/advise", data={"seen": seen, "message": "Mohon dilengkapi."})
        assert answer.status_code == 303
    db.session.expire_all()
    assert (plan.state, plan.lock_version, review.decision) == (
        state,
        int(seen.rpartition(":")[2]),
        Decision.ADVISE,
    )
    letters = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="coach_advised")).all()
    assert {letter.to for letter in letters} == {plan.owner.email, plan.mentor.email} and len(letters) == 2
    read = sign_in(plan.owner).get(f"/plans/{plan.id}").text
    assert BODY in read and f"{plan.coach.name} (Coach)" in read
    judged = sign_in(plan.mentor).get(desk).text
    assert BODY in judged and f"{plan.coach.name}: Needs work" in judged and "Mohon dilengkapi." in judged


def test_neither_sees_what_the_other_has_not_sent(plan, sign_in):
    comment_on(plan, begin(plan), plan.coach, body="Rahasia coach")
    comment_on(plan, own_review(plan, plan.mentor), plan.mentor, body="Rahasia mentor")
    reviews.mark_section(own_review(plan, plan.mentor), plan.mentor, "goals", "ok")
    db.session.commit()
    for reader, hidden in (
        (plan.mentor, "Rahasia coach"),
        (plan.coach, "Rahasia mentor"),
        (plan.owner, "Rahasia"),
    ):
        client = sign_in(reader)
        for address in (f"/plans/{plan.id}", f"/reviews/{plan.id}"):
            assert hidden not in client.get(address).text
    for row in db.session.scalars(sa.select(Comment)).all():
        other = plan.mentor if row.review.as_coach else plan.coach
        assert sign_in(other).get(f"/comments/{row.id}/edit").status_code == 404


def test_a_required_comment_of_the_coach_stands_in_the_way_of_approving_until_settled(plan):
    make_approvable(plan)
    row = send_a_required_comment(plan)
    with pytest.raises(Incomplete) as refused:
        plans.approve(plan, plan.mentor, seen=plan.lock_version)
    assert "coach" in str(refused.value.items[0].message)
    with pytest.raises(NotPermitted):
        comments.settle(row, plan.mentor)
    comments.settle(row, plan.coach)
    plans.approve(plan, plan.mentor, seen=plan.lock_version)
    assert plan.state is PlanState.APPROVED


def test_the_mentor_can_ask_for_a_revision_on_the_coachs_word_and_the_participant_answers(plan):
    row = send_a_required_comment(plan)
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    with pytest.raises(Incomplete):
        plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    answers.save_answer(row, plan.owner, "Sumbernya sudah disebut.", seen=0)
    plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    assert plan.state is PlanState.SUBMITTED
    comments.settle(row, plan.coach)  # before the mentor opens the new version
    assert row.settled_by_id == plan.coach_id


@pytest.mark.parametrize("gone", ["replaced", "closed"])
def test_the_mentor_settles_for_a_coach_who_is_gone(plan, gone):
    row = send_a_required_comment(plan)
    old = plan.coach
    if gone == "replaced":
        plan.coach = make_membership(CohortRole.COACH, cohort=plan.cohort).user
    else:
        old.active = False
    db.session.flush()
    if gone == "replaced":
        with pytest.raises(NotPermitted):
            comments.settle(row, old)
    comments.settle(row, plan.mentor)
    assert row.settled_by_id == plan.mentor_id


def test_what_a_coach_is_writing_goes_on_to_the_next_version(plan, sign_in):
    review = begin(plan)
    comment_on(plan, review, plan.coach)
    comment_on(plan, own_review(plan, plan.mentor), plan.mentor, key="m1", body="Dari mentor")
    reviews.mark_section(own_review(plan, plan.mentor), plan.mentor, "goals", "needs_work")
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    with pytest.raises(NotPossibleNow):
        endorsements.advise(plan, plan.coach, seen=plan.lock_version)
    for row in db.session.scalars(sa.select(Comment).filter_by(author_id=plan.mentor_id)):
        answers.save_answer(row, plan.owner, "Sudah.", seen=0)
    plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    db.session.refresh(review)
    assert review.version.number == 2
    assert BODY in sign_in(plan.coach).get(f"/reviews/{plan.id}").text
    endorsements.advise(plan, plan.coach, seen=plan.lock_version)


def test_drafts_stay_with_a_coach_who_is_replaced(plan, sign_in):
    comment_on(plan, begin(plan), plan.coach)
    old, plan.coach = plan.coach, make_membership(CohortRole.COACH, cohort=plan.cohort).user
    db.session.commit()
    assert sign_in(old).get(f"/reviews/{plan.id}").status_code == 404
    assert BODY not in sign_in(plan.coach).get(f"/reviews/{plan.id}").text
    assert BODY not in sign_in(plan.mentor).get(f"/reviews/{plan.id}").text


def test_nothing_to_say_an_old_page_and_an_open_comment_are_refused(plan):
    begin(plan)
    with pytest.raises(Incomplete):
        endorsements.advise(plan, plan.coach, seen=plan.lock_version)
    with pytest.raises(ChangedMeanwhile):
        endorsements.advise(plan, plan.coach, seen=plan.lock_version - 1, message="Lanjut.")
    row = comment_on(plan, begin(plan), plan.coach)
    with pytest.raises(Incomplete):
        endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    endorsements.advise(plan, plan.coach, seen=plan.lock_version)
    with pytest.raises(Incomplete):
        endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    db.session.refresh(row)
    comments.settle(row, plan.coach)
    assert endorsements.endorse(plan, plan.coach, seen=plan.lock_version).coach_id == plan.coach_id


def test_the_desk_of_an_approved_version_does_not_wait_for_its_coach(plan, sign_in):
    coach, desk = sign_in(plan.coach), f"/reviews/{plan.id}"
    assert "This plan waits for your notes" in coach.get(desk).text
    endorsements.endorse(plan, plan.coach, seen=plan.lock_version)
    db.session.commit()
    page = coach.get(desk).text
    assert "You approved this version as its coach" in page
    assert "This plan waits for your notes" not in page
