"""What an organizer types: whom to look for in a cohort, and who guides whom."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanText, clean
from pka_tracker.forms.seen import SeenForm, mentor_token
from pka_tracker.models import Membership, PlanState
from pka_tracker.models.cohorts.standing import NOT_STARTED
from pka_tracker.queries.cohorts.members import MembersView
from pka_tracker.words import lazy_gettext as _l


class MentorFields:
    """Another mentor, and why."""

    mentor = SelectField(_l("Mentor"), [DataRequired(_l("Choose a mentor."))], validate_choice=False)
    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )

    @property
    def mentor_id(self) -> int:
        """Who was chosen; 0, which nobody is, where it is unreadable."""
        return number(self.mentor.data) or 0


class AssignMentorForm(MentorFields, SeenForm):
    """The new mentor of a participant; ``seen`` says whom the page showed."""

    def show(self, row: Membership) -> None:
        """Say that the page shows who guides the participant now."""
        self.seen.data = mentor_token(row)


def read_view(args: Mapping[str, str]) -> MembersView:
    """What the address of a cohort's page asks for; what cannot be read asks for nothing."""
    state = args.get("state", "")
    return MembersView(
        search=" ".join(clean(args.get("q")).split())[:100],
        state=state if state == NOT_STARTED or state in list(PlanState) else "",
        mentor=number(args.get("mentor")),
        page=number(args.get("page")) or 1,
        whole=args.get("all") == "1",
    )


def number(text: str | None) -> int | None:
    """A number in an address; None where there is none, or more digits than any id has."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
