"""One action for many: every letter is seen before, what cannot be done is skipped and said."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, CohortRole, DigestItem, Membership, OutboxEmail, PlanState
from tests.factories import make_membership, make_plan_in, make_submitted_plan


@pytest.fixture
def scene(app, sign_in):
    """Two plans of one cohort, one with nobody to act, and the organizer."""
    waiting = make_submitted_plan()
    done = make_plan_in(PlanState.COMPLETED, make_membership(cohort=waiting.cohort))
    organizer = make_membership(CohortRole.ORGANIZER, cohort=waiting.cohort).user
    db.session.execute(sa.delete(OutboxEmail))
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
    told = {"action": "reassign", "mentor": str(mentor.id), "reason": "Mutasi"}
    page = send(client, waiting, members, **told).text
    assert f"Letter to {mentor.email}:" in page
    assert db.session.scalar(sa.select(ActionPlan.mentor_id).filter_by(id=waiting.id)) != mentor.id
    send(client, waiting, members, confirm="yes", **told)
    owners = db.session.scalars(sa.select(Membership.mentor_id).where(Membership.id.in_(members))).all()
    assert set(owners) == {mentor.id}


@pytest.mark.parametrize("action", ["extend", "reassign"])
def test_who_changed_after_the_letters_were_shown_is_skipped(scene, action):
    client, waiting, _done, members = scene
    mentor = make_membership(CohortRole.MENTOR, cohort=waiting.cohort).user
    until = (now() + timedelta(days=30)).date()
    told = {"action": action, "mentor": mentor.id, "until": str(until), "reason": "Banjir", "member": members}
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
        assert f"Skipped: {waiting.owner.name}. This changed after you saw the letters." in page
    db.session.expire_all()
    after = db.session.execute(
        sa.select(ActionPlan.due_at, ActionPlan.mentor_id).filter_by(id=waiting.id)
    ).one()
    assert before == after


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
