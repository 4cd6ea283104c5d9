"""What is typed to ask for more time, and to answer."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanText, OptionalDate
from pka_tracker.forms.seen import SeenForm
from pka_tracker.words import lazy_gettext as _l


class AskForm(FlaskForm):
    """Until when, and why."""

    until = OptionalDate(_l("Until the end of this day"), [DataRequired(_l("Choose a day."))])
    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: the organizer decides by it.")), Length(max=2000, message=TOO_LONG)],
    )


class AnswerForm(SeenForm):
    """One step: the day is there already, words are needed to refuse only."""

    until = OptionalDate(_l("Until the end of this day"))
    answer = CleanText(_l("Answer"), [Length(max=2000, message=TOO_LONG)])
