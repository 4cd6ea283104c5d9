"""A comment carries a thread: answer, reply, answer; each private until it is sent with the plan or the review."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.errors import Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, Answer, Comment, CommentKind, Mark, PlanState, Review
from pka_tracker.operations.plans import plans
from pka_tracker.operations.reviews import answers, comments, reversals, reviews
from pka_tracker.queries.reviews.answers import waits_for_answer
from tests.factories import make_membership, make_plan_in

JSON = {"Accept": "application/json"}


def the_comment(plan: ActionPlan) -> Comment:
    """The first comment and its thread as they are in the database."""
    for row in db.session:
        if isinstance(row, Answer | Comment):
            db.session.expire(row)
    return db.session.scalars(sa.select(Comment).filter_by(plan_id=plan.id).order_by(Comment.id)).first()


def say(plan: ActionPlan, who, body: str) -> None:
    """Write in the thread of the first comment."""
    comment = the_comment(plan)
    unsent = comment.unsent_by(who.id)
    answers.save_answer(comment, who, body, seen=unsent.lock_version if unsent else 0)


def resubmit(plan: ActionPlan) -> None:
    plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()


def ask_again(plan: ActionPlan, reply: str = "") -> None:
    """Another round: the mentor replies, or leaves the comment open without a word."""
    review = begin(plan)
    if reply:
        say(plan, plan.mentor, reply)
    reviews.mark_section(review, plan.mentor, "background", Mark.NEEDS_WORK)
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()


def begin(plan: ActionPlan) -> Review:
    review = plans.start_review(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    return review


def answered_once() -> ActionPlan:
    """The participant answered and the plan is with the mentor again."""
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    say(plan, plan.owner, "Sudah, dari register.")
    resubmit(plan)
    return plan


def waiting(plan: ActionPlan) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(waits_for_answer(plan.id)).select_from(Comment))


def test_a_reply_is_private_until_the_review_is_sent(sign_in):
    plan = answered_once()
    begin(plan)
    writer, judge = sign_in(plan.owner), sign_in(plan.mentor)
    organizer = sign_in(make_membership("organizer", cohort=plan.cohort).user)
    comment = the_comment(plan)
    kept = judge.post(
        f"/comments/{comment.id}/answer", data={"seen": token(comment, 0, "Answer"), "body": "Tahun berapa?"}
    )
    assert (kept.status_code, kept.location) == (303, f"/reviews/{plan.id}#comment-{comment.id}")
    assert "Tahun berapa?" in judge.get(f"/reviews/{plan.id}").text
    for other in (writer, organizer):
        assert "Tahun berapa?" not in other.get(f"/plans/{plan.id}").text
    reviews.mark_section(
        db.session.scalars(sa.select(Review).filter_by(decision=None)).one(),
        plan.mentor,
        "background",
        Mark.NEEDS_WORK,
    )
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    for address in (
        f"/plans/{plan.id}",
        f"/plans/{plan.id}/sections/background",
        f"/comments/{comment.id}/answer",
    ):
        page = writer.get(address).text
        assert re.search(r"Sudah, dari register\..*Tahun berapa\?", page, re.DOTALL), address
        assert plan.mentor.name in page


def test_the_next_answer_is_private_until_the_plan_is_resubmitted(sign_in):
    plan = answered_once()
    ask_again(plan, "Tahun berapa?")
    writer, judge = sign_in(plan.owner), sign_in(plan.mentor)
    comment = the_comment(plan)
    writer.post(
        f"/comments/{comment.id}/answer", data={"seen": token(comment, 0, "Answer"), "body": "Tahun 2025."}
    )
    assert "Tahun 2025." in writer.get(f"/plans/{plan.id}").text
    for address in (f"/reviews/{plan.id}", f"/plans/{plan.id}"):
        assert "Tahun 2025." not in judge.get(address).text
    resubmit(plan)
    desk = judge.get(f"/reviews/{plan.id}").text
    assert re.search(r"dari register\..*Tahun berapa\?.*Tahun 2025\.", desk, re.DOTALL)
    assert db.session.scalars(sa.select(Answer.version_no).order_by(Answer.id)).all() == [2, None, 3]


def test_a_required_comment_waits_until_the_participant_has_the_last_word(app):
    plan = answered_once()
    ask_again(plan)
    assert (waiting(plan), the_comment(plan).answered) == (0, True)
    resubmit(plan)
    ask_again(plan, "Tahun berapa?")
    assert (waiting(plan), the_comment(plan).answered) == (1, False)
    with pytest.raises(Incomplete):
        answers.ensure_all_answered(plan)
    say(plan, plan.owner, "Tahun 2025.")
    assert (waiting(plan), the_comment(plan).answered) == (0, True)
    say(plan, plan.owner, "  ")
    assert (waiting(plan), the_comment(plan).answered) == (1, False)
    say(plan, plan.owner, "Tahun 2025.")
    resubmit(plan)
    assert (waiting(plan), the_comment(plan).answered) == (0, True)


def test_taking_a_decision_back_makes_its_replies_private_again(sign_in):
    plan = answered_once()
    ask_again(plan, "Tahun berapa?")
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    assert "Tahun berapa?" not in sign_in(plan.owner).get(f"/plans/{plan.id}").text
    say(plan, plan.mentor, "Tahun berapa, dan dari mana?")
    assert db.session.scalars(sa.select(Answer.body).order_by(Answer.id)).all()[1:] == [
        "Tahun berapa, dan dari mana?"
    ]


def test_a_reply_that_is_being_answered_stays_with_the_participant(app):
    plan = answered_once()
    ask_again(plan, "Tahun berapa?")
    say(plan, plan.owner, "Sedang saya cari.")
    reversals.take_back(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    say(plan, plan.mentor, "Saya lihat di lampiran.")
    assert [answer.body for answer in the_comment(plan).thread][-1] == "Tahun berapa?"
    reviews.mark_section(
        db.session.scalars(sa.select(Review).filter_by(decision=None)).one(),
        plan.mentor,
        "background",
        Mark.NEEDS_WORK,
    )
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    assert waiting(plan) == 0, "the answer begun before is sent after this reply"


def test_a_mentor_closes_with_a_word_and_an_emptied_reply_vanishes(app):
    plan = answered_once()
    review = begin(plan)
    comments.settle(the_comment(plan), plan.mentor)
    say(plan, plan.mentor, "Baik, terima kasih.")
    say(plan, plan.mentor, "")
    answers.send_replies(review)
    assert db.session.scalars(sa.select(Answer.body)).all() == ["Sudah, dari register."]


def test_nobody_replies_without_an_open_review(sign_in):
    plan = answered_once()
    comment = the_comment(plan)
    address, data = (
        f"/comments/{comment.id}/answer",
        {"seen": token(comment, 0, "Answer"), "body": "Tahun berapa?"},
    )
    judge = sign_in(plan.mentor)
    early = judge.post(address, data=data)
    assert early.status_code == 409
    assert "Tahun berapa?" in early.text
    organizer = make_membership("organizer", cohort=plan.cohort).user
    assert sign_in(organizer).post(address, data=data).status_code == 403
    begin(plan)
    assert judge.post(address, data=data, headers=JSON).json["seen"] == token(comment, 1, "Answer")
    assert judge.post(address, data=data | {"body": "x" * 5_001}).status_code == 422
    assert judge.get(address).status_code == 200
    plan.mentor = make_membership("mentor", cohort=plan.cohort).user
    db.session.commit()
    assert "Tahun berapa?" not in sign_in(plan.mentor).get(f"/plans/{plan.id}").text
    with pytest.raises(NotPossibleNow):
        say(plan, plan.mentor, "Saya lanjutkan.")


def test_the_participant_works_through_a_checklist_with_the_open_ones_first(sign_in):
    plan = answered_once()
    review = begin(plan)
    for number, (section, kind) in enumerate(
        [("goals", "required"), ("title", "suggestion"), ("risks", "required")]
    ):
        comments.add(
            review,
            plan.mentor,
            section=section,
            kind=CommentKind(kind),
            body=f"Catatan {number}",
            form_key=f"k{number}",
        )
        reviews.mark_section(review, plan.mentor, section, Mark.NEEDS_WORK)
    plans.request_revision(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    writer, address = sign_in(plan.owner), f"/plans/{plan.id}"
    page = writer.get(address).text
    required = re.search(r'aria-label="Required comments">(.*?)</ul>', page, re.DOTALL)[1]
    assert re.findall(r"<strong>(.*?)</strong>", page[page.index('id="checklist"') :])[0] == "1 of 3 answered"
    assert re.findall(r"Catatan \d|Sebutkan data", required) == ["Catatan 0", "Catatan 2", "Sebutkan data"]
    assert "Catatan 1" in re.search(r'aria-label="Suggestions">(.*?)</ul>', page, re.DOTALL)[1]
    assert "when you have answered 2 more required comments" in page
    assert len(re.findall(r"button--primary", page)) == 1
    assert "without an answer" in writer.get(f"{address}/resubmit").text
    for comment in db.session.scalars(
        sa.select(Comment).filter_by(review_id=review.id, kind="required")
    ).all():
        assert f'href="{address}/sections/{comment.section}#comment-{comment.id}"' in required
        writer.post(
            f"/comments/{comment.id}/answer", data={"seen": token(comment, 0, "Answer"), "body": "Sudah."}
        )
    page = writer.get(address).text
    assert "3 of 3 answered" in page and "You can resubmit when" not in page
    assert re.search(r'button--primary" href="[^"]*/resubmit"', page)
    assert 'id="checklist"' not in sign_in(plan.mentor).get(address).text


def test_threads_cost_the_same_however_long(sign_in, count_queries):
    plan = answered_once()
    ask_again(plan, "Tahun berapa?")
    clients = {f"/plans/{plan.id}": sign_in(plan.owner), f"/reviews/{plan.id}": sign_in(plan.mentor)}
    counts = []
    for _round in range(2):
        for address, client in clients.items():
            with count_queries() as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
        for number in range(3):
            say(plan, plan.owner, f"Jawaban {number}.")
            resubmit(plan)
            ask_again(plan, f"Balasan {number}.")
    assert counts[:2] == counts[2:]
