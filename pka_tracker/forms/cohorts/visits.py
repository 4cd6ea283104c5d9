"""What is typed about a study visit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import DataRequired, Length, ValidationError

from pka_tracker.forms.fields import TOO_LONG, CleanString, OptionalDate
from pka_tracker.forms.seen import SeenForm
from pka_tracker.labels import word
from pka_tracker.models import VisitMode
from pka_tracker.operations.cohorts.visits import Journey
from pka_tracker.words import lazy_gettext as _l

_DAY = _l("Choose a day.")
#: The name of a group is no longer, as at a participant's place.
LONGEST_GROUP = 80


class VisitForm(SeenForm):
    """Where a visit goes, how, when, and which groups."""

    host = CleanString(
        _l("Host"), [DataRequired(_l("Name the host of the visit.")), Length(max=200, message=TOO_LONG)]
    )
    mode = RadioField(
        _l("How"),
        default=str(VisitMode.ON_SITE),
        choices=lambda: [(str(mode), word(mode)) for mode in VisitMode],
    )
    starts_on = OptionalDate(_l("First day"), [DataRequired(_DAY)])
    ends_on = OptionalDate(_l("Last day"), [DataRequired(_DAY)])

    groups = SelectMultipleField(_l("Groups that take part"), validate_choice=False)
    more_groups = CleanString(_l("Further groups"), [Length(max=400, message=TOO_LONG)])

    def offer(self, groups: Iterable[str]) -> None:
        """The groups that can be ticked: those given, and what was ticked already."""
        named = sorted({*groups, *(self.groups.data or ())})
        self.groups.choices = [(group, group) for group in named]

    def take_typed(self) -> None:
        """Tick what was typed, once the form is valid; a group that is offered keeps its spelling."""
        known = {str(group).casefold(): str(group) for group, _words in self.groups.choices or ()}
        typed = [known.get(name.casefold(), name) for name in _names(self.more_groups.data)]
        self.groups.data = sorted({*(self.groups.data or ()), *typed})
        self.more_groups.data = ""
        self.offer(known.values())

    def validate_more_groups(self, field: Any) -> None:
        """A group's name is no longer than it can be at a participant."""
        if any(len(name) > LONGEST_GROUP for name in (*_names(field.data), *(self.groups.data or ()))):
            raise ValidationError(str(TOO_LONG) % {"max": LONGEST_GROUP})

    def journey(self) -> Journey:
        """What was typed, once the form is valid."""
        values = {field: self[field].data for field in Journey.__dataclass_fields__}
        return Journey(**values | {"mode": VisitMode(self.mode.data)})


def _names(typed: str | None) -> list[str]:
    """The names in a text, which commas part."""
    return [name for part in (typed or "").split(",") if (name := part.strip())]
