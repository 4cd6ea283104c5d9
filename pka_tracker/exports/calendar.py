"""A person's dates as an iCalendar file (RFC 5545), in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from pka_tracker.queries.calendar import DatedThing, DateKind
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l
from pka_tracker.words import speaking

MEDIA_TYPE = "text/calendar; charset=utf-8"
TITLES = {
    DateKind.NOTES_DUE: _l("ATM notes are due"),
    DateKind.PLANS_DUE: _l("Action plans are due"),
    DateKind.DESIGN_SEMINAR: _l("Design seminar"),
    DateKind.IMPLEMENTATION_BEGINS: _l("The implementation begins"),
    DateKind.IMPLEMENTATION_ENDS: _l("The implementation ends"),
    DateKind.REPORT_DUE: _l("Reports are due"),
    DateKind.FINAL_SEMINAR: _l("Final seminar"),
    DateKind.OWN_PLAN_DUE: _l("Your action plan is due"),
    DateKind.REVIEW_DUE: _l("Your review is due"),
    DateKind.MILESTONE: _l("Milestone ends"),
    DateKind.FOLLOW_UP: _l("Follow-up of a consultation"),
    DateKind.REPLICATION_STEP: _l("Next step of a replication"),
}
#: A deadline is shown as the half hour before it.
LEAD = timedelta(minutes=30)


def as_calendar(dates: Sequence[DatedThing], locale: str, site: str, at: datetime) -> bytes:
    """The file. ``site`` is the address of the program, part of each lasting UID; ``at`` is this moment."""
    with speaking(locale):
        calendar = Calendar()
        calendar.add("prodid", "-//PKA Tracker//pka-tracker//ID")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", "PKA Tracker")
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        for one in dates:
            calendar.add_component(_event(one, site.rstrip("/"), at))
        calendar.add_missing_timezones()
        return bytes(calendar.to_ical())


def _event(one: DatedThing, site: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.kind}-{one.id}@{urlsplit(site).hostname or 'pka-tracker'}")
    event.add("dtstamp", at)
    about = one.about or _("Plan without a title yet")
    event.add("summary", f"{TITLES[one.kind]}: {about}" + (f" – {one.who}" if one.who else ""))
    if isinstance(one.at, datetime):
        local = one.at.astimezone(ZoneInfo(one.timezone))
        event.add("dtstart", local - LEAD)
        event.add("dtend", local)
    else:
        event.add("dtstart", one.at)
        event.add("dtend", (one.until or one.at) + timedelta(days=1))
        if not one.until:
            event.add("transp", "TRANSPARENT")  # a day on which something ends is no day that is taken
    event.add("url", site + one.path)
    event.add("description", site + one.path)
    return event
