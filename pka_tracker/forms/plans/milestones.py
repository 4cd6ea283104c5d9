"""What is typed about a milestone: the report with its evidence, and why a report goes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from pka_tracker.forms import addresses
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import File, Milestone, MilestoneState
from pka_tracker.words import lazy_gettext as _l

ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class WebAddress:
    """One http(s) address; anything else could run a script when it is clicked."""

    def __call__(self, _form: Form, field: Any) -> None:
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(_l("Type a web address that begins with https://."))


class MilestoneForm(SeenForm):
    """A form about a milestone and the files it has as evidence: the page says which ones it showed."""

    shown = HiddenField()  # not "files", which is what the page sends

    @property
    def seen_files(self) -> set[int]:
        """The ids of the files the page showed."""
        parts = (self.shown.data or "").split(",")
        return {found for part in parts if (found := addresses.number(part)) is not None}

    def show_with(self, milestone: Milestone, files: Sequence[File]) -> None:
        """Say that the page shows this milestone and these files as they are now."""
        self.show(milestone)
        self.shown.data = ",".join(str(file.id) for file in files)


class ReportForm(MilestoneForm):
    """How far it is, what was done, and where the evidence is if it is not attached."""

    stands = RadioField(
        _l("How far is it?"),
        choices=[
            SelectChoice(str(MilestoneState.REPORTED), _l("Done: the mentor can verify it")),
            SelectChoice(
                str(MilestoneState.IN_PROGRESS), _l("In progress: I say how far it is, more follows")
            ),
        ],
        default=str(MilestoneState.REPORTED),
    )
    report = CleanText(
        _l("What was done"),
        [DataRequired(_l("Say what was done.")), Length(max=10_000, message=TOO_LONG)],
    )
    evidence_url = CleanString(
        _l("Web address of the evidence"),
        [
            Length(max=500, message=TOO_LONG),
            WebAddress(),
        ],
    )


class VerifyForm(MilestoneForm):
    """The mentor's word that the evidence shows it; needs nothing typed."""


class ReturnForm(MilestoneForm):
    """Why a report goes back."""

    reason = CleanText(
        _l("What is missing"),
        [
            DataRequired(_l("Say what is missing: the participant reads it.")),
            Length(max=4_000, message=TOO_LONG),
        ],
    )
