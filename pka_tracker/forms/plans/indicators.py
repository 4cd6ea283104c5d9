"""What is typed about an indicator: a measured value with its day and evidence, and why a value goes back."""

from __future__ import annotations

from typing import Any

from wtforms.validators import DataRequired, InputRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText, LocalDecimal, OptionalDate
from pka_tracker.forms.plans.milestones import WebAddress
from pka_tracker.forms.seen import SeenForm
from pka_tracker.operations.plans.indicators import Measured
from pka_tracker.words import lazy_gettext as _l


class ValueForm(SeenForm):
    """A value, the day it was measured, and where the evidence is if it is not attached."""

    value = LocalDecimal(_l("Value"), [InputRequired(_l("Type a number, e.g. 12,5."))])
    measured_on = OptionalDate(_l("Measured on"), [DataRequired(_l("Say on which day it was measured."))])
    note = CleanText(_l("How it was measured"), [Length(max=4_000, message=TOO_LONG)])
    evidence_url = CleanString(
        _l("Web address of the evidence"), [Length(max=500, message=TOO_LONG), WebAddress()]
    )

    @property
    def measured(self) -> Measured:
        """What was typed, once it is valid."""
        typed: dict[str, Any] = {name: self[name].data for name in ("value", "note", "evidence_url")}
        return Measured(on=self["measured_on"].data, **typed)


class VerifyValueForm(SeenForm):
    """The mentor's word that the evidence shows the value; needs nothing typed."""


class ReturnValueForm(SeenForm):
    """Why a value cannot count."""

    reason = CleanText(
        _l("What is missing"),
        [
            DataRequired(_l("Say what is missing: the participant reads it.")),
            Length(max=4_000, message=TOO_LONG),
        ],
    )
