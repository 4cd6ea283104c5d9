"""Plans of which nothing was heard for long: said to the participant, the mentor and the organizer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, CohortRole, PlanState
from pka_tracker.operations.plans import milestones
from tests.factories import make_membership, make_plan_in, make_value


@pytest.fixture
def plan(app):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    plan.news_at = now() - timedelta(days=31)
    db.session.commit()
    db.session.refresh(plan, ["milestones"])
    return plan


def pages(plan, sign_in) -> list[str]:
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    wanted = [
        (plan.owner, "/"),
        (plan.mentor, "/"),
        (plan.mentor, f"/plans/{plan.id}/milestones"),
        (organizer, f"/cohorts/{plan.cohort_id}?quiet=1"),
    ]
    return [sign_in(user).get(address).text for user, address in wanted]


def test_everybody_is_told_in_words(plan, sign_in):
    day = f"{plan.cohort.day_of(plan.news_at).day} "
    for page in pages(plan, sign_in):
        assert f"no news since {day}" in page


@pytest.mark.parametrize("how", ["milestone", "value"])
def test_a_report_is_news_and_grows_no_open_page_old(plan, sign_in, how):
    seen = plan.lock_version
    if how == "value":
        make_value(plan)
    else:
        one = plan.milestones[0]
        told = {"report": "Jalan.", "evidence_url": "https://example.org/x"}
        milestones.report(one, plan.owner, seen=one.lock_version, **told)
    db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(ActionPlan, plan.id).lock_version == seen
    assert not any("no news since" in page for page in pages(plan, sign_in)[:2])
    assert "Nobody found" in pages(plan, sign_in)[3]


def test_days_are_a_setting(app, plan, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "STALE_DAYS", 40)
    assert not any("no news since" in page for page in pages(plan, sign_in)[:3])


def test_a_plan_that_is_closed_is_not_quiet(plan):
    plan.state = PlanState.COMPLETED
    assert plan.quiet_since(now(), 30) is None
    db.session.rollback()
