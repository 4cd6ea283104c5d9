"""What an organizer wants done to many participants at once, or a mentor to many plans."""

from __future__ import annotations

import enum

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf, DataRequired, Length

from pka_tracker.forms.cohorts.members import GuideFields
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText, OptionalDate
from pka_tracker.words import lazy_gettext as _l


class BulkAction(enum.StrEnum):
    REMIND = "remind"
    EXTEND = "extend"
    MENTOR = "mentor"
    COACH = "coach"
    GROUP = "group"


class BulkForm(FlaskForm):
    """An action with what it needs; ``confirm`` says that its letters were seen."""

    confirm = HiddenField()


class MembersForm(BulkForm):
    """An action for participants."""

    action = HiddenField(validators=[AnyOf(list(BulkAction), message=_l("Choose what is to be done."))])


class ExtendForm(MembersForm):
    """Until when there is more time, and why."""

    until = OptionalDate(_l("New deadline, until the end of this day"), [DataRequired(_l("Choose a day."))])
    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )


class GuideForm(GuideFields, MembersForm):
    """A mentor or coach for all of them."""


class GroupForm(MembersForm):
    """A group for all of them; empty takes them out of theirs."""

    group_name = CleanString(_l("Group"), [Length(max=80, message=TOO_LONG)])


class RequestRevisionForm(BulkForm):
    """The same words for every plan, beside what each review says."""

    message = CleanText(_l("Message to all of them"), [Length(max=2000, message=TOO_LONG)])


BULK_FORMS: dict[BulkAction, type[MembersForm]] = {
    BulkAction.REMIND: MembersForm,
    BulkAction.EXTEND: ExtendForm,
    BulkAction.MENTOR: GuideForm,
    BulkAction.COACH: GuideForm,
    BulkAction.GROUP: GroupForm,
}
