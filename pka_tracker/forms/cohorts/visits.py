"""What is typed about a study visit."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanString, OptionalDate
from pka_tracker.forms.seen import SeenForm
from pka_tracker.labels import word
from pka_tracker.models import VisitMode
from pka_tracker.operations.cohorts.visits import Journey
from pka_tracker.words import lazy_gettext as _l

_DAY = _l("Choose a day.")


class VisitForm(SeenForm):
    """Where a visit goes, how, and when."""

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

    def journey(self) -> Journey:
        """What was typed, once the form is valid."""
        values = {field: self[field].data for field in Journey.__dataclass_fields__}
        return Journey(**values | {"mode": VisitMode(self.mode.data)})
