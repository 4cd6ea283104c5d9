"""The milestones of a plan that is carried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import (
    MILESTONE_TRANSITIONS,
    Horizon,
    Milestone,
    MilestoneAction,
    MilestoneEvent,
    MilestoneState,
    PlanState,
    PlanVersion,
)
from pka_tracker.operations import files
from pka_tracker.operations.plans import indicators, milestones, plans, succession
from pka_tracker.storage.content import Content
from tests import factories
from tests.factories import make_value

EVIDENCE = "https://example.org/bukti"


@pytest.fixture
def plan(app):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    return plan


def report(milestone: Milestone, *, done: bool = True, **values: str) -> None:
    typed = {"report": "Selesai.", "evidence_url": EVIDENCE} | values
    milestones.report(milestone, milestone.plan.owner, done=done, seen=milestone.lock_version, **typed)


def test_the_approved_version_is_copied(plan):
    first = plan.milestones[0]
    assert [m.horizon for m in plan.milestones] == list(Horizon)
    assert (first.row_id, first.starts_on) == ("m0", date(2026, 10, 12))
    assert first.activity and first.responsible and first.output and first.evidence_expected
    assert first.state is MilestoneState.PLANNED


def test_tracked_again_reports_stay_and_texts_follow(plan):
    done, gone, _kept = plan.milestones
    report(done)
    content = dict(db.session.query(PlanVersion).filter_by(plan_id=plan.id).one().content)
    rows = [dict(row) for row in content["milestones"]["rows"] if row["id"] != gone.row_id]
    rows[0]["activity"] = "Uji coba baru"
    milestones.track(plan, PlanVersion(number=2, content=content | {"milestones": {"rows": rows}}))
    db.session.refresh(plan, ["milestones"])
    assert [m.row_id for m in plan.milestones] == ["m0", "m2"]
    assert done.activity == "Uji coba baru" and done.report == "Selesai."


def test_report_return_report_verify(plan):
    milestone = plan.milestones[0]
    report(milestone)
    assert milestone.state is MilestoneState.REPORTED and milestone.reported_at
    milestones.return_(milestone, plan.mentor, reason="Foto belum ada.", seen=milestone.lock_version)
    assert (milestone.state, milestone.return_reason) == (MilestoneState.RETURNED, "Foto belum ada.")
    report(milestone)
    assert milestone.return_reason == ""
    milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    assert (milestone.state, milestone.verified_by_id) == (MilestoneState.VERIFIED, plan.mentor_id)


def test_what_goes_on_is_told_without_asking_for_verification(plan):
    milestone = plan.milestones[0]
    report(milestone, done=False, report="Dua dari lima loket, 40%.", evidence_url="")
    assert milestone.state is MilestoneState.IN_PROGRESS
    with pytest.raises(NotPossibleNow):
        milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    assert not milestone.overdue_on(milestone.ends_on)
    assert milestone.overdue_on(milestone.ends_on + timedelta(days=1)), "it is not done yet"
    with pytest.raises(Incomplete):
        report(milestone, evidence_url="")
    report(milestone)
    assert milestone.state is MilestoneState.REPORTED
    report(milestone, done=False)
    assert milestone.state is MilestoneState.IN_PROGRESS, "reported too early"


def test_whatever_was_said_stays_in_the_history(plan):
    milestone = plan.milestones[0]
    files.attach(milestone, plan.owner, Content("SK.pdf", "application/pdf", b"%PDF-", None))
    report(milestone, report="Tim dibentuk.")
    milestones.return_(milestone, plan.mentor, reason="Foto belum ada.", seen=milestone.lock_version)
    report(milestone, report="Tim dibentuk, foto terlampir.", evidence_url="")
    milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    told = db.session.scalars(sa.select(MilestoneEvent).order_by(MilestoneEvent.id)).all()
    assert [(one.state, one.actor_id, one.text, one.evidence_url, one.files) for one in told] == [
        (MilestoneState.REPORTED, plan.owner_id, "Tim dibentuk.", EVIDENCE, ["SK.pdf"]),
        (MilestoneState.RETURNED, plan.mentor_id, "Foto belum ada.", EVIDENCE, ["SK.pdf"]),
        (MilestoneState.REPORTED, plan.owner_id, "Tim dibentuk, foto terlampir.", "", ["SK.pdf"]),
        (MilestoneState.VERIFIED, plan.mentor_id, "", "", ["SK.pdf"]),
    ]
    assert milestone.reported_by_id == plan.owner_id


@pytest.mark.parametrize("state", list(MilestoneState))
@pytest.mark.parametrize("action", list(MilestoneAction))
def test_what_the_table_does_not_list_cannot_happen(plan, state, action):
    milestone = plan.milestones[0]
    milestone.state = state
    actor = plan.owner if action is MilestoneAction.REPORT else plan.mentor
    if (state, action) in MILESTONE_TRANSITIONS:
        policy.ensure_milestone(actor, action, milestone)
    else:
        with pytest.raises(NotPossibleNow):
            policy.ensure_milestone(actor, action, milestone)
    db.session.rollback()


def test_the_mentor_does_not_report_and_the_participant_does_not_verify(plan):
    milestone = plan.milestones[0]
    with pytest.raises(NotPermitted):
        milestones.report(
            milestone, plan.mentor, report="x", evidence_url=EVIDENCE, seen=milestone.lock_version
        )
    report(milestone)
    with pytest.raises(NotPermitted):
        milestones.verify(milestone, plan.owner, seen=milestone.lock_version)
    with pytest.raises(NotPermitted):
        milestones.return_(milestone, plan.owner, reason="x", seen=milestone.lock_version)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://a", "bukti", "data:text/html,x"])
def test_evidence_is_an_address_of_the_web(plan, url):
    with pytest.raises(Incomplete):
        report(plan.milestones[0], evidence_url=url)


def test_an_empty_report_and_an_empty_reason_are_refused(plan):
    milestone = plan.milestones[0]
    with pytest.raises(Incomplete):
        report(milestone, report="  ")
    report(milestone)
    with pytest.raises(Incomplete):
        milestones.return_(milestone, plan.mentor, reason=" ", seen=milestone.lock_version)


def test_an_old_page_changes_nothing(plan):
    milestone = plan.milestones[0]
    seen = milestone.lock_version
    report(milestone)
    with pytest.raises(ChangedMeanwhile):
        milestones.verify(milestone, plan.mentor, seen=seen)


def test_a_plan_closes_only_when_every_short_term_milestone_is_verified(plan):
    with pytest.raises(Incomplete):
        plans.close(plan, plan.mentor, seen=plan.lock_version)
    short = plan.milestones[0]
    report(short)
    with pytest.raises(Incomplete):
        plans.close(plan, plan.mentor, seen=plan.lock_version)
    milestones.verify(short, plan.mentor, seen=short.lock_version)
    plans.close(plan, plan.mentor, seen=plan.lock_version)
    assert plan.state is PlanState.COMPLETED


def test_after_closing_the_short_term_is_over_and_the_rest_goes_on(plan):
    short, medium, long = plan.milestones
    report(short)
    milestones.verify(short, plan.mentor, seen=short.lock_version)
    plans.close(plan, plan.mentor, seen=plan.lock_version)
    assert policy.milestone_actions(plan.owner, short) == policy.milestone_actions(plan.mentor, short) == []
    report(medium)
    milestones.verify(medium, plan.mentor, seen=medium.lock_version)
    report(long, done=False)
    assert (medium.state, long.state) == (MilestoneState.VERIFIED, MilestoneState.IN_PROGRESS)
    value = make_value(plan)
    indicators.verify(value, plan.mentor, seen=value.lock_version)
    successor = factories.make_user()
    words = {"email": successor.email, "reason": "Mutasi."}
    succession.hand_over(plan, plan.owner, seen=plan.lock_version, **words)
    milestones.report(long, successor, report="Selesai.", evidence_url=EVIDENCE, seen=long.lock_version)
    assert long.reported_by_id == successor.id


def test_what_was_not_verified_when_the_plan_was_closed_is_frozen_in_the_short_term_alone(plan):
    plan.state = PlanState.COMPLETED
    actions = [bool(policy.milestone_actions(plan.owner, one)) for one in plan.milestones]
    assert actions == [False, True, True]
    plan.state = PlanState.APPROVED
    assert not any(policy.milestone_actions(plan.owner, one) for one in plan.milestones)
    assert not policy.measures(plan.owner, plan)
    db.session.rollback()
