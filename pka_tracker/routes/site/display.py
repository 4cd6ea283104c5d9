"""What every template may use: words, tones, moments as people read them, the navigation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Protocol

from babel.dates import get_timezone_name
from flask import Flask, g, request, url_for
from flask_babel import get_locale, get_timezone
from flask_security import current_user

from pka_tracker import labels, policy
from pka_tracker.extensions import now
from pka_tracker.forms.seen import answer_token, part_token, place_of, token
from pka_tracker.forms.texts import text_of
from pka_tracker.models import CohortRole, User
from pka_tracker.models.cohorts.workdays import workdays_held
from pka_tracker.models.texts.form_outlines import ANSWER
from pka_tracker.models.texts.outline import N_
from pka_tracker.routes.cohorts.cohort_tabs import PAGES, UNDER, cohort_tabs
from pka_tracker.routes.plans.progress_tabs import progress_tabs
from pka_tracker.routes.site.access import account_key
from pka_tracker.routes.site.script_words import script_words
from pka_tracker.words import day, days, decimal, file_size, fingerprint, month, ngettext, rupiah, short_day
from pka_tracker.words import gettext as _

#: Where the pages of a blueprint without an entry of its own are in the navigation.
PARENTS = {endpoint.partition(".")[0]: "cohorts" for endpoint, _label in PAGES} | {
    "replication_actions": "replications",
    **dict.fromkeys(UNDER, "cohorts"),
    "agencies": "cohorts",
    "retention": "accounts",
}


def _holds(*roles: CohortRole) -> Callable[[User], bool]:
    return lambda user: any(user.holds(role) for role in roles)


NOTES = ("notes.index", N_("Notes"), "journal-text")
#: Who sees which pages in the navigation: endpoint, label and icon; what two roles share is there twice.
ENTRIES: tuple[tuple[Callable[[User], bool], tuple[tuple[str, str, str], ...]], ...] = (
    (lambda _user: True, (("home.index", N_("Today"), "house"),)),
    (_holds(CohortRole.PARTICIPANT), (NOTES, ("plans.index", N_("My plan"), "clipboard-check"))),
    (
        _holds(CohortRole.MENTOR, CohortRole.COACH),
        (("reviews.index", N_("Reviews"), "chat-square-text"),),
    ),
    (_holds(CohortRole.MENTOR), (NOTES,)),
    (_holds(CohortRole.COACH), (("consultations.index", N_("Consultations"), "chat-dots"),)),
    (policy.creates_cohorts, (("cohorts.index", N_("Cohorts"), "people"),)),
    (policy.keeps_accounts, (("accounts.index", N_("Accounts"), "person-gear"),)),
    (_holds(CohortRole.ORGANIZER), (("plans.index", N_("Plans"), "clipboard-check"), NOTES)),
    (
        lambda user: bool(user.memberships),
        (
            ("practices.index", N_("Practices"), "lightbulb"),
            ("replications.index", N_("Replications"), "diagram-3"),
        ),
    ),
)


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    href: str
    label: str
    icon: str
    current: bool
    count: int = 0


def clock(value: datetime) -> str:
    """The hour with its zone, e.g. 12:04 WITA, and with its day where that is not the reader's today."""
    zone = _zone()
    if value.astimezone(zone).date() != now().astimezone(zone).date():
        return when(value)
    return f"{value.astimezone(zone):%H:%M} {_zone_name(value, zone)}"


def when(value: datetime | None) -> str:
    """A moment with hour and zone, e.g. 24 Nov 2026, 12:04 WITA."""
    if not value:
        return ""
    zone = _zone()
    local = value.astimezone(zone)
    return f"{day(local)}, {local:%H:%M} {_zone_name(value, zone)}"


class Calendar(Protocol):
    """A cohort, or a row with its zone and holidays."""

    @property
    def timezone(self) -> str: ...
    @property
    def holidays(self) -> Collection[str]: ...


def held(since: datetime, calendar: Calendar) -> str:
    """How long it has stood like this in the cohort's working days, e.g. 3 working days."""
    days = workdays_held(since, now(), calendar.timezone, calendar.holidays)
    return (
        ngettext("%(num)s working day", "%(num)s working days", days)
        if days
        else _("less than a working day")
    )


def _zone() -> tzinfo:
    """The reader's zone, found once a request."""
    if "zone" not in g:
        g.zone = get_timezone()
    return g.zone


def _zone_name(value: datetime, zone: tzinfo) -> str:
    name = getattr(zone, "key", None) or str(zone)
    return labels.ZONES.get(name) or get_timezone_name(value.astimezone(zone), "short", locale=get_locale())


@dataclass(frozen=True)
class PageLinks:
    """What a pagination shows."""

    number: int
    pages: int
    total: int
    prev_href: str | None
    next_href: str | None


def page_links(page: Any) -> PageLinks:
    """The neighbours of a ``queries.paging.Page``, at this address with its other arguments kept."""
    before = here(page=page.number - 1) if page.number > 1 else None
    after = here(page=page.number + 1) if page.number < page.pages else None
    return PageLinks(page.number, page.pages, page.total, before, after)


def here(**changes: Any) -> str:
    """This address with some arguments of its query changed; None takes one away."""
    arguments = (
        {**request.args.to_dict(), **request.view_args} if request.view_args else request.args.to_dict()
    )
    return url_for(
        request.endpoint or "home.index",
        **{k: v for k, v in (arguments | changes).items() if v not in (None, "")},
    )


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.filters |= {
        "seen": token,
        "place": place_of,
        "part_seen": part_token,
        "answer_seen": answer_token,
        "answer_text": partial(text_of, ANSWER),
        "word": labels.word,
        "tone": labels.tone,
        "turn": labels.turn,
        "replication_event": labels.replication_event,
        "requirement": labels.requirement,
        "day": day,
        "days": days,
        "short_day": short_day,
        "month": month,
        "clock": clock,
        "when": when,
        "held": held,
        "rupiah": rupiah,
        "decimal": decimal,
        "file_size": file_size,
        "fingerprint": fingerprint,
    }
    app.jinja_env.globals |= {
        "this_moment": now,
        "get_locale": get_locale,
        "page_links": page_links,
        "here": here,
        "account_key": account_key,
        "cohort_tabs": cohort_tabs,
        "progress_tabs": progress_tabs,
        "script_words": script_words,
    }
    app.context_processor(lambda: {"nav": navigation() if current_user.is_authenticated else []})


def navigation() -> list[NavItem]:
    """The pages of whoever is signed in, each once."""
    blueprint = (request.endpoint or "").split(".")[0]
    blueprint = PARENTS.get(blueprint, blueprint)
    once: dict[str, NavItem] = {}
    for sees, entries in ENTRIES:
        for endpoint, label, icon in entries if sees(current_user) else ():
            current = endpoint.split(".")[0] == blueprint
            once.setdefault(endpoint, NavItem(url_for(endpoint), _(label), icon, current))
    return list(once.values())
