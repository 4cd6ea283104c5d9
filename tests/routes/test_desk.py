"""The review desk: what changed since this reviewer's own last review, and where to go next."""

from __future__ import annotations

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import part_token, token
from pka_tracker.models import Comment, PlanSection, PlanState, Review
from pka_tracker.operations.plans import plans, sections
from pka_tracker.operations.reviews import answers
from tests.factories import make_plan_in, make_user


def write(plan, key: str, field: str, text: str) -> None:
    row = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key=key)).one()
    sections.save(row, plan.owner, row.content | {field: text}, seen=row.lock_version)


def resubmitted_twice():
    """Version 1 was reviewed; version 2 was withdrawn unread; version 3 waits."""
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    for comment in db.session.scalars(sa.select(Comment)):
        answers.save_answer(comment, plan.owner, "Sudah diperbaiki", seen=0)
    write(plan, "background", "duties", "Menata taman, versi dua.")
    plans.resubmit(plan, plan.owner, seen=plan.lock_version)
    plans.withdraw(plan, plan.owner, seen=plan.lock_version)
    write(plan, "benefits", "agency", "Manfaat, versi tiga.")
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    return plan


def test_changes_are_told_since_my_own_last_review(sign_in):
    plan = resubmitted_twice()
    desk = sign_in(plan.mentor).get(f"/reviews/{plan.id}").text
    assert "What changed since your last review (version 1)" in desk
    assert "versi dua" in desk and "versi tiga" in desk
    assert 'href="#benefits">Next change:' in desk


def test_somebody_who_never_reviewed_it_sees_the_change_since_the_version_before(sign_in):
    plan = resubmitted_twice()
    other = make_user()
    plan.mentor = other
    db.session.commit()
    desk = sign_in(other).get(f"/reviews/{plan.id}").text
    assert "What changed since version 2" in desk
    assert "your last review" not in desk


def test_an_undecided_review_does_not_count_as_read(sign_in):
    plan = resubmitted_twice()
    review = db.session.scalars(sa.select(Review)).one()
    review.decision = review.decided_at = None
    db.session.commit()
    assert "What changed since version 2" in sign_in(plan.mentor).get(f"/reviews/{plan.id}").text


def test_a_comment_keeps_its_words_and_says_when_they_are_gone(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    client, review = sign_in(plan.mentor), db.session.scalars(sa.select(Review)).one()
    data = {
        "review": part_token(review, "background"),
        "kind": "required",
        "form_key": "k1",
        "body": "Dari mana?",
    }
    old = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="background")).one()
    words = old.content["gap"]
    client.post(f"/reviews/{plan.id}/sections/background/comments", data=data | {"quote": words})
    comment = db.session.scalars(sa.select(Comment)).one()
    assert comment.quote == words
    edit = data | {"seen": token(comment), "quote": f"{words} ", "body": "Dari mana angkanya?"}
    assert client.post(f"/comments/{comment.id}/edit", data=edit).status_code == 303
    assert f'data-words="{words}"' in client.get(f"/reviews/{plan.id}").text
    db.session.refresh(comment)
    comment.quote = "Kalimat yang sudah tidak ada di mana pun dalam bagian ini"
    db.session.commit()
    assert "no longer in the text" in client.get(f"/reviews/{plan.id}").text


def test_a_stale_comment_page_stays_stale_after_a_refusal(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    client, review = sign_in(plan.mentor), db.session.scalars(sa.select(Review)).one()
    data = {"review": part_token(review, "background"), "kind": "required", "form_key": "k1", "body": "Satu"}
    client.post(f"/reviews/{plan.id}/sections/background/comments", data=data)
    comment = db.session.scalars(sa.select(Comment)).one()
    seen, address = token(comment), f"/comments/{comment.id}/edit"
    client.post(address, data={"seen": seen, "kind": "required", "body": "Dua, di jendela lain"})
    refused = client.post(address, data={"seen": seen, "kind": "required", "body": ""})
    assert refused.status_code == 422
    assert f'name="seen" type="hidden" value="{seen}"' in refused.text
