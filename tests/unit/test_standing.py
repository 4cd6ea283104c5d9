"""What the board counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pka_tracker.models import Cohort, CohortRole, PlanState
from pka_tracker.models.cohorts.standing import Calendar, Standing, ageing, by_day, by_urgency, funnel

#: A Wednesday morning in Manado; the Monday before was a holiday.
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
COHORT = Cohort(timezone="Asia/Makassar", holidays=["2026-11-23"])


def standing(
    state: PlanState | None, waiting: int = 0, overdue: int | None = None, name: str = "A"
) -> Standing:
    return Standing(
        membership_id=1,
        user_id=1,
        roster_no=1,
        name=name,
        agency="",
        group="",
        mentor_id=None,
        mentor="",
        plan_id=1 if state else None,
        title="",
        state=state,
        version_no=1,
        since=None,
        due_at=None,
        waiting=waiting,
        overdue=overdue,
    )


def test_lateness_counts_working_days_of_the_cohort_from_its_own_day():
    calendar = Calendar(COHORT, NOW)
    friday_evening = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # 23:59 in Manado
    assert calendar.overdue(PlanState.SUBMITTED, friday_evening) == 2  # Tuesday and Wednesday
    assert calendar.overdue(PlanState.SUBMITTED, NOW) is None
    assert calendar.overdue(PlanState.APPROVED, friday_evening) is None


def test_a_deadline_missed_this_morning_is_late_by_no_day():
    assert Calendar(COHORT, NOW).overdue(PlanState.DRAFT, datetime(2026, 11, 25, 1, tzinfo=UTC)) == 0


def test_the_funnel_says_who_is_there_and_who_came_so_far():
    steps = {
        step.stage: step
        for step in funnel([standing(None), standing(PlanState.DRAFT), standing(PlanState.APPROVED)])
    }
    assert (steps["not_started"].here, steps["not_started"].so_far) == (1, 3)
    assert (steps["draft"].here, steps["draft"].so_far) == (1, 2)
    assert (steps["submitted"].here, steps["submitted"].so_far) == (0, 1)
    assert (steps["completed"].here, steps["completed"].so_far) == (0, 0)


def test_a_revision_is_no_step_but_a_way_aside():
    steps = {
        step.stage: step
        for step in funnel([standing(PlanState.REVISION_REQUESTED), standing(PlanState.APPROVED)])
    }
    assert [one.stage for one in steps.values() if one.aside] == ["revision_requested"]
    assert (steps["in_review"].so_far, steps["approved"].so_far) == (2, 1)
    assert (steps["revision_requested"].here, steps["revision_requested"].so_far) == (1, 1)


def test_only_plans_that_somebody_must_act_on_grow_old():
    ages = ageing(
        [
            standing(PlanState.SUBMITTED, 5),
            standing(PlanState.DRAFT, 6),
            standing(PlanState.APPROVED, 30),
            standing(None, 9),
        ]
    )
    assert [(age.participants, age.mentors) for age in ages] == [(0, 0), (0, 1), (1, 0), (0, 0), (0, 0)]


def test_what_is_late_comes_first_then_what_waits_longest():
    rows = [
        standing(PlanState.APPROVED, 90, name="done"),
        standing(PlanState.DRAFT, 3, name="short"),
        standing(PlanState.SUBMITTED, 9, name="long"),
        standing(PlanState.SUBMITTED, 1, 0, name="late today"),
        standing(PlanState.SUBMITTED, 1, 4, name="late"),
    ]
    assert [one.name for one in by_urgency(rows)] == ["late", "late today", "long", "short", "done"]
    assert by_urgency(rows)[0].holder is CohortRole.MENTOR


def test_no_day_between_the_first_and_the_last_is_left_out():
    days = by_day([date(2026, 11, 2), date(2026, 11, 2)], [date(2026, 11, 4)])
    assert [(one.day.day, one.notes, one.plans) for one in days] == [(2, 2, 0), (3, 0, 0), (4, 0, 1)]
    assert by_day([], []) == []
