"""The calendar of a cohort."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Cohort, User

log = logging.getLogger(__name__)


def set_holidays(cohort: Cohort, actor: User, days: Mapping[date, str], *, seen: int) -> None:
    """Say on which days a cohort does not work, and what they are called; deadlines already set stay.

    Refuses a page older than what is kept; the same days again change nothing.
    """
    policy.ensure_organizes(actor, cohort.id)
    found = {day.isoformat(): days[day] for day in sorted(days)}
    if found == cohort.holidays:
        return
    if cohort.lock_version != seen:
        raise ChangedMeanwhile(cohort)
    cohort.holidays = found
    db.session.flush()
    log.info("cohort %s: %s holidays by user %s", cohort.id, len(found), actor.id)


def replace_holidays(cohort_id: int, days: Iterable[date]) -> Cohort:
    """The same for the operator, without names; a day that has one keeps it. Refuses an unknown cohort."""
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound(f"cohort {cohort_id}")
    wanted = sorted({day.isoformat() for day in days})
    cohort.holidays = {day: cohort.holidays.get(day, "") for day in wanted}
    db.session.flush()
    return cohort
