"""What an organizer types about a cohort: the days on which nobody works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.validators import Length, ValidationError

from pka_tracker.forms.fields import TOO_LONG, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

_LINE = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)[-/.](?P<m2>\d\d?)[-/.](?P<y2>\d{4}))"
    r"(?:[\s,;:]+(?P<name>.{0,200}))?",
    re.ASCII,
)


class HolidaysForm(SeenForm):
    """All days off of a cohort, one a line; ``found`` is what they say once the form is valid."""

    days = CleanText(_l("Days off, one a line"), [Length(max=20_000, message=TOO_LONG)])
    found: dict[date, str]

    def validate_days(self, field: Any) -> None:
        """Read every line; name those that cannot be read."""
        self.found, bad = {}, []
        for number, line in enumerate((field.data or "").splitlines(), 1):
            if not line.strip():
                continue
            read = read_day(line)
            if read is None:
                bad.append(_("line %(number)s “%(line)s”", number=number, line=line.strip()[:60]))
                continue
            day, name = read
            known = self.found.get(day, "")
            self.found[day] = known if name in known else f"{known} / {name}" if known else name
        if bad:
            message = _(
                "Each line begins with a day, e.g. 2026-12-25 Hari Natal. Correct: %(lines)s.",
                lines="; ".join(bad),
            )
            raise ValidationError(message)


def read_day(line: str) -> tuple[date, str] | None:
    """A day as 2026-12-25 or 25-12-2026 with its name after it; None where there is no such day."""
    found = _LINE.fullmatch(" ".join(line.split()))
    if found is None:
        return None
    year, month, day = (int(found[key] or found[f"{key}2"]) for key in ("y", "m", "d"))
    try:
        return date(year, month, day), (found["name"] or "").strip()
    except ValueError:
        return None


def as_lines(holidays: Mapping[str, str]) -> str:
    """The days as they are typed."""
    return "\n".join(f"{day} {holidays[day]}".strip() for day in sorted(holidays))
