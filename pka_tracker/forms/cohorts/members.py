"""What an organizer types: whom to look for in a cohort, and who guides whom."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms import addresses
from pka_tracker.forms.fields import TOO_LONG, CleanText, clean
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import PlanState
from pka_tracker.models.cohorts.standing import NOT_STARTED
from pka_tracker.queries.cohorts.members import MembersView
from pka_tracker.words import lazy_gettext as _l


class GuideFields:
    """Who guides from now on, and why; the operation says where a reason is needed."""

    person = SelectField(_l("Who"), [DataRequired(_l("Choose a person."))], validate_choice=False)
    reason = CleanText(_l("Reason"), [Length(max=2000, message=TOO_LONG)])

    @property
    def person_id(self) -> int | None:
        """Who was chosen: 0 for nobody, None, which is nobody's number, where it is unreadable."""
        return addresses.number(self.person.data)


class AssignForm(GuideFields, SeenForm):
    """The mentor or coach of a participant."""


def read_view(args: Mapping[str, str]) -> MembersView:
    """What the address of a cohort's page asks for; what cannot be read asks for nothing."""
    state = args.get("state", "")
    return MembersView(
        search=addresses.search(args),
        state=state if state == NOT_STARTED or state in list(PlanState) else "",
        mentor=addresses.number(args.get("mentor")),
        group=clean(args.get("group"))[:80],
        page=addresses.page(args),
        whole=args.get("all") == "1",
    )
