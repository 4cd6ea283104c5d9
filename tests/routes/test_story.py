"""The whole story over HTTP: submit, review, revision, answer, resubmit, approve, history."""

from __future__ import annotations

import re

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import part_token, token
from pka_tracker.models import ActionPlan, Answer, Comment, OutboxEmail, PlanSection, PlanState, Review
from tests.factories import make_complete_plan


def state(plan: ActionPlan) -> PlanState:
    return db.session.scalar(sa.select(ActionPlan.state).filter_by(id=plan.id))


def seen_on(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return re.search(r'name="seen"[^>]*value="([^"]+)"', page.text)[1]


def act(client, plan: ActionPlan, action: str, **data: str):
    address = f"/plans/{plan.id}/{action}"
    return client.post(address, data={"seen": seen_on(client, address)} | data)


def latest_review() -> Review:
    return db.session.scalars(sa.select(Review).order_by(Review.id.desc()).limit(1)).one()


def comment_on(client, plan: ActionPlan, section: str, body: str, key: str = "k1") -> Comment:
    answer = client.post(
        f"/reviews/{plan.id}/sections/{section}/comments",
        data={
            "review": part_token(latest_review(), section),
            "form_key": key,
            "kind": "required",
            "body": body,
        },
    )
    assert answer.status_code == 303
    return db.session.scalars(sa.select(Comment).filter_by(body=body)).one()


def assess(client, plan: ActionPlan) -> None:
    review = latest_review()
    db.session.refresh(review)
    answer = client.post(
        f"/reviews/{plan.id}/assessment",
        data={
            "seen": token(review),
            "checklist": ["diagnosis", "innovation"],
            "verdict": "capable",
            "verdict_reason": "Diagnosa kuat",
            "support": ["mandate"],
            "support_note": "Surat tugas",
        },
    )
    assert answer.status_code == 303


def test_participant_and_mentor_do_their_whole_job(sign_in):
    plan = make_complete_plan()
    writer, judge = sign_in(plan.owner), sign_in(plan.mentor)
    base = f"/plans/{plan.id}"
    desk = f"/reviews/{plan.id}"

    assert act(writer, plan, "submit").status_code == 303
    assert f'href="{desk}"' in judge.get("/reviews/").text
    assert act(judge, plan, "start-review").status_code == 303
    assert writer.get(f"{base}/withdraw").status_code == 409

    assert "Mark at least one section" in judge.get(f"{base}/request-revision").text, "before it is pressed"
    refused = act(judge, plan, "request-revision")
    assert refused.status_code == 409, "a revision needs a flagged section with a comment"
    judge.post(
        f"{desk}/sections/background",
        data={"review": part_token(latest_review(), "background"), "mark": "needs_work"},
    )
    comment = comment_on(judge, plan, "background", "Sebutkan sumber datanya")
    assert "Sebutkan sumber datanya" not in writer.get(base).text, "private until it is sent"
    assert act(judge, plan, "request-revision", message="Hampir selesai").status_code == 303
    assert state(plan) is PlanState.REVISION_REQUESTED
    assert "Hampir selesai" in writer.get(base).text.partition('id="h-identity"')[0], "at the top of the plan"

    section = f"{base}/sections/background"
    assert "Sebutkan sumber datanya" in writer.get(section).text
    assert act(writer, plan, "resubmit").status_code == 409, "every required comment must be answered"
    reply = writer.post(
        f"/comments/{comment.id}/answer",
        data={"seen": f"Answer:{comment.id}:0", "body": "Sudah, dari register 2025"},
    )
    assert reply.status_code == 303
    assert "Sudah, dari register 2025" not in judge.get(desk).text, "private until it is sent"
    text = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="background")).one()
    data = text.content | {
        "current": f"{text.content['current']} menurut register",
        "seen": token(text),
    }
    assert writer.post(section, data=data).status_code == 303
    assert act(writer, plan, "resubmit").status_code == 303

    page = judge.get(desk).text
    assert "Sudah, dari register 2025" in page
    assert re.search(r"<ins>[^<]*menurut register", page)
    assert act(judge, plan, "start-review").status_code == 303
    assess(judge, plan)
    assert f"{desk}#background" in judge.get(f"{base}/approve").text, "before it is pressed"
    assert act(judge, plan, "approve").status_code == 409, "a required comment is still open"
    assert judge.post(f"/comments/{comment.id}/settle", data={"seen": token(comment)}).status_code == 303
    assert act(judge, plan, "approve", message="Selamat").status_code == 303
    assert state(plan) is PlanState.APPROVED
    page = writer.get(base).text
    assert "Diagnosa kuat" in page and "Surat tugas" in page
    assert re.search(r'button--primary" href="[^"]*/start-implementation"', page), "the next step comes first"
    assert re.search(r'button--secondary" href="[^"]*/reopen"', page)

    history = writer.get(f"{base}/history").text
    for words in (
        "Submitted",
        "Review started",
        "Revision requested",
        "Resubmitted",
        "Approved",
        "Hampir selesai",
    ):
        assert words in history
    kinds = db.session.scalars(sa.select(OutboxEmail.kind).order_by(OutboxEmail.id)).all()
    assert list(kinds) == ["plan_submitted", "revision_requested", "plan_submitted", "plan_approved"]


def test_a_double_click_makes_one_comment(sign_in):
    plan = make_complete_plan()
    act(sign_in(plan.owner), plan, "submit")
    judge = sign_in(plan.mentor)
    act(judge, plan, "start-review")
    for _ in range(2):
        comment_on(judge, plan, "goals", "Satu saja", key="same")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 1


def test_an_answer_is_sent_once_and_emptied_ones_vanish(sign_in):
    plan = make_complete_plan()
    writer, judge = sign_in(plan.owner), sign_in(plan.mentor)
    act(writer, plan, "submit")
    act(judge, plan, "start-review")
    judge.post(
        f"/reviews/{plan.id}/sections/goals",
        data={"review": part_token(latest_review(), "goals"), "mark": "needs_work"},
    )
    comment = comment_on(judge, plan, "goals", "Kapan?")
    act(judge, plan, "request-revision")
    for _ in range(2):
        writer.post(
            f"/comments/{comment.id}/answer", data={"seen": f"Answer:{comment.id}:0", "body": "Desember"}
        )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 1
    stale = writer.post(
        f"/comments/{comment.id}/answer", data={"seen": f"Answer:{comment.id}:0", "body": "Januari"}
    )
    assert stale.status_code == 409
    assert "Desember" in stale.text
    assert "Januari" in stale.text


def test_the_form_of_one_plan_cannot_write_in_another(sign_in):
    one, other = make_complete_plan(), make_complete_plan()
    for plan in (one, other):
        act(sign_in(plan.owner), plan, "submit")
        act(sign_in(plan.mentor), plan, "start-review")
    first = db.session.scalars(sa.select(Review).filter_by(plan_id=one.id)).one()
    answer = sign_in(other.mentor).post(
        f"/reviews/{other.id}/sections/goals/comments",
        data={
            "review": part_token(first, "goals"),
            "form_key": "x",
            "kind": "required",
            "body": "Salah tempat",
        },
    )
    assert answer.status_code == 409
    assert "Salah tempat" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 0


def test_the_desk_and_the_queue_cost_the_same_however_long(sign_in, count_queries):
    plan = make_complete_plan()
    judge = sign_in(plan.mentor)
    act(sign_in(plan.owner), plan, "submit")
    act(judge, plan, "start-review")
    comment_on(judge, plan, "goals", "Catatan pertama", key="first")
    judge.get(f"/reviews/{plan.id}")
    with count_queries() as one:
        judge.get(f"/reviews/{plan.id}")
        judge.get("/reviews/")
    for number in range(12):
        comment_on(judge, plan, "goals", f"Catatan {number}", key=f"k{number}")
    with count_queries() as many:
        judge.get(f"/reviews/{plan.id}")
        judge.get("/reviews/")
    assert len(many) == len(one) <= 22, "\n".join(many)


def test_the_view_of_the_queue_is_in_the_address(sign_in):
    plan = make_complete_plan()
    act(sign_in(plan.owner), plan, "submit")
    judge = sign_in(plan.mentor)
    link = f'href="/reviews/{plan.id}"'
    assert link in judge.get("/reviews/?state=submitted&sort=title&q=pelayanan").text
    assert link not in judge.get("/reviews/?state=approved").text
    assert link not in judge.get("/reviews/?q=tidak+ada").text
    assert (
        judge.get("/reviews/?state=x&sort=y&page=-3&cohort=abc&agency=9999999999999999999999").status_code
        == 200
    )
