"""What follows from what was typed, and is therefore never typed: scores, ranks, quadrants, levels, totals."""

from __future__ import annotations

import enum
from decimal import Decimal, InvalidOperation
from typing import Any

from pka_tracker.models.cohorts.cohort import UsgMethod
from pka_tracker.models.plans.plan_outline import BUDGET
from pka_tracker.models.texts.outline import Content

#: A stakeholder is "high" from this score on (domain: threshold 3 of 5).
HIGH = 3


class Quadrant(enum.StrEnum):
    """Interest / influence: high/high, high interest only... as in the stakeholder map of LAN's guides."""

    PROMOTERS = "promoters"
    DEFENDERS = "defenders"
    LATENTS = "latents"
    APATHETICS = "apathetics"


class RiskLevel(enum.StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EXTREME = "extreme"


_L, _M, _H, _E = RiskLevel.LOW, RiskLevel.MODERATE, RiskLevel.HIGH, RiskLevel.EXTREME
#: RISK_LEVELS[likelihood - 1][impact - 1]: the 5 x 5 lookup (a template's, to be confirmed).
RISK_LEVELS = (
    (_L, _L, _L, _M, _H),
    (_L, _L, _M, _M, _H),
    (_L, _M, _M, _H, _E),
    (_M, _M, _H, _H, _E),
    (_M, _H, _H, _E, _E),
)


def quadrant(row: Content) -> Quadrant | None:
    """Where a stakeholder stands; None until influence and interest (1-5) are both typed."""
    influence, interest = _score(row.get("influence")), _score(row.get("interest"))
    if not influence or not interest:
        return None
    if interest >= HIGH:
        return Quadrant.PROMOTERS if influence >= HIGH else Quadrant.DEFENDERS
    return Quadrant.LATENTS if influence >= HIGH else Quadrant.APATHETICS


def risk_level(row: Content) -> RiskLevel | None:
    """How grave a risk is; None until likelihood and impact (1-5) are both typed."""
    likelihood, impact = _score(row.get("likelihood")), _score(row.get("impact"))
    return RISK_LEVELS[likelihood - 1][impact - 1] if likelihood and impact else None


def usg_score(row: Content, method: UsgMethod) -> int | None:
    """Urgency, seriousness and growth as one number; None until all three are typed."""
    scores = [_score(row.get(key)) for key in ("urgency", "seriousness", "growth")]
    if not all(scores):
        return None
    first, second, third = scores
    return first * second * third if method is UsgMethod.PRODUCT else sum(scores)


def usg_ranks(rows: list[Content], method: UsgMethod) -> list[int | None]:
    """The rank of each issue, 1 the gravest; equal scores share a rank; None without a score."""
    scores = [usg_score(row, method) for row in rows]
    return [s and 1 + sum(other > s for other in scores if other) for s in scores]


def amount(row: Content) -> int | None:
    """Volume times price of one need, in whole rupiah; None until both are typed."""
    try:
        return int((Decimal(str(row["volume"])) * int(row["price"])).quantize(Decimal(1)))
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None


def budget_total(content: Content) -> int:
    """The sum of all needs, in whole rupiah; nothing where the plan goes without a budget."""
    if content.get("without"):
        return 0
    return sum(amount(row) or 0 for row in BUDGET.filled(content))


def _score(value: Any) -> int:
    return value if isinstance(value, int) and 1 <= value <= 5 else 0
