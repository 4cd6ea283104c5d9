"""The settings of a cohort, as they are typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired, Length, NumberRange

from pka_tracker.forms.cohorts.people import EmailAddress
from pka_tracker.forms.fields import TOO_LONG, CleanString, LocalMoment, OptionalDate, OptionalInteger
from pka_tracker.forms.seen import SeenForm
from pka_tracker.labels import word
from pka_tracker.models import Cohort, UsgMethod
from pka_tracker.operations.accounts.profiles import Person
from pka_tracker.operations.cohorts.setups import Setup, setup_of
from pka_tracker.words import lazy_gettext as _l

_DAY = _l("Choose a day.")
_REVIEW_DAYS = _l("Type a whole number of working days from 1 to 60.")


def _line(label: str, required: str | None = None) -> CleanString:
    asked = [] if required is None else [DataRequired(required)]
    return CleanString(label, [*asked, Length(max=200, message=TOO_LONG)])


class SetupForm(SeenForm):
    """What a cohort is: programme, name, days, deadlines and switches."""

    program = _line(_l("Programme"), _l("Choose the programme or type its name."))
    name = _line(_l("Name of the cohort"), _l("Give the cohort a name."))
    theme = _line(_l("Theme"))
    organizer_name = _line(_l("Organizing office"))
    starts_on = OptionalDate(_l("First day"), [DataRequired(_DAY)])
    ends_on = OptionalDate(_l("Last day"), [DataRequired(_DAY)])
    timezone = SelectField(_l("Time zone"), [DataRequired(_l("Choose a time zone."))])
    notes_due_at = LocalMoment(_l("ATM notes are due"))
    plans_due_at = LocalMoment(_l("Plans are due"))
    design_seminar_starts_on = OptionalDate(_l("First day of the design seminar"))
    design_seminar_ends_on = OptionalDate(_l("Last day of the design seminar"))
    implementation_starts_on = OptionalDate(_l("First day of the implementation"))
    implementation_ends_on = OptionalDate(_l("Last day of the implementation"))
    report_due_at = LocalMoment(_l("Reports are due"))
    final_seminar_starts_on = OptionalDate(_l("First day of the final seminar"))
    final_seminar_ends_on = OptionalDate(_l("Last day of the final seminar"))
    review_days = OptionalInteger(
        _l("Working days a mentor has for a version"),
        [DataRequired(_REVIEW_DAYS), NumberRange(1, 60, message=_REVIEW_DAYS)],
    )
    usg_method = SelectField(
        _l("USG score"),
        choices=lambda: [(str(method), word(method)) for method in UsgMethod],
    )
    coach_required = BooleanField(_l("The coach must approve a version before the mentor can"))
    confirm = HiddenField()  # the consequences were read

    def show_setup(self, cohort: Cohort) -> None:
        """Fill in how the cohort is set up now."""
        self.show(cohort)
        for field, value in self.kept(cohort).items():
            self[field].data = value

    @staticmethod
    def kept(cohort: Cohort) -> dict[str, Any]:
        """How the cohort is set up now, as these fields hold it: the hours are those of its own zone."""
        zone = ZoneInfo(cohort.timezone)
        return {
            field: value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
            for field, value in vars(setup_of(cohort)).items()
        }

    def setup(self) -> Setup:
        """What was typed, once the form is valid."""
        values = {field: self[field].data for field in Setup.__dataclass_fields__}
        zone = ZoneInfo(values["timezone"])
        for field, value in values.items():
            if isinstance(value, datetime):
                values[field] = value.replace(tzinfo=zone)
        return Setup(**values | {"usg_method": UsgMethod(values["usg_method"])})


class NamedSetupForm(SetupForm):
    """A new cohort whose first organizer is named."""

    organizer_email = EmailAddress(_l("E-mail address of the first organizer"))
    organizer_person = CleanString(_l("Name of the first organizer"), [Length(max=160, message=TOO_LONG)])

    def organizer(self) -> Person:
        """Who was named."""
        return Person(self.organizer_email.data, self.organizer_person.data)
