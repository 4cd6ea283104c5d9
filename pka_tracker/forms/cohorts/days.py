"""Days as an organizer types them, or pastes them from a decree: one, or from one to another, then their name."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: The longest stretch one line can mean: more is a year mistyped.
MOST_DAYS = 62
#: What each month is called, in Indonesian and in English, in full and short.
_NAMES = (
    "jan januari january",
    "feb februari february",
    "mar maret march",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agu ags agt aug agustus august",
    "sep sept september",
    "okt oct oktober october",
    "nov nop november nopember",
    "des dec desember december",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_WEEKDAY = r"(?:(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|(?:mon|tues|wednes|thurs|fri|satur|sun)day),?\s+)?"
_YEAR = r"(?:[\s,]+(?P<{0}y>\d{{4}}))"
_DAY = (
    _WEEKDAY + r"(?:(?P<{0}iso>\d{{4}}-\d\d?-\d\d?)|(?P<{0}dmy>\d\d?[-/.]\d\d?[-/.]\d{{4}})"
    r"|(?P<{0}d>\d\d?)(?:\s+(?P<{0}m>[a-z]{{3,9}})\.?" + _YEAR + r"?)?|(?P<{0}m2>[a-z]{{3,9}})\.?\s+(?P<{0}d2>\d\d?)"
    + _YEAR.replace("{0}y", "{0}y2") + ")"
)  # fmt: skip
_TO = r"\s*(?:[-–—]|\bs\.?\s?/?\s?d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|\bto\b|\buntil\b)\s*"
#: Not the name of a day: a second day that could not be read, or that nothing joins to the first.
_NO_DAY = rf"(?!{_TO}\d|\d{{4}}-|\d\d?[-/.]\d)"
_LINE = re.compile(
    rf"{_DAY.format('a')}(?:{_TO}{_DAY.format('b')})?"
    rf"(?:(?:[\s,;:]+|(?=\s*[-–—]\s)){_NO_DAY}(?:\s*[-–—:]\s+)?(?P<name>[^\s].{{0,199}}))?",
    re.ASCII | re.IGNORECASE,
)
Parts = tuple[int | None, int | None, int]


def read_days(line: str) -> tuple[list[date], str] | None:
    """The days a line names and what they are called; None where it cannot be read, or means too many days."""
    found = _LINE.fullmatch(" ".join(line.split()))
    if found is None:
        return None
    last = _parts(found, "b")
    first = _filled(_parts(found, "a"), last)
    try:
        begins = _date(first)
        ends = _date(last) if last else begins
    except ValueError:
        return None
    if begins is None or ends is None or not 0 <= (ends - begins).days < MOST_DAYS:
        return None
    days = [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]
    return days, (found["name"] or "").strip()


def _parts(found: re.Match[str], which: str) -> Parts | None:
    """Year, month and day as they were typed; what was left to the other end is None, a month of no name is 0."""
    if iso := found[f"{which}iso"]:
        year, month, day = map(int, iso.split("-"))
        return year, month, day
    if dmy := found[f"{which}dmy"]:
        day, month, year = map(int, re.split(r"[-/.]", dmy))
        return year, month, day
    typed = found[f"{which}d"] or found[f"{which}d2"]
    if typed is None:
        return None
    name, written = found[f"{which}m"] or found[f"{which}m2"], found[f"{which}y"] or found[f"{which}y2"]
    return int(written) if written else None, _MONTHS.get(name.lower(), 0) if name else None, int(typed)


def _filled(first: Parts | None, last: Parts | None) -> Parts | None:
    """“28–30 Desember 2026”: month and year stand at the end only."""
    if first is None or last is None:
        return first
    year, month, day = first
    return year or last[0], last[1] if month is None else month, day


def _date(parts: Parts | None) -> date | None:
    if parts is None or parts[0] is None or parts[1] is None:
        return None
    return date(parts[0], parts[1], parts[2])
