"""A participant asks for more time with a reason; an organizer answers in one step."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import CohortRole, ExtensionRequest, OutboxEmail, PlanEvent, PlanState
from pka_tracker.operations.cohorts import extensions
from tests.factories import make_membership, make_plan, make_plan_in


@pytest.fixture
def plan(app):
    """A draft that is due tomorrow, with an organizer."""
    found = make_plan()
    found.due_at = now() + timedelta(days=1)
    make_membership(CohortRole.ORGANIZER, cohort=found.cohort)
    db.session.commit()
    return found


@pytest.fixture
def organizer(plan):
    return extensions.queries.organizers_of(plan.cohort_id)[0]


def later(plan, days=10):
    return (plan.due_at + timedelta(days=days)).date()


def ask(plan, days=10):
    request = extensions.ask(plan, plan.owner, until=later(plan, days), reason="Banjir di kecamatan")
    db.session.commit()
    return request


def letters(kind):
    return db.session.scalars(sa.select(OutboxEmail).where(OutboxEmail.kind == kind)).all()


def test_a_request_is_asked_for_and_granted_in_one_step(plan, organizer, sign_in):
    writer = sign_in(plan.owner)
    assert f"/plans/{plan.id}/extension" in writer.get(f"/plans/{plan.id}").text
    typed = {"until": later(plan).isoformat(), "reason": "Banjir di kecamatan"}
    assert writer.post(f"/plans/{plan.id}/extension", data=typed).status_code == 303
    (letter,) = letters("extension_asked")
    assert letter.to == organizer.email and "Banjir di kecamatan" in letter.body
    judge = sign_in(organizer)
    assert "asks for more time" in judge.get("/").text
    assert "asks for more time" in judge.get(f"/cohorts/{plan.cohort_id}").text
    address = re.search(r"/extensions/\d+", judge.get(f"/cohorts/{plan.cohort_id}/extensions").text)[0]
    assert address in letter.body
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', judge.get(address).text)[1]
    answer = judge.post(address, data={"seen": seen, "until": typed["until"], "decision": "grant"})
    assert answer.status_code == 303
    db.session.refresh(plan)
    assert plan.due_at == plan.cohort.end_of(later(plan, 0))
    assert db.session.scalars(sa.select(PlanEvent.reason).filter_by(action="extend")).all() == [
        typed["reason"]
    ]
    assert "Granted until" in writer.get(f"/plans/{plan.id}/extension").text
    assert "asks for more time" not in judge.get("/").text


def test_a_refusal_says_why_and_leaves_the_deadline(plan, organizer, sign_in):
    request, due_at = ask(plan), plan.due_at
    with pytest.raises(Incomplete):
        extensions.refuse(request, organizer, seen=request.lock_version, answer=" ")
    extensions.refuse(request, organizer, seen=request.lock_version, answer="Seminar sudah dijadwalkan")
    assert plan.due_at == due_at
    (letter,) = letters("extension_refused")
    assert letter.to == plan.owner.email and "Seminar sudah dijadwalkan" in letter.body
    ask(plan)


def test_what_cannot_be_asked_for_is_told_and_kept(plan, sign_in):
    writer, address = sign_in(plan.owner), f"/plans/{plan.id}/extension"
    answer = writer.post(address, data={"until": "2020-01-01", "reason": "Banjir <b>"})
    assert answer.status_code == 422
    assert "must be later" in answer.text and "Banjir &lt;b&gt;</textarea>" in answer.text
    ask(plan)
    answer = writer.post(address, data={"until": later(plan).isoformat(), "reason": "Sekali lagi"})
    assert answer.status_code == 409
    assert "asked for more time already" in answer.text and "Sekali lagi</textarea>" in answer.text


def test_whoever_asks_holds_the_plan_so_that_two_requests_cannot_pass_each_other(
    plan, database, count_queries
):
    if database == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    with count_queries() as statements:
        ask(plan)
    held = next(place for place, one in enumerate(statements) if "FOR UPDATE" in one)
    looked = next(place for place, one in enumerate(statements) if "FROM extension_request" in one)
    assert held < looked


def test_only_the_writer_asks_and_only_an_organizer_answers(plan, organizer):
    with pytest.raises(NotPermitted):
        extensions.ask(plan, organizer, until=later(plan), reason="x")
    handed_in = make_plan_in(PlanState.SUBMITTED)
    with pytest.raises(NotPossibleNow):
        extensions.ask(handed_in, handed_in.owner, until=later(plan), reason="x")
    request = ask(plan)
    with pytest.raises(NotPermitted):
        extensions.grant(request, plan.owner, seen=request.lock_version, until=later(plan))
    with pytest.raises(ChangedMeanwhile):
        extensions.grant(request, organizer, seen=request.lock_version - 1, until=later(plan))
    extensions.refuse(request, organizer, seen=request.lock_version, answer="Tidak")
    with pytest.raises(NotPossibleNow):
        extensions.grant(request, organizer, seen=request.lock_version, until=later(plan))


def test_a_request_for_a_plan_that_was_handed_in_is_not_granted(plan, organizer, sign_in):
    request = ask(plan)
    plan.state = PlanState.SUBMITTED
    db.session.commit()
    judge, address = sign_in(organizer), f"/extensions/{request.id}"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', judge.get(address).text)[1]
    answer = judge.post(address, data={"seen": seen, "decision": "grant", "answer": "Baik"})
    assert answer.status_code == 409
    assert "handed in meanwhile" in answer.text and "Baik</textarea>" in answer.text


def test_the_participant_takes_a_request_back(plan, sign_in):
    request = ask(plan)
    writer = sign_in(plan.owner)
    assert writer.post(f"/extensions/{request.id}/take-back").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ExtensionRequest)) == 0


def test_the_list_costs_the_same_however_long(plan, organizer, sign_in, count_queries):
    ask(plan)
    judge, address = sign_in(organizer), f"/cohorts/{plan.cohort_id}/extensions"
    with count_queries() as few:
        assert plan.owner.name in judge.get(address).text
    for _ in range(6):
        another = make_plan(cohort=plan.cohort)
        another.due_at = plan.due_at
        ask(another)
    db.session.expire_all()
    with count_queries() as many:
        judge.get(address)
    assert len(many) == len(few)


def test_until_when_is_said_with_hour_and_zone(plan, organizer, sign_in):
    request = ask(plan)
    (letter,) = letters("extension_asked")
    assert "23:59 WITA" in letter.body.partition("until")[2][:60]
    writer, judge = sign_in(plan.owner), sign_in(organizer)
    own, one = f"/plans/{plan.id}/extension", f"/extensions/{request.id}"
    said = re.compile(r"\d+ \w+ \d{4}, 23:59 WITA")
    for client, address in ((writer, own), (judge, one), (judge, f"/cohorts/{plan.cohort_id}/extensions")):
        assert said.search(client.get(address).text), address
    extensions.grant(request, organizer, seen=request.lock_version, until=later(plan, 10))
    db.session.commit()
    for client, address in ((judge, one), (judge, f"/cohorts/{plan.cohort_id}/extensions"), (writer, own)):
        assert re.search("Granted until " + said.pattern, client.get(address).text), address
