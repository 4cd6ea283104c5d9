"""The indicators of an approved plan: values reported with evidence, verified or returned by the mentor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select, update

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    VALUE_TRANSITIONS,
    ActionPlan,
    File,
    Indicator,
    IndicatorValue,
    PlanVersion,
    User,
    ValueAction,
)
from pka_tracker.models.plans.plan_outline import INDICATORS
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans.milestones import hear_of, is_web_address

COPIED = ("unit", "baseline", "target_short", "target_medium", "target_long", "data_source")


@dataclass(frozen=True)
class Measured:
    """What somebody reports: a number as text with a point, the day it is of, and where the evidence is."""

    value: str
    on: date
    note: str = ""
    evidence_url: str = ""


def track(plan: ActionPlan, version: PlanVersion) -> None:
    """Make the indicators of the approved version trackable.

    Tracked again, an indicator keeps its values and takes the new text; one taken out of the plan stays as long as
    something was reported for it.
    """
    existing = {
        row.row_id: row for row in db.session.scalars(select(Indicator).where(Indicator.plan_id == plan.id))
    }
    for place, row in enumerate(INDICATORS.filled(version.content["indicators"])):
        indicator = existing.pop(row["id"], None)
        if indicator is None:
            indicator = Indicator(plan_id=plan.id, row_id=row["id"])
            db.session.add(indicator)
        indicator.place, indicator.name = place, row["indicator"]
        for name in COPIED:
            setattr(indicator, name, row[name] or "")
    for gone in existing.values():
        if not db.session.scalar(select(exists().where(IndicatorValue.indicator_id == gone.id))):
            db.session.delete(gone)
    db.session.flush()


def report(indicator: Indicator, actor: User, measured: Measured, *, seen: int) -> IndicatorValue:
    """Append a value; it waits for the mentor then. The indicator comes with its plan and cohort.

    The files attached to the indicator become the evidence of this value, and stay. Refuses without evidence, and a
    day that has not come.
    """
    policy.ensure_measures(actor, indicator)
    if measured.on > indicator.plan.cohort.day_of(now()):
        raise Incomplete([N_("Give a day that is not in the future.")])
    files = set(db.session.scalars(select(File.id).where(_loose(indicator))))
    if not is_web_address(measured.evidence_url) and (measured.evidence_url.strip() or not files):
        raise Incomplete([N_("Attach a photo or document as evidence, or give the web address where it is.")])
    if indicator.lock_version != seen:
        raise ChangedMeanwhile(indicator)
    indicator.updated_at = now()
    value = IndicatorValue(
        indicator=indicator,
        value=measured.value,
        measured_on=measured.on,
        note=measured.note.strip(),
        evidence_url=measured.evidence_url.strip(),
        reported_by_id=actor.id,
    )
    db.session.add(value)
    db.session.flush()
    hear_of(indicator.plan)
    db.session.execute(update(File).where(File.id.in_(files)).values(value_id=value.id))
    emails.value_reported(value, actor)
    return value


def verify(value: IndicatorValue, actor: User, *, seen: int) -> None:
    """Accept a value with its evidence. It comes with indicator and plan."""
    _decide(value, ValueAction.VERIFY, actor, seen)
    db.session.flush()
    emails.value_verified(value)


def return_(value: IndicatorValue, actor: User, *, reason: str, seen: int) -> None:
    """Say that a value cannot count. Refuses without a reason."""
    policy.ensure_value(actor, ValueAction.RETURN, value)
    if not reason.strip():
        raise Incomplete([N_("Say what is missing: the participant reads it.")])
    _decide(value, ValueAction.RETURN, actor, seen)
    value.return_reason = reason.strip()
    db.session.flush()
    emails.value_returned(value)


def _decide(value: IndicatorValue, action: ValueAction, actor: User, seen: int) -> None:
    policy.ensure_value(actor, action, value)
    if value.lock_version != seen:
        raise ChangedMeanwhile(value)
    value.state = VALUE_TRANSITIONS[value.state, action]
    value.decided_at, value.decided_by_id = now(), actor.id


def _loose(indicator: Indicator) -> ColumnElement[bool]:
    """Attached, and not yet the evidence of a value."""
    return and_(File.indicator_id == indicator.id, File.value_id.is_(None))
