"""What is measured in the demo cohort: the way from the baseline to the first target, in three steps."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pka_tracker.demo.texts import read
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Indicator, User
from pka_tracker.operations.plans import indicators

if TYPE_CHECKING:
    from pka_tracker.demo.story import Story

#: How much of the way to the first target each report has come, in percent.
STEPS = (35, 60, 100)


def tell(story: Story, plan: ActionPlan, *, whole: bool) -> None:
    """Values of each indicator; a plan under way has one that waits for the mentor, and one that was returned."""
    words = read("notes")["review"]
    mentor = story.membership.mentor or User()
    wanted = sa.select(Indicator).filter_by(plan_id=plan.id).order_by(Indicator.place)
    for place, indicator in enumerate(db.session.scalars(wanted).all()):
        for step in STEPS if whole else STEPS[: 2 if place == 0 else 1]:
            story.later(days=1)
            value = indicators.report(
                indicator,
                story.owner,
                indicators.Measured(
                    between(indicator.baseline, indicator.target_short, step),
                    story.moment.date(),
                    words["measured"][(place + step) % len(words["measured"])],
                    f"https://berkas.demo.test/ukur/{indicator.row_id}",
                ),
                seen=indicator.lock_version,
            )
            story.later(hours=3)
            if whole or (step == STEPS[0] and place == 0):
                indicators.verify(value, mentor, seen=value.lock_version)
            elif step == STEPS[0]:
                indicators.return_(value, mentor, reason=words["unclear"], seen=value.lock_version)


def between(baseline: str, target: str, percent: int) -> str:
    """A value so far on the way, as exact as the two ends are."""
    begin, end = Decimal(baseline), Decimal(target)
    return str(
        (begin + (end - begin) * percent / 100).quantize(min(begin, end, key=_exponent), ROUND_HALF_UP)
    )


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
