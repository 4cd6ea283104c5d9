"""What an organizer wants done to many participants at once."""

from __future__ import annotations

import enum

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf, DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanText, OptionalDate
from pka_tracker.forms.members import MentorFields
from pka_tracker.words import lazy_gettext as _l


class BulkAction(enum.StrEnum):
    REMIND = "remind"
    EXTEND = "extend"
    REASSIGN = "reassign"


class BulkForm(FlaskForm):
    """An action with what it needs; ``confirm`` says that its letters were seen."""

    action = HiddenField(validators=[AnyOf(list(BulkAction), message=_l("Choose what is to be done."))])
    confirm = HiddenField()


class ExtendForm(BulkForm):
    """Until when there is more time, and why."""

    until = OptionalDate(_l("New deadline, until the end of this day"), [DataRequired(_l("Choose a day."))])
    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )


class ReassignForm(MentorFields, BulkForm):
    """Another mentor for all of them."""


BULK_FORMS: dict[BulkAction, type[BulkForm]] = {
    BulkAction.REMIND: BulkForm,
    BulkAction.EXTEND: ExtendForm,
    BulkAction.REASSIGN: ReassignForm,
}
