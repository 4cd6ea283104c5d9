"""The reader's words and calendar: flask-babel's, with the catalogue looked up once a request.

flask-babel asks three times who is reading for every word; a page has hundreds of words, and that was a tenth of
its time. Import ``gettext`` and its kin from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import flask_babel
from babel.dates import get_month_names
from babel.support import Translations
from flask import Flask, g
from flask_babel.speaklater import LazyString

#: English points and commas as Indonesian ones.
SWAPPED = str.maketrans(".,", ",.")


def init_app(app: Flask) -> None:
    """Give the templates these words; after flask-babel, which gives them its own."""
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]


def _catalogue() -> Translations:
    kept = g._get_current_object()  # hundreds of words a page: go through the proxy once for each
    if "catalogue" not in kept:
        kept.catalogue = flask_babel.get_translations()
    return kept.catalogue


def gettext(message: str, **places: Any) -> str:
    """The message in the reader's language, its named places filled."""
    text = _catalogue().ugettext(message)
    return text % places if places else text


def ngettext(singular: str, plural: str, num: int, **places: Any) -> str:
    """The message for this number of things, in the reader's language; ``%(num)s`` is the number."""
    return _catalogue().ungettext(singular, plural, num) % ({"num": num} | places)


def _plural(singular: str, plural: str, num: int) -> str:
    """For templates, where Jinja fills the places itself."""
    return _catalogue().ungettext(singular, plural, num)


def lazy_gettext(message: str, **places: Any) -> LazyString:
    """Like ``gettext``, but translated when it is shown: for what is written down before there is a reader."""
    return LazyString(gettext, message, **places)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak another language for a while, as in a letter to somebody else."""
    before = g.pop("catalogue", None)
    try:
        with flask_babel.force_locale(locale):
            yield
    finally:
        g.pop("catalogue", None)
        if before is not None:
            g.catalogue = before


def refresh() -> None:
    """Find out anew who is reading: somebody else just signed in."""
    g.pop("catalogue", None)
    flask_babel.refresh()


@cache
def month_names(locale: str) -> dict[int, str]:
    """The short names of the months, as CLDR has them: {1: "Jan", …}."""
    return dict(get_month_names("abbreviated", locale=locale))


def day(value: date | str | None) -> str:
    """A day, e.g. 24 Nov 2026; kept text such as 2026-11-24 is read first."""
    if not value:
        return ""
    read = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{read.day} {month_names(str(flask_babel.get_locale()))[read.month]} {read.year}"


def days(first: date, last: date) -> str:
    """The days from one to another, e.g. 3–4 Dec 2026 or 28 Dec 2026 – 3 Jan 2027."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    begin = f"{first.day}–" if first.month == last.month else f"{short_day(first)} – "
    return begin + day(last)


def short_day(value: date | None) -> str:
    """A day without its year, where the year is plain, e.g. 24 Nov."""
    return f"{value.day} {month_names(str(flask_babel.get_locale()))[value.month]}" if value else ""


def month(value: date) -> str:
    """A month of a scale, e.g. Nov 2026."""
    return f"{month_names(str(flask_babel.get_locale()))[value.month]} {value.year}"


def rupiah(value: int | None) -> str:
    """An amount as it is written in Indonesia, e.g. Rp1.500.000."""
    return "" if value is None else f"Rp{value:,}".replace(",", ".")


def decimal(value: Any) -> str:
    """A kept decimal as the reader writes it: 1.234,5 in Indonesian, 1,234.5 in English."""
    text = "" if value is None else str(value)
    whole, point, rest = text.removeprefix("-").partition(".")
    if whole.isdecimal():
        text = f"{'-' if text.startswith('-') else ''}{int(whole):,}{point}{rest}"
    return text.translate(SWAPPED) if str(flask_babel.get_locale()) == "id" else text


def file_size(size: int) -> str:
    """A size in bytes as people say it, e.g. 340 kB or 1,2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{decimal(round(size / 1_000_000, 1))} MB"
