"""What every template may use: words, tones, moments as people read them, the navigation, asset versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import get_timezone_name
from flask import Flask, current_app, request, url_for
from flask_babel import format_date, format_datetime, get_locale, get_timezone, to_user_timezone
from flask_babel import gettext as _
from flask_security import current_user

from pka_tracker import labels
from pka_tracker.models import CohortRole, User


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
    return str(format_date(date.fromisoformat(value) if isinstance(value, str) else value, "d MMM y"))


def clock(value: datetime) -> str:
    """The hour with its zone, e.g. 12:04 WITA."""
    return f"{format_datetime(value, 'HH:mm')} {zone_name(value)}"


def when(value: datetime | None) -> str:
    """A moment with hour and zone, e.g. 24 Nov 2026, 12:04 WITA."""
    return f"{format_datetime(value, 'd MMM y, HH:mm')} {zone_name(value)}" if value else ""


def zone_name(value: datetime) -> str:
    """The short name of the reader's zone."""
    zone = get_timezone()
    name = getattr(zone, "key", None) or str(zone)
    return labels.ZONES.get(name) or get_timezone_name(to_user_timezone(value), "short", locale=get_locale())


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
        "word": labels.word,
        "tone": labels.tone,
        "requirement": labels.requirement,
        "day": day,
        "clock": clock,
        "when": when,
        "rupiah": rupiah,
        "decimal": decimal,
    }
    app.jinja_env.globals |= {"get_locale": get_locale, "page_links": page_links, "here": here}
    app.context_processor(lambda: {"nav": navigation() if current_user.is_authenticated else []})
    app.url_defaults(_version_assets)


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


def _version_assets(endpoint: str, values: dict[str, Any]) -> None:
    """Name the version of an asset in its address, so that a browser may keep it for a year."""
    if endpoint == "static" and "filename" in values and current_app.static_folder:
        version = _asset_version(Path(current_app.static_folder) / values["filename"])
        if version:
            values["v"] = version


@cache
def _asset_version(path: Path) -> str:
    return format(path.stat().st_mtime_ns & 0xFFFFFFFFFF, "x") if path.exists() else ""
