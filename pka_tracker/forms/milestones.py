"""What is typed about a milestone: the report with its evidence, and why a report goes back."""

from __future__ import annotations

import re
from typing import Any

from wtforms import Form
from wtforms.validators import DataRequired, Length, ValidationError

from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.words import lazy_gettext as _l

ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class WebAddress:
    """One http(s) address; anything else could run a script when it is clicked."""

    def __call__(self, _form: Form, field: Any) -> None:
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(_l("Type a web address that begins with https://."))


class ReportForm(SeenForm):
    """What was done, and where the evidence is."""

    report = CleanText(
        _l("What was done"),
        [DataRequired(_l("Say what was done.")), Length(max=10_000, message=TOO_LONG)],
    )
    evidence_url = CleanString(
        _l("Web address of the evidence"),
        [
            DataRequired(_l("Give the web address where your mentor finds the evidence.")),
            Length(max=500, message=TOO_LONG),
            WebAddress(),
        ],
    )


class VerifyForm(SeenForm):
    """The mentor's word that the evidence shows it; needs nothing typed."""


class ReturnForm(SeenForm):
    """Why a report goes back."""

    reason = CleanText(
        _l("What is missing"),
        [
            DataRequired(_l("Say what is missing: the participant reads it.")),
            Length(max=4_000, message=TOO_LONG),
        ],
    )
