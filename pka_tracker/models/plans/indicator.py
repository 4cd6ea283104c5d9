"""The indicators of an approved plan and the values measured since: a list that only grows."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pka_tracker.extensions import Model, StrEnumType, now
from pka_tracker.models.accounts.user import User
from pka_tracker.models.plans.milestone import Horizon
from pka_tracker.models.plans.plan import ActionPlan


class ValueState(enum.StrEnum):
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"


class ValueAction(enum.StrEnum):
    VERIFY = "verify"
    RETURN = "return"


#: A value that was returned stays as it is; a better one is reported beside it.
VALUE_TRANSITIONS: dict[tuple[ValueState, ValueAction], ValueState] = {
    (ValueState.REPORTED, ValueAction.VERIFY): ValueState.VERIFIED,
    (ValueState.REPORTED, ValueAction.RETURN): ValueState.RETURNED,
}


class Target(NamedTuple):
    """What is aimed at in a horizon, whether the latest verified value meets it, and where it lies on the way (0-100)."""

    horizon: Horizon
    value: str
    met: bool
    place: float


class Indicator(Model):
    """One indicator, copied from the approved version when the implementation starts. Numbers are text with a
    point, as the plan keeps them."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("action_plan.id"))
    row_id: Mapped[str] = mapped_column(sa.String(32))  # the row of section ``indicators`` it comes from
    place: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.Text)
    unit: Mapped[str] = mapped_column(sa.Text, default="")
    baseline: Mapped[str] = mapped_column(sa.String(40))
    target_short: Mapped[str] = mapped_column(sa.String(40), default="")
    target_medium: Mapped[str] = mapped_column(sa.String(40), default="")
    target_long: Mapped[str] = mapped_column(sa.String(40), default="")
    data_source: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=now)  # changes with each report
    lock_version: Mapped[int] = mapped_column()

    plan: Mapped[ActionPlan] = relationship()
    values: Mapped[list[IndicatorValue]] = relationship(
        back_populates="indicator", order_by="(IndicatorValue.measured_on.desc(), IndicatorValue.id.desc())"
    )

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def latest(self) -> IndicatorValue | None:
        """The verified value of the latest day. The indicator comes with its values."""
        return next((value for value in self.values if value.state is ValueState.VERIFIED), None)

    @property
    def targets(self) -> list[Target]:
        """The targets that the plan names, by horizon."""
        named = ((horizon, getattr(self, f"target_{horizon}")) for horizon in Horizon)
        latest = self.latest.value if self.latest else ""
        return [
            Target(horizon, value, self._meets(latest, value), self.place_of(value))
            for horizon, value in named
            if value
        ]

    def _meets(self, value: str, target: str) -> bool:
        if not value:
            return False
        rises = Decimal(target) >= Decimal(self.baseline)
        return Decimal(value) >= Decimal(target) if rises else Decimal(value) <= Decimal(target)

    def place_of(self, value: str) -> float:
        """How far a value is on the way from the baseline (0) to the target farthest from it (100), whichever of the
        two is greater. What lies outside is shown at the end; the figures beside it say how far."""
        begin = Decimal(self.baseline)
        ends = [Decimal(end) for end in (self.target_short, self.target_medium, self.target_long) if end]
        way = max((end - begin for end in ends), key=abs, default=Decimal(0))
        if not way:
            return 100.0 if Decimal(value) == begin else 0.0
        return round(float(min(max(100 * (Decimal(value) - begin) / way, Decimal(0)), Decimal(100))), 1)


class IndicatorValue(Model):
    """One measured value with its evidence. Never changed: the mentor verifies or returns it, a better one follows."""

    __table_args__ = (
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("(state = 'reported') = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    value: Mapped[str] = mapped_column(sa.String(40))
    measured_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    evidence_url: Mapped[str] = mapped_column(sa.String(500), default="")
    state: Mapped[ValueState] = mapped_column(StrEnumType(ValueState), default=ValueState.REPORTED)
    reported_at: Mapped[datetime] = mapped_column(default=now)
    reported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    lock_version: Mapped[int] = mapped_column()

    indicator: Mapped[Indicator] = relationship(back_populates="values")
    reported_by: Mapped[User] = relationship(foreign_keys=reported_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    __mapper_args__ = {"version_id_col": lock_version}
