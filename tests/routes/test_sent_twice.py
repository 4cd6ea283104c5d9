"""A save whose answer was lost is sent again as it was: it is found to be there, and nothing is written twice."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import part_token, token
from pka_tracker.models import Answer, AtmNote, Comment, CommentKind, PlanSection, PlanState, Review
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.operations.reviews import comments
from tests.factories import complete_content, make_complete_plan, make_membership, make_note, make_plan_in

JSON = {"Accept": "application/json"}
WRITTEN = [section.key for section in PLAN_SECTIONS if section.fields]


def typed(content: dict, prefix: str = "") -> dict[str, str]:
    """A document as its form sends it."""
    data = {}
    for key, value in content.items():
        if isinstance(value, dict):
            data |= typed(value, f"{prefix}{key}-")
        elif isinstance(value, list):
            for index, row in enumerate(value):
                data |= typed(row, f"{prefix}{key}-{index}-")
        elif value not in (None, False):
            data[f"{prefix}{key}"] = str(value)
    return data


def twice(client, address, data):
    """Both answers to the same request."""
    first = client.post(address, data=data, headers=JSON)
    again = client.post(address, data=data, headers=JSON)
    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert again.json["seen"] == first.json["seen"]
    return again.json


def fresh(model, **values):
    return db.session.scalars(
        sa.select(model).filter_by(**values).execution_options(populate_existing=True)
    ).all()


@pytest.mark.parametrize("key", WRITTEN)
def test_a_section_is_written_once(sign_in, key):
    plan = make_complete_plan()
    (before,) = fresh(PlanSection, plan_id=plan.id, key=key)
    content = complete_content(key, next((row["note"] for row in before.content.get("links", [])), 0))
    lock = before.lock_version
    for field in next(section for section in PLAN_SECTIONS if section.key == key).fields:
        if not hasattr(field, "columns") and field.kind == "long":
            content[field.key] = " Diubah\r\n "
    data = typed(content) | {"seen": token(before)}
    twice(sign_in(plan.owner), f"/plans/{plan.id}/sections/{key}", data)
    (after,) = fresh(PlanSection, plan_id=plan.id, key=key)
    assert after.lock_version <= lock + 1


def test_a_new_row_sent_twice_is_one_row(sign_in):
    plan = make_complete_plan()
    (row,) = fresh(PlanSection, plan_id=plan.id, key="team")
    data = typed(row.content) | {"seen": token(row)}
    count = len(row.content["rows"])
    data |= {f"rows-{count}-id": "a1b2c3d4", f"rows-{count}-name": "Ani", f"rows-{count}-role": "Ketua"}
    twice(sign_in(plan.owner), f"/plans/{plan.id}/sections/team", data)
    (row,) = fresh(PlanSection, plan_id=plan.id, key="team")
    assert [one["name"] for one in row.content["rows"]].count("Ani") == 1
    assert row.content["rows"][-1]["id"] == "a1b2c3d4"


def test_an_empty_list_begins_with_a_row_that_has_a_name(sign_in):
    plan = make_plan_in(PlanState.DRAFT)
    db.session.execute(sa.update(PlanSection).filter_by(plan_id=plan.id, key="team").values(content={}))
    db.session.commit()
    page = sign_in(plan.owner).get(f"/plans/{plan.id}/sections/team").text
    assert re.search(r'name="rows-0-id" id="rows-0-id" value="[0-9a-f]{8}"', page)


def test_a_note_is_written_once(sign_in):
    note = make_note(complete=True)
    data = typed(note.content) | {"seen": token(note), "observe-facts": "Diubah \r\n"}
    told = twice(sign_in(note.owner), f"/notes/{note.id}/edit", data)
    (after,) = fresh(AtmNote, id=note.id)
    assert (token(after), after.content["observe"]["facts"]) == (told["seen"], "Diubah")


def test_a_note_is_begun_once(sign_in):
    client = sign_in(make_membership().user)
    key = re.search(r'name="form_key" type="hidden" value="([0-9a-f]{32})"', client.get("/notes/new").text)[1]
    first = client.post("/notes/new", data={"form_key": key})
    again = client.post("/notes/new", data={"form_key": key})
    assert (first.status_code, first.location) == (303, again.location)
    assert client.post("/notes/new", data={"form_key": "another"}).location != first.location
    stranger = sign_in(make_membership().user)
    assert stranger.post("/notes/new", data={"form_key": key}).location != first.location


def comment_form(review, **changes):
    data = {"form_key": "k", "kind": "required", "body": " Sebutkan data. ", "seen": "0"}
    data["review"] = part_token(review, "goals")
    return {name: str(value) for name, value in (data | changes).items()}


def test_a_comment_is_written_once(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    (review,) = fresh(Review, plan_id=plan.id)
    told = twice(
        sign_in(plan.mentor),
        f"/reviews/{plan.id}/sections/goals/comments",
        comment_form(review, form_key="k"),
    )
    (comment,) = fresh(Comment, plan_id=plan.id)
    assert (told["action"], comment.lock_version) == (f"/comments/{comment.id}/edit", 1)


def test_a_late_copy_of_a_new_comment_does_not_undo_its_later_text(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    (review,) = fresh(Review, plan_id=plan.id)
    mentor, address = sign_in(plan.mentor), f"/reviews/{plan.id}/sections/goals/comments"
    mentor.post(address, data=comment_form(review), headers=JSON)
    (comment,) = fresh(Comment, plan_id=plan.id)
    changed = {"seen": token(comment), "kind": "required", "body": "Sebutkan data 2025."}
    twice(mentor, f"/comments/{comment.id}/edit", changed)
    late = mentor.post(address, data=comment_form(review), headers=JSON)
    assert (late.status_code, "message" in late.json) == (409, True)
    page = mentor.post(address, data=comment_form(review, body="Kalimat <b>lain</b>"))
    assert page.status_code == 409
    assert "Kalimat &lt;b&gt;lain&lt;/b&gt;" in page.text
    (comment,) = fresh(Comment, plan_id=plan.id)
    assert (comment.body, comment.lock_version) == ("Sebutkan data 2025.", 2)


def test_an_assessment_is_written_once(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    (review,) = fresh(Review, plan_id=plan.id)
    data = {"seen": token(review), "checklist": ["diagnosis"], "verdict": "capable"}
    lock = review.lock_version
    twice(sign_in(plan.mentor), f"/reviews/{plan.id}/assessment", data | {"verdict_reason": "Kuat \r\n"})
    assert fresh(Review, plan_id=plan.id)[0].lock_version == lock + 1


def test_an_answer_is_written_once(sign_in):
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    (comment,) = fresh(Comment, plan_id=plan.id)
    assert comment.kind is CommentKind.REQUIRED
    twice(
        sign_in(plan.owner),
        f"/comments/{comment.id}/answer",
        {"seen": f"Answer:{comment.id}:0", "body": "Sudah.\r\n"},
    )
    (answer,) = fresh(Answer, comment_id=comment.id)
    assert (answer.body, answer.lock_version) == ("Sudah.", 1)


def test_the_text_of_one_account_is_not_taken_in_the_session_of_another(sign_in):
    note, other = make_note(), make_note()
    client = sign_in(note.owner)
    address = f"/notes/{note.id}/edit"
    mine = re.search(r'data-account="([0-9a-f]{16})"', client.get(address).text)[1]
    theirs = re.search(r'data-account="([0-9a-f]{16})"', sign_in(other.owner).get("/").text)[1]
    assert mine != theirs
    data = {"seen": token(note), "observe-facts": "Bukan milik saya"}
    answer = client.post(address, data=data, headers=JSON | {"X-Account": theirs})
    assert (answer.status_code, answer.json["foreign"]) == (403, True)
    assert "facts" not in fresh(AtmNote, id=note.id)[0].content.get("observe", {})
    assert client.post(address, data=data, headers=JSON | {"X-Account": mine}).status_code == 200


def test_the_same_comment_with_the_same_words_stays_as_it_is(app):
    plan = make_plan_in(PlanState.IN_REVIEW)
    (review,) = fresh(Review, plan_id=plan.id)
    words = {"section": "goals", "kind": CommentKind.REQUIRED, "form_key": "k"}
    first = comments.add(review, plan.mentor, body="Sebutkan data.", **words)
    assert comments.add(review, plan.mentor, body="Sebutkan data. ", **words).lock_version == 1
    assert comments.add(review, plan.mentor, body="Sebutkan angka.", **words) is first
