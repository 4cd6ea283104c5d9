"""One action for many: every letter is seen before, what cannot be done is skipped and said."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import (
    ActionPlan,
    CohortRole,
    CommentKind,
    DigestItem,
    Mark,
    Membership,
    OutboxEmail,
    PlanState,
    Review,
)
from pka_tracker.operations.reviews import comments, reviews
from tests.factories import make_membership, make_plan_in, make_submitted_plan


@pytest.fixture
def scene(app, sign_in):
    """Two plans of one cohort, one with nobody to act, and the organizer."""
    waiting = make_submitted_plan()
    done = make_plan_in(PlanState.COMPLETED, make_membership(cohort=waiting.cohort))
    organizer = make_membership(CohortRole.ORGANIZER, cohort=waiting.cohort).user
    for model in (OutboxEmail, DigestItem):
        db.session.execute(sa.delete(model))
    db.session.commit()
    ids = {
        plan.id: db.session.scalar(
            sa.select(Membership.id).filter_by(user_id=plan.owner_id, role=CohortRole.PARTICIPANT)
        )
        for plan in (waiting, done)
    }
    return sign_in(organizer), waiting, done, [ids[waiting.id], ids[done.id]]


def letters() -> int:
    return sum(
        db.session.scalar(sa.select(sa.func.count()).select_from(model))
        for model in (OutboxEmail, DigestItem)
    )


def send(client, plan, members, **data):
    """Press the button; to let it happen, as on the page that showed the letters."""
    address, data = f"/cohorts/{plan.cohort_id}/bulk", {"member": members} | data
    if "confirm" in data:
        shown = client.post(address, data=data | {"confirm": ""}).text
        data["seen"] = re.findall(r'name="seen" value="([^"]+)"', shown)
    return client.post(address, data=data)


def test_a_reminder_is_shown_first_and_sent_once(scene):
    client, waiting, done, members = scene
    page = send(client, waiting, members, action="remind").text
    assert waiting.owner.name in page
    assert "Nobody has to act on this plan now." in page
    assert waiting.title in page, "the letter is shown"
    assert letters() == 0, "nothing was sent yet"
    assert send(client, waiting, members, action="remind", confirm="yes").status_code == 303
    assert letters() == 1
    again = client.get(f"/cohorts/{waiting.cohort_id}/members").text
    assert f"Skipped: {done.owner.name}" in again
    send(client, waiting, members, action="remind", confirm="yes")
    assert letters() == 1, "at most one a day"


@pytest.mark.parametrize(
    ("days", "words"), [(9, "It is due by"), (-9, "It was due by"), (None, "You have not begun")]
)
def test_who_has_not_begun_is_reminded_in_words_of_their_own(scene, days, words):
    client, waiting, _done, _members = scene
    idle = make_membership(cohort=waiting.cohort)
    waiting.cohort.plans_due_at = now() + timedelta(days=days) if days else None
    db.session.commit()
    board = client.get(f"/cohorts/{waiting.cohort_id}").text
    assert f'form="remind" name="member" value="{idle.id}"' in board
    page = send(client, waiting, [idle.id], action="remind").text
    assert f"Letter to {idle.user.email}: Reminder: you have not begun your action plan" in page
    assert "Skipped" not in page and letters() == 0
    for _twice in range(2):
        send(client, waiting, [idle.id], action="remind", confirm="yes")
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert "/plans/new" in letter.body and waiting.cohort.name in letter.body
    assert words in letter.body and ("due by" in letter.body) is (days is not None)
    until = {"until": str((now() + timedelta(days=30)).date()), "reason": "Banjir"}
    more = send(client, waiting, [idle.id], action="extend", **until).text
    assert "This participant has not begun a plan." in more


def test_more_time_is_given_with_a_reason(scene):
    client, waiting, _done, members = scene
    until = (now() + timedelta(days=30)).date()
    first = send(client, waiting, members, action="extend", first="yes")
    assert first.status_code == 200
    assert send(client, waiting, members, action="extend", until=str(until)).status_code == 422
    told = {"action": "extend", "until": str(until), "reason": "Banjir di Tondano"}
    assert "Banjir di Tondano" in send(client, waiting, members, **told).text
    before = db.session.scalar(sa.select(ActionPlan.due_at).filter_by(id=waiting.id))
    send(client, waiting, members, confirm="yes", **told)
    after = db.session.scalar(sa.select(ActionPlan.due_at).filter_by(id=waiting.id))
    assert before < after
    assert "More time was given" in client.get(f"/plans/{waiting.id}").text
    earlier = told | {"until": str(now().date() - timedelta(days=1))}
    assert "must be later than the present one" in send(client, waiting, members, **earlier).text


def test_a_mentor_is_changed_for_all_who_are_not_theirs_already(scene):
    client, waiting, _done, members = scene
    mentor = make_membership(CohortRole.MENTOR, cohort=waiting.cohort).user
    told = {"action": "mentor", "person": str(mentor.id), "reason": "Mutasi"}
    page = send(client, waiting, members, **told).text
    assert f"Letter to {mentor.email}:" in page
    assert db.session.scalar(sa.select(ActionPlan.mentor_id).filter_by(id=waiting.id)) != mentor.id
    send(client, waiting, members, confirm="yes", **told)
    owners = db.session.scalars(sa.select(Membership.mentor_id).where(Membership.id.in_(members))).all()
    assert set(owners) == {mentor.id}


@pytest.mark.parametrize("action", ["extend", "mentor"])
def test_who_changed_after_the_letters_were_shown_is_skipped(scene, action):
    client, waiting, _done, members = scene
    mentor = make_membership(CohortRole.MENTOR, cohort=waiting.cohort).user
    until = (now() + timedelta(days=30)).date()
    told = {"action": action, "person": mentor.id, "until": str(until), "reason": "Banjir", "member": members}
    address = f"/cohorts/{waiting.cohort_id}/bulk"
    seen = re.findall(r'name="seen" value="([^"]+)"', client.post(address, data=told).text)
    assert len(seen) == 2
    before = db.session.execute(
        sa.select(ActionPlan.due_at, ActionPlan.mentor_id).filter_by(id=waiting.id)
    ).one()
    stale = [text.rpartition(":")[0] + ":99" for text in seen]
    for tokens in (stale, [], seen[::-1][:1]):
        client.post(address, data=told | {"confirm": "yes", "seen": tokens})
        page = client.get(f"/cohorts/{waiting.cohort_id}/members").text
        assert f"Skipped: {waiting.owner.name} This changed after you saw the letters." in page
    db.session.expire_all()
    after = db.session.execute(
        sa.select(ActionPlan.due_at, ActionPlan.mentor_id).filter_by(id=waiting.id)
    ).one()
    assert before == after


def test_a_coach_and_a_group_are_chosen_for_many(scene):
    client, waiting, _done, members = scene
    coach = make_membership(CohortRole.COACH, cohort=waiting.cohort).user
    told = {"action": "coach", "person": str(coach.id)}
    assert 'name="reason"' not in send(client, waiting, members, action="coach", first="yes").text
    page = send(client, waiting, members, **told).text
    assert f"Letter to {coach.email}: You are now the coach of {waiting.owner.name}" in page
    send(client, waiting, members, confirm="yes", **told)
    assert places(members) == [(coach.id, ""), (coach.id, "")]
    nobody = {"action": "coach", "person": "0"}
    assert 'name="reason"' in send(client, waiting, members, action="coach", first="yes").text
    assert send(client, waiting, members, **nobody).text.count("Say why: it is kept") == 2, "a handover"
    told = {"action": "group", "group_name": " Kelompok  3 "}
    before = letters()
    assert "Nobody is sent a letter." in send(client, waiting, members, **told).text
    assert places(members) == [(coach.id, ""), (coach.id, "")], "only shown"
    send(client, waiting, members, confirm="yes", **told)
    assert places(members) == [(coach.id, "Kelompok 3"), (coach.id, "Kelompok 3")] and letters() == before
    send(client, waiting, members, confirm="yes", action="group", group_name="Kelompok 4")
    send(client, waiting, members, confirm="yes", action="group", group_name="Kelompok 4")
    history = client.get(f"/memberships/{members[0]}").text
    assert "– → Kelompok 3" in history and history.count("Kelompok 3 → Kelompok 4") == 1


def test_everybody_who_fits_the_filters_is_chosen_without_a_tick(scene):
    client, waiting, done, members = scene
    other = make_membership(cohort=waiting.cohort, group_name="Kelompok 9")
    page = client.get(f"/cohorts/{waiting.cohort_id}/members?group=Kelompok+9").text
    assert 'name="everybody"' in page and 'name="group" value="Kelompok 9"' in page
    told = {"action": "remind", "first": "yes", "everybody": "1"}
    filtered = send(client, waiting, [], group="Kelompok 9", **told).text
    assert other.user.name in filtered and f'name="member" value="{members[0]}"' not in filtered
    everybody = send(client, waiting, [], **told).text
    assert all(f'name="member" value="{one}"' in everybody for one in (*members, other.id))
    assert done.owner.name in everybody


def test_who_would_guide_more_than_five_is_told_before(scene):
    client, waiting, _done, members = scene
    coach = make_membership(CohortRole.COACH, cohort=waiting.cohort).user
    told = {"action": "coach", "person": str(coach.id)}
    for _number in range(3):
        make_membership(cohort=waiting.cohort).coach = coach
    db.session.commit()
    assert "would guide" not in send(client, waiting, members, **told).text
    one_more = [*members, make_membership(cohort=waiting.cohort).id]
    assert f"{coach.name} would guide 6 participants" in html.unescape(
        send(client, waiting, one_more, **told).text
    )
    assert send(client, waiting, one_more, confirm="yes", **told).status_code == 303
    page = client.get(f"/memberships/{make_membership(cohort=waiting.cohort).id}/assign-coach").text
    assert "guides 6 already" in page


def places(members):
    db.session.expire_all()
    rows = db.session.execute(
        sa.select(Membership.coach_id, Membership.group_name).where(Membership.id.in_(members))
    )
    return [tuple(row) for row in rows]


def test_participants_of_other_cohorts_are_not_reached(scene):
    client, waiting, _done, _members = scene
    foreign = make_submitted_plan()
    other = db.session.scalar(
        sa.select(Membership.id).filter_by(user_id=foreign.owner_id, role=CohortRole.PARTICIPANT)
    )
    answer = send(client, waiting, [other], action="remind", confirm="yes")
    assert answer.status_code == 303
    assert "Choose participants" in client.get(answer.headers["Location"]).text
    assert send(client, foreign, [other], action="remind").status_code == 404


def test_only_what_is_offered_can_be_asked(scene):
    client, waiting, _done, members = scene
    assert send(client, waiting, members, action="delete").status_code == 303
    assert send(client, waiting, ["x"], action="remind").status_code == 303
    assert send(client, waiting, ["9" * 30], action="remind").status_code == 303


@pytest.fixture
def desk(app, sign_in):
    """A mentor with one review that says what to change, one that says nothing, and a plan not begun."""
    flagged = make_plan_in(PlanState.IN_REVIEW)
    silent, waiting = make_plan_in(PlanState.IN_REVIEW), make_submitted_plan()
    mentor = flagged.mentor
    silent.mentor_id = waiting.mentor_id = mentor.id
    for review in db.session.scalars(sa.select(Review)):
        review.reviewer_id = mentor.id
        review.reviewer = mentor
    review = db.session.scalars(sa.select(Review).filter_by(plan_id=flagged.id)).one()
    reviews.mark_section(review, mentor, "goals", Mark.NEEDS_WORK)
    told = {"section": "goals", "body": "Kapan?", "form_key": "k1"}
    comments.add(review, mentor, kind=CommentKind.REQUIRED, **told)
    db.session.execute(sa.delete(OutboxEmail))
    db.session.commit()
    return sign_in(mentor), mentor, flagged, silent, waiting


def states(*plans):
    db.session.expire_all()
    return [db.session.scalar(sa.select(ActionPlan.state).filter_by(id=plan.id)) for plan in plans]


def test_a_mentor_requests_a_revision_of_all_that_say_what_to_change(desk):
    client, _mentor, flagged, silent, waiting = desk
    chosen = {"plan": [flagged.id, silent.id, waiting.id], "message": "Mohon segera."}
    page = client.post("/reviews/request-revision?sort=name", data=chosen).text
    assert "Mark at least one section as “Needs work”" in page
    assert "You have no open review of this plan" in page
    assert f"Letter to {flagged.owner.email}: A revision of your plan" in page and "Mohon segera." in page
    assert "Request a revision of 1 plan<" in page
    assert letters() == 0 and states(flagged) == [PlanState.IN_REVIEW], "nothing happened yet"
    seen = {"seen": token(flagged)}
    answer = client.post("/reviews/request-revision?sort=name", data=chosen | seen | {"confirm": "yes"})
    assert answer.headers["Location"] == "/reviews/?sort=name"
    assert states(flagged, silent, waiting) == [
        PlanState.REVISION_REQUESTED,
        PlanState.IN_REVIEW,
        PlanState.SUBMITTED,
    ]
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert letter.to == flagged.owner.email and letter.next_try_at > now(), "it can still be taken back"
    told = client.get("/reviews/").text
    assert "A revision of 1 plan has been requested" in told
    assert f"Skipped: {silent.owner.name}" in told


def test_a_plan_that_moved_after_the_letters_were_seen_is_skipped(desk):
    client, _mentor, flagged, _silent, _waiting = desk
    stale = {"plan": flagged.id, "seen": token(flagged, flagged.lock_version - 1), "confirm": "yes"}
    told = client.post("/reviews/request-revision", data=stale, follow_redirects=True).text
    assert "This changed after you saw the letters" in told
    unseen = {"plan": flagged.id, "confirm": "yes"}
    told = client.post("/reviews/request-revision", data=unseen, follow_redirects=True).text
    assert "This changed after you saw the letters" in told
    assert states(flagged) == [PlanState.IN_REVIEW] and letters() == 0


def test_plans_of_other_mentors_are_neither_named_nor_touched(desk, sign_in):
    client, _mentor, flagged, _silent, _waiting = desk
    foreign = make_plan_in(PlanState.IN_REVIEW)
    page = client.post("/reviews/request-revision", data={"plan": [flagged.id, foreign.id]}).text
    assert flagged.title in page and foreign.owner.name not in page
    stranger = sign_in(make_membership(CohortRole.ORGANIZER, cohort=flagged.cohort).user)
    asked = {"plan": [flagged.id, "x", "9" * 30], "confirm": "yes"}
    told = stranger.post("/reviews/request-revision", data=asked, follow_redirects=True).text
    assert "Choose plans from the list first." in told
    assert states(flagged, foreign) == [PlanState.IN_REVIEW] * 2


def test_a_plan_that_is_not_the_mentors_to_review_says_so(desk):
    client, mentor, flagged, _silent, _waiting = desk
    done = make_plan_in(PlanState.APPROVED)
    done.mentor_id = mentor.id
    db.session.commit()
    page = client.post("/reviews/request-revision", data={"plan": [flagged.id, done.id]}).text
    assert "This plan does not wait for your review now." in page


def test_only_plans_one_mentors_can_be_chosen_from_the_list(desk, sign_in):
    client, _mentor, flagged, _silent, _waiting = desk
    assert client.get("/reviews/").text.count('name="plan"') == 3
    organizer = sign_in(make_membership(CohortRole.ORGANIZER, cohort=flagged.cohort).user)
    assert 'name="plan"' not in organizer.get("/reviews/").text
