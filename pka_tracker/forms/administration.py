"""What an administrator types about accounts: whom to look for, whom to invite, and why something is done."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms import addresses
from pka_tracker.forms.accounts import offered
from pka_tracker.forms.cohorts.people import EmailAddress
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.models import AccountState, CohortRole
from pka_tracker.queries.accounts.administration import ADMIN, AccountsView
from pka_tracker.words import lazy_gettext as _l

#: A page of the list chooses no more.
MOST_CHOSEN = 25


class InviteForm(FlaskForm):
    """A new account."""

    email = EmailAddress(_l("E-mail address"))
    name = CleanString(
        _l("Name with titles"),
        [DataRequired(_l("Type the person's name.")), Length(max=160, message=TOO_LONG)],
    )
    locale = SelectField(_l("Language"), [offered], validate_choice=False)
    is_admin = BooleanField(_l("Administrator: keeps accounts and sets up every cohort"))


class ReasonForm(FlaskForm):
    """Why something is done to an account; ``confirm`` says that what happens was seen."""

    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )
    confirm = HiddenField()


class RetentionForm(FlaskForm):
    """Whose time is over; ``confirm`` says that what happens was seen."""

    confirm = HiddenField()


def chosen(values: list[str]) -> list[int]:
    """The accounts that were ticked, as many as a page shows."""
    numbers = [found for value in values if (found := addresses.number(value))]
    return sorted(set(numbers))[:MOST_CHOSEN]


def read_view(args: Mapping[str, str]) -> AccountsView:
    """What the address of the list asks for; what cannot be read asks for nothing."""
    state, role = args.get("state", ""), args.get("role", "")
    return AccountsView(
        search=addresses.search(args),
        state=state if state in list(AccountState) else "",
        role=role if role in [ADMIN, *CohortRole] else "",
        page=addresses.page(args),
    )
