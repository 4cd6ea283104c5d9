"""The indicators of a plan that is carried out."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import File, Indicator, PlanState, PlanVersion, ValueState
from pka_tracker.operations import files
from pka_tracker.operations.plans import indicators
from pka_tracker.queries.plans.indicators import get_indicator
from pka_tracker.storage.content import Content
from tests import factories

PHOTO = Content("Rekap.webp", "image/webp", b"rekap", b"kecil")
EVIDENCE = "https://example.org/rekap"


@pytest.fixture
def plan(app):
    return factories.make_plan_in(PlanState.IN_IMPLEMENTATION)


@pytest.fixture
def indicator(plan):
    found = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).one()
    found.baseline, found.target_short, found.target_medium, found.target_long = "12", "6", "3", ""
    db.session.commit()
    return get_indicator(found.id, plan.owner)


def report(indicator: Indicator, value: str, on: date = date(2026, 10, 20), url: str = EVIDENCE):
    measured = indicators.Measured(value, on, "Dari register.", url)
    row = indicators.report(indicator, indicator.plan.owner, measured, seen=indicator.lock_version)
    db.session.refresh(indicator, ["values"])
    return row


def test_the_approved_version_is_copied(plan):
    row = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).one()
    assert (row.row_id, row.baseline, row.target_long) == ("rows0", "12.5", "12.5")
    assert row.name and row.unit and row.data_source


def test_tracked_again_values_stay_and_texts_follow(plan, indicator):
    report(indicator, "9")
    version = db.session.query(PlanVersion).filter_by(plan_id=plan.id).one()
    old = version.content["indicators"]["rows"][0]
    rows = [old | {"id": "new", "indicator": "Kepuasan"}]
    for content in (rows, [rows[0] | {"indicator": "Kepuasan warga"}], []):
        version2 = PlanVersion(number=2, content=version.content | {"indicators": {"rows": content}})
        indicators.track(plan, version2)
    left = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).all()
    assert [row.id for row in left] == [indicator.id], "only what has values stays when its row is gone"


def test_the_latest_verified_day_counts_whatever_was_reported_last(plan, indicator):
    assert indicator.latest is None and not any(target.met for target in indicator.targets)
    late, early, waiting = (
        report(indicator, "5", date(2026, 10, 22)),
        report(indicator, "9"),
        report(indicator, "2"),
    )
    for value in (late, early):
        indicators.verify(value, plan.mentor, seen=value.lock_version)
    assert indicator.latest is late and waiting.state is ValueState.REPORTED
    assert [(target.value, target.met) for target in indicator.targets] == [("6", True), ("3", False)]
    assert [target.place for target in indicator.targets] == [66.7, 100.0]


@pytest.mark.parametrize(
    ("ends", "value", "place"),
    [(("6", "3"), "7.5", 50.0), (("6", "3"), "20", 0.0), (("6", "3"), "1", 100.0), (("12", ""), "12", 100.0), (("20", "40"), "26", 50.0)],
)  # fmt: skip
def test_the_way_begins_at_the_baseline_whichever_way_it_goes(ends, value, place):
    indicator = Indicator(baseline="12", target_short=ends[0], target_medium=ends[1], target_long="")
    assert indicator.place_of(value) == place


def test_a_returned_value_stays_beside_the_better_one(plan, indicator):
    first = report(indicator, "9")
    with pytest.raises(Incomplete):
        indicators.return_(first, plan.mentor, reason=" ", seen=first.lock_version)
    indicators.return_(first, plan.mentor, reason="Rekap belum ada.", seen=first.lock_version)
    with pytest.raises(NotPossibleNow):
        indicators.verify(first, plan.mentor, seen=first.lock_version)
    report(indicator, "8")
    assert [value.value for value in indicator.values] == ["8", "9"]


def test_evidence_is_a_file_or_an_address_and_the_file_stays_with_its_value(plan, indicator):
    with pytest.raises(Incomplete):
        report(indicator, "9", url="")
    with pytest.raises(Incomplete):
        report(indicator, "9", url="javascript:alert(1)")
    file = files.attach(indicator, plan.owner, PHOTO)
    value = report(indicator, "9", url="")
    db.session.refresh(file)
    assert file.value_id == value.id
    with pytest.raises(NotPossibleNow):
        files.remove(file, indicator, plan.owner)
    assert files.attach(indicator, plan.owner, PHOTO).id != file.id, "the next value has evidence of its own"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(File)) == 2


def test_a_value_of_tomorrow_is_refused_where_the_cohort_is(indicator):
    with time_machine.travel("2026-10-20T15:30:00Z"):  # 23:30 WITA
        report(indicator, "9", date(2026, 10, 20))
        with pytest.raises(Incomplete):
            report(indicator, "9", date(2026, 10, 21))
    with time_machine.travel("2026-10-20T16:30:00Z"):
        report(indicator, "9", date(2026, 10, 21))


def test_only_the_participant_reports_and_only_the_mentor_decides(plan, indicator):
    measured = indicators.Measured("9", date(2026, 10, 20), "", EVIDENCE)
    with pytest.raises(NotPermitted):
        indicators.report(indicator, plan.mentor, measured, seen=indicator.lock_version)
    value = report(indicator, "9")
    with pytest.raises(NotPermitted):
        indicators.verify(value, plan.owner, seen=value.lock_version)
    with pytest.raises(ChangedMeanwhile):
        indicators.verify(value, plan.mentor, seen=value.lock_version - 1)


def test_a_closed_plan_still_takes_values_and_one_that_was_opened_again_does_not(app):
    plan = factories.make_plan_in(PlanState.COMPLETED)
    found = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).one()
    assert report(get_indicator(found.id, plan.owner), "9").value == "9"
    plan.state = PlanState.DRAFT
    db.session.commit()
    with pytest.raises(NotPossibleNow):
        report(get_indicator(found.id, plan.owner), "9")
