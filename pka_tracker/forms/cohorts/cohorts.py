"""What an organizer types about a cohort: the days on which nobody works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.validators import Length, ValidationError

from pka_tracker.forms.cohorts.days import read_days
from pka_tracker.forms.fields import TOO_LONG, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l


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
            read = read_days(line)
            if read is None:
                bad.append(_("line %(number)s “%(line)s”", number=number, line=line.strip()[:60]))
                continue
            days, name = read
            for day in days:
                self._add(day, name)
        if bad:
            message = _(
                "Each line begins with a day, e.g. 25 Desember 2026 Hari Natal, or with the first and the last of up to two months, e.g. 28 Desember 2026 - 30 Desember 2026 Cuti. Correct: %(lines)s.",
                lines="; ".join(bad),
            )
            raise ValidationError(message)

    def _add(self, day: date, name: str) -> None:
        """A day that is named twice has both names."""
        known = self.found.get(day, "")
        self.found[day] = known if name in known else f"{known} / {name}" if known else name


def as_lines(holidays: Mapping[str, str]) -> str:
    """The days as they are typed."""
    return "\n".join(f"{day} {holidays[day]}".strip() for day in sorted(holidays))
