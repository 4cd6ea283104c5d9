"""What a mentor or coach writes down of a consultation."""

from __future__ import annotations

from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, DataRequired, Length, Regexp

from pka_tracker import labels
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText, OptionalDate
from pka_tracker.forms.reviews.reviews import CHOOSE
from pka_tracker.forms.texts import ShortForm
from pka_tracker.models import ConsultationStage, Medium
from pka_tracker.models.texts.form_outlines import ENTRY
from pka_tracker.operations.reviews.consultations import Talk
from pka_tracker.words import lazy_gettext as _l


def _choices(members: type[Medium] | type[ConsultationStage]) -> list[tuple[str, object]]:
    return [("", _l("Choose …")), *((str(m), labels.WORDS[members, m]) for m in members)]


class EntryForm(ShortForm):
    """One entry of the log that was written before."""

    outline = (ENTRY,)

    held_on = OptionalDate(
        _l("Date"), [DataRequired(_l("Say on which day you talked: year-month-day, e.g. 2026-11-30."))]
    )
    medium = SelectField(
        _l("Medium"), [AnyOf(list(Medium), CHOOSE)], choices=lambda: _choices(Medium), validate_choice=False
    )
    stage = SelectField(
        _l("Stage"),
        [AnyOf(list(ConsultationStage), CHOOSE)],
        choices=lambda: _choices(ConsultationStage),
        validate_choice=False,
    )
    topic = CleanString(
        _l("Topic"), [DataRequired(_l("Say what you talked about.")), Length(max=200, message=TOO_LONG)]
    )
    direction = CleanText(
        _l("Direction given"),
        [DataRequired(_l("Say which direction you gave.")), Length(max=5_000, message=TOO_LONG)],
    )
    follow_up = CleanText(_l("Follow-up"), [Length(max=5_000, message=TOO_LONG)])
    due_on = OptionalDate(_l("Due date"))

    def talk(self) -> Talk:
        """What was typed, once it is valid."""
        return Talk(
            held_on=self["held_on"].data,
            medium=Medium(self.medium.data),
            stage=ConsultationStage(self.stage.data),
            topic=self.topic.data,
            direction=self.direction.data,
            follow_up=self.follow_up.data,
            due_on=self.due_on.data,
        )


class NewEntryForm(EntryForm):
    """A new entry. ``form_key`` is drawn by the empty form, so that a double click makes one entry."""

    form_key = HiddenField(
        _l("Page"),
        [Regexp(r"^[0-9a-zA-Z-]{1,32}$", message=_l("Open the page again, then write the entry."))],
    )
