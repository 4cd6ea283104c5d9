"""What every template may use: words, tones, moments as people read them, the navigation, asset versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, partial
from pathlib import Path
from typing import Any

from babel.dates import get_timezone_name
from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, get_timezone
from flask_security import current_user

from pka_tracker import labels
from pka_tracker.forms.seen import answer_token, part_token, place_of, token
from pka_tracker.forms.texts import text_of
from pka_tracker.models import CohortRole, User
from pka_tracker.models.form_outlines import ANSWER
from pka_tracker.routes.access import account_key
from pka_tracker.routes.cohort_tabs import cohort_tabs
from pka_tracker.words import gettext as _
from pka_tracker.words import month_names


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    href: str
    label: str
    icon: str
    current: bool
    count: int = 0


def day(value: date | str | None) -> str:
    """A day, e.g. 24 Nov 2026; kept text such as 2026-11-24 is read first."""
    if not value:
        return ""
    read = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{read.day} {month_names(str(get_locale()))[read.month]} {read.year}"


def clock(value: datetime) -> str:
    """The hour with its zone, e.g. 12:04 WITA."""
    zone = _zone()
    return f"{value.astimezone(zone):%H:%M} {_zone_name(value, zone)}"


def when(value: datetime | None) -> str:
    """A moment with hour and zone, e.g. 24 Nov 2026, 12:04 WITA."""
    if not value:
        return ""
    zone = _zone()
    local = value.astimezone(zone)
    return f"{day(local)}, {local:%H:%M} {_zone_name(value, zone)}"


def _zone() -> tzinfo:
    """The reader's zone, found once a request."""
    if "zone" not in g:
        g.zone = get_timezone()
    return g.zone


def _zone_name(value: datetime, zone: tzinfo) -> str:
    name = getattr(zone, "key", None) or str(zone)
    return labels.ZONES.get(name) or get_timezone_name(value.astimezone(zone), "short", locale=get_locale())


def rupiah(value: int | None) -> str:
    """An amount as it is written in Indonesia, e.g. Rp 1.500.000."""
    return "" if value is None else f"Rp {value:,}".replace(",", ".")


def decimal(value: Any) -> str:
    """A kept decimal as the reader writes it: with a comma in Indonesian."""
    text = "" if value is None else str(value)
    return text.replace(".", ",") if str(get_locale()) == "id" else text


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
        "requirement": labels.requirement,
        "day": day,
        "clock": clock,
        "when": when,
        "rupiah": rupiah,
        "decimal": decimal,
    }
    app.jinja_env.globals |= {
        "asset": asset,
        "get_locale": get_locale,
        "page_links": page_links,
        "here": here,
        "account_key": account_key,
        "cohort_tabs": cohort_tabs,
    }
    app.context_processor(lambda: {"nav": navigation() if current_user.is_authenticated else []})


def navigation() -> list[NavItem]:
    """The pages of whoever is signed in."""
    user: User = current_user
    items = [("home.index", _("Today"), "house")]
    if user.holds(CohortRole.PARTICIPANT):
        items += [
            ("notes.index", _("Notes"), "journal-text"),
            ("plans.index", _("My plan"), "clipboard-check"),
        ]
    if user.holds(CohortRole.MENTOR):
        items += [
            ("reviews.index", _("Reviews"), "chat-square-text"),
            ("notes.index", _("Notes"), "journal-text"),
        ]
    if user.holds(CohortRole.COACH):
        items.append(("consultations.index", _("Consultations"), "chat-dots"))
    if user.holds(CohortRole.ORGANIZER):
        items += [
            ("members.cohorts", _("Cohorts"), "people"),
            ("plans.index", _("Plans"), "clipboard-check"),
            ("notes.index", _("Notes"), "journal-text"),
        ]
    if user.memberships:
        items.append(("practices.index", _("Practices"), "lightbulb"))
    blueprint = (request.endpoint or "").split(".")[0]
    seen: set[str] = set()
    return [
        NavItem(url_for(endpoint), label, icon, endpoint.split(".")[0] == blueprint)
        for endpoint, label, icon in items
        if not (endpoint in seen or seen.add(endpoint))  # type: ignore[func-returns-value]
    ]


def asset(name: str) -> str:
    """The address of a file under ``static/``, with its version, so that a browser may keep it for a year."""
    return _asset(
        str(current_app.static_folder), request.script_root + str(current_app.static_url_path), name
    )


@cache
def _asset(folder: str, url: str, name: str) -> str:
    path = Path(folder) / name
    version = f"?v={path.stat().st_mtime_ns & 0xFFFFFFFFFF:x}" if path.exists() else ""
    return f"{url}/{name}{version}"
