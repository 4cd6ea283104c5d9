"""When somebody is at work."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from pka_tracker import emails
from pka_tracker.models import User
from pka_tracker.queries.reminders import newest_cohort


def calendar_of(reader: User) -> tuple[ZoneInfo, Collection[str]]:
    """The zone and the holidays of a reader: their own zone, else their newest cohort's, which has the holidays."""
    cohort = newest_cohort(reader.id)
    zone = emails.zone_of(reader, cohort.timezone if cohort else None)
    return ZoneInfo(zone), cohort.holidays if cohort else ()
