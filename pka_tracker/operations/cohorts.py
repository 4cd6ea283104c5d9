"""The calendar of a cohort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import Cohort


def set_holidays(cohort_id: int, days: Iterable[date]) -> Cohort:
    """Say on which days a cohort does not work; deadlines that are already set stay. Refuses an unknown cohort."""
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound(f"cohort {cohort_id}")
    cohort.holidays = sorted({day.isoformat() for day in days})
    db.session.flush()
    return cohort
