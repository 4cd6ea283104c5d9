"""The forms of the plan's action pages: what was typed, and whether it can be read."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.words import lazy_gettext as _l


class PlanActionForm(SeenForm):
    """A decision about a plan that needs no words."""


class MessageForm(SeenForm):
    """A decision with a covering word that may stay empty."""

    message = CleanText(
        _l("Message to the participant"),
        [Length(max=4000, message=TOO_LONG)],
    )


class EndorseForm(SeenForm):
    """The coach's approval, with a word to the mentor that may stay empty."""

    message = CleanText(
        _l("Message to the mentor"),
        [Length(max=4000, message=TOO_LONG)],
    )


class AdviseForm(SeenForm):
    """The coach's notes on their way, with a covering word that may stay empty."""

    message = CleanText(
        _l("Message to the participant and the mentor"),
        [Length(max=4000, message=TOO_LONG)],
    )


class TakeBackForm(SeenForm):
    """A decision taken back: within ten minutes without words, later with a reason (operations.reversals)."""

    message = CleanText(
        _l("Reason, which is kept in the history"),
        [Length(max=4000, message=TOO_LONG)],
    )


class ReasonForm(SeenForm):
    """A decision that must be explained."""

    message = CleanText(
        _l("Reason"),
        [
            DataRequired(_l("Say why: it is kept in the history.")),
            Length(max=4000, message=TOO_LONG),
        ],
    )


class HandOverForm(SeenForm):
    """Who carries a plan out from now on, by the address they sign in with, and why; ``confirm``: whose name was seen."""

    email = CleanString(
        _l("E-mail address of the successor"),
        [DataRequired(_l("Give the e-mail address of the successor.")), Length(max=254, message=TOO_LONG)],
    )
    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )
    confirm = HiddenField()
