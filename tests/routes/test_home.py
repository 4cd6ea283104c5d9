"""The first page: what waits for whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pka_tracker.extensions import db, story_time
from pka_tracker.models import CohortRole, PlanState
from pka_tracker.operations.plans import milestones, plans
from pka_tracker.queries.calendar import DateKind, list_dates
from tests import factories


def test_a_participant_without_a_plan_is_led_to_start_one(app, sign_in):
    page = sign_in(factories.make_membership().user).get("/")
    assert page.status_code == 200
    assert "/plans/new" in page.text and "/notes/new" in page.text


@pytest.mark.parametrize("state", list(PlanState))
def test_a_participant_sees_one_next_step_in_every_state(app, sign_in, state):
    plan = factories.make_plan_in(state)
    page = sign_in(plan.owner).get("/")
    assert page.status_code == 200
    assert page.text.count("button--primary") <= 1


def test_a_mentor_sees_the_plan_that_waits(app, sign_in):
    plan = factories.make_submitted_plan()
    page = sign_in(plan.mentor).get("/")
    assert f"/reviews/{plan.id}" in page.text and "1 plan to review" in page.text


def test_a_mentor_does_not_see_a_draft(app, sign_in):
    plan = factories.make_plan()
    page = sign_in(plan.mentor).get("/")
    assert "0 plans to review" in page.text


def test_a_mentor_sees_reported_milestones(app, sign_in):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    first = plan.milestones[0]
    milestones.report(
        first, plan.owner, report="Selesai", evidence_url="https://example.org/b", seen=first.lock_version
    )
    db.session.commit()
    assert f"/milestones/{first.id}/verify" in sign_in(plan.mentor).get("/").text


def test_the_participant_reads_which_milestone_was_returned_until_it_is_reported_again(app, sign_in):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    first = plan.milestones[0]
    first.activity = "Membentuk <tim> efektif"
    told = {"report": "Selesai.", "evidence_url": "https://example.org/b"}
    milestones.report(first, plan.owner, seen=first.lock_version, **told)
    milestones.return_(first, plan.mentor, reason="Foto?", seen=first.lock_version)
    db.session.commit()
    page = sign_in(plan.owner).get("/").text
    assert "Returned by the mentor" in page and "Membentuk &lt;tim&gt; efektif" in page
    assert f"/plans/{plan.id}/milestones#m{first.id}" in page
    milestones.report(first, plan.owner, seen=first.lock_version, **told)
    db.session.commit()
    assert "Returned by the mentor" not in sign_in(plan.owner).get("/").text


def test_after_closing_the_participant_and_the_mentor_are_still_led_to_what_goes_on(app, sign_in):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    short, medium, _long = plan.milestones
    told = {"report": "Selesai.", "evidence_url": "https://example.org/b"}
    milestones.report(short, plan.owner, seen=short.lock_version, **told)
    milestones.verify(short, plan.mentor, seen=short.lock_version)
    plans.close(plan, plan.mentor, seen=plan.lock_version)
    db.session.commit()
    page = sign_in(plan.owner).get("/").text
    assert "completed for the course; 2 milestones of the medium and long term go on" in page
    assert "1 of 3 milestones verified" in page and f"/plans/{plan.id}/milestones" in page
    milestones.report(medium, plan.owner, seen=medium.lock_version, **told)
    db.session.commit()
    assert f"/milestones/{medium.id}/verify" in sign_in(plan.mentor).get("/").text
    dates = [one.id for one in list_dates(plan.owner) if one.kind is DateKind.MILESTONE]
    assert dates == [one.id for one in plan.milestones[1:]]


def test_an_organizer_sees_the_cohort(app, sign_in):
    organizer = factories.make_membership(CohortRole.ORGANIZER)
    factories.make_plan(cohort=organizer.cohort)
    page = sign_in(organizer.user).get("/")
    assert f"/cohorts/{organizer.cohort_id}" in page.text and "Draft" in page.text


def test_somebody_without_a_cohort_is_told_what_will_happen(app, sign_in):
    assert "You do not take part in a cohort yet" in sign_in(factories.make_user()).get("/").text
    assert "You administer this site" in sign_in(factories.make_user(is_admin=True)).get("/").text


def test_the_page_costs_the_same_with_one_plan_and_with_many(app, sign_in, count_queries):
    plan = factories.make_submitted_plan()
    client = sign_in(plan.mentor)
    client.get("/")
    with count_queries() as few:
        client.get("/")
    for _number in range(3):
        factories.make_submitted_plan(mentor=plan.mentor, cohort=plan.cohort)
    with count_queries() as many:
        client.get("/")
    assert len(few) == len(many) <= 8


def test_signed_out_one_is_led_to_the_sign_in_page(app):
    answer = app.test_client().get("/")
    assert answer.status_code in (302, 303) and "/login" in answer.headers["Location"]


def test_whoever_drives_a_replication_finds_it_and_what_made_no_progress_first(app, sign_in):
    began = story_time.set(datetime(2026, 1, 5, 3, tzinfo=UTC))
    membership = factories.make_membership()
    factories.make_replication(membership)
    story_time.reset(began)
    factories.make_replication(membership)
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=membership.cohort).user
    for person in (membership.user, organizer):
        page = sign_in(person).get("/").text
        assert "2 replications under way" in page and "1 of them without progress in 90 days" in page
        assert page.count("No progress in 90 days") == 1
    assert "under way" not in sign_in(membership.mentor).get("/").text, "a mentor looks on"
