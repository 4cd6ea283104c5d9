"""The reader's words and calendar: flask-babel's, with the catalogue looked up once a request.

flask-babel asks three times who is reading for every word; a page has hundreds of words, and that was a tenth of
its time. Import ``gettext`` and its kin from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import flask_babel
from babel.dates import get_month_names
from babel.support import Translations
from flask import Flask, g
from flask_babel.speaklater import LazyString
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

#: English points and commas as Indonesian ones.
SWAPPED = str.maketrans(".,", ",.")


def init_app(app: Flask) -> None:
    """Give the templates these words; after flask-babel, which gives them its own."""
    app.jinja_env.install_gettext_callables(_in_template, _plural_in_template, newstyle=False)  # type: ignore[attr-defined]


def _catalogue() -> Translations:
    kept = g._get_current_object()  # hundreds of words a page: go through the proxy once for each
    if "catalogue" not in kept:
        kept.catalogue = flask_babel.get_translations()
    return kept.catalogue


def gettext(message: str, **places: Any) -> str:
    """The message in the reader's language, its named places filled."""
    text = _catalogue().ugettext(message)
    return _filled(text, places) if places else text


def ngettext(singular: str, plural: str, num: int, **places: Any) -> str:
    """The message for this number of things, in the reader's language; ``%(num)s`` is the number."""
    return _filled(_catalogue().ungettext(singular, plural, num), {"num": num} | places)


@pass_eval_context
def _in_template(reading: EvalContext, message: str, /, **places: Any) -> str:
    """For templates, which escape what fills the places; a percent sign stands there twice in every message."""
    text = _catalogue().ugettext(message)
    # A message is the program's own, as Jinja takes it to be.
    return _filled(Markup(text) if reading.autoescape else text, places)  # noqa: S704


@pass_eval_context
def _plural_in_template(reading: EvalContext, singular: str, plural: str, num: int, /, **places: Any) -> str:
    text = _catalogue().ungettext(singular, plural, num)
    return _filled(Markup(text) if reading.autoescape else text, {"num": num} | places)  # noqa: S704


def _filled(text: str, places: Mapping[str, Any]) -> str:
    """The message with its places filled. What ends with a full stop, as names with titles do (M.Si.), brings along
    the one of the sentence that it ends."""
    for name, value in places.items():
        if isinstance(value, str) and value.endswith(".") and f"%({name})s." in text:
            text = type(text)(re.sub(rf"(%\({name}\)s)\.(?!\w)", r"\1", text))
    return text % places


def sentences(*parts: str) -> str:
    """Texts one after the other, a full stop between those that have none at their end."""
    *before, last = [part for part in parts if part] or [""]
    return " ".join([*(part if part.endswith((".", "?", "!")) else f"{part}." for part in before), last])


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


def fingerprint(sha256: str) -> str:
    """The beginning of a fingerprint, e.g. 853457af71b9…, and to be seen as one."""
    return f"{sha256[:12]}…"


def file_size(size: int) -> str:
    """A size in bytes as people say it, e.g. 340 kB or 1,2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{decimal(round(size / 1_000_000, 1))} MB"
