"""What is typed about the people of a cohort: who they are, what they do there, why they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_security.mail_util import EmailValidateException
from wtforms import EmailField, SelectField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, StopValidation

from pka_tracker.extensions import security
from pka_tracker.forms import addresses
from pka_tracker.forms.accounts import ProfileFields
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText, OptionalInteger, clean
from pka_tracker.forms.seen import SeenForm, token, version_in
from pka_tracker.labels import word
from pka_tracker.models import CohortRole, User
from pka_tracker.operations.accounts.profiles import Person, person_of
from pka_tracker.operations.cohorts.people import Place
from pka_tracker.queries.cohorts.people import PeopleView
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l

NO_EMAIL = _l("Type an e-mail address, e.g. name@minahasa.go.id.")


def _roles() -> list[tuple[str, str]]:
    return [("", _("Choose …")), *((str(role), word(role)) for role in CohortRole)]


class EmailAddress(EmailField):
    """An address as accounts keep it; required."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        """Refuse what nobody can have as an address; the same address has one form."""
        try:
            if len(self.data or "") > 254:
                raise EmailValidateException("too long")
            self.data = security._mail_util.normalize(self.data or "")
        except EmailValidateException:
            raise StopValidation(str(NO_EMAIL)) from None


class PersonFields(ProfileFields):
    """Who somebody is, with address and agency."""

    email = EmailAddress(_l("E-mail address"))
    agency = SelectField(_l("Agency"), [Optional()])

    def person(self: Any) -> Person:
        """What was typed, once the form is valid."""
        values = {field: self[field].data for field in Person.__dataclass_fields__ if field != "agency_id"}
        return Person(**values, agency_id=addresses.number(self.agency.data))


class PlaceFields:
    """What is a participant's own in a cohort."""

    roster_no = OptionalInteger(
        _l("Roster number (NDH)"),
        [Optional(), NumberRange(1, 9999, message=_l("Type a whole number from 1 to 9999."))],
    )
    group_name = CleanString(_l("Group"), [Length(max=80, message=TOO_LONG)])


class AddPersonForm(PersonFields, PlaceFields, SeenForm):
    """Somebody who comes into a cohort. Of the profile only the address is asked for in any case."""

    role = SelectField(_l("Role"), [DataRequired(_l("Choose a role."))], choices=_roles)
    name = CleanString(_l("Name with titles"), [Length(max=160, message=TOO_LONG)])

    def place(self) -> Place:
        """What the person is to be."""
        return Place(CohortRole(self.role.data), self.roster_no.data, self.group_name.data)


class ProfileForm(PersonFields, SeenForm):
    """Somebody's profile; ``seen`` counts its changes."""

    def show(self, row: User) -> None:
        """Say which profile the page shows, and how it stands."""
        self.seen.data = token(row, row.profile_no, "Profile")

    def seen_of(self, row: User) -> int:
        """How the page showed this profile; -1 where it showed another."""
        return version_in(self.seen.data, row, "Profile")

    def show_person(self, user: User) -> None:
        """Fill in what is written now."""
        self.show(user)
        for field, value in self.kept(user).items():
            self[field].data = value

    @staticmethod
    def kept(user: User) -> dict[str, str]:
        """What is written now, as these fields hold it."""
        told = vars(person_of(user)).copy()
        agency = told.pop("agency_id")
        return told | {"agency": str(agency or "")}


class PlaceForm(PlaceFields, SeenForm):
    """A participant's number and group."""


class RemoveForm(SeenForm):
    """Why somebody leaves a cohort."""

    reason = CleanText(
        _l("Reason"),
        [DataRequired(_l("Say why: it is kept in the history.")), Length(max=2000, message=TOO_LONG)],
    )


def read_view(args: Mapping[str, str]) -> PeopleView:
    """What the address of a cohort's people asks for; what cannot be read asks for nothing."""
    role = args.get("role", "")
    return PeopleView(
        search=addresses.search(args),
        role=role if role in list(CohortRole) else "",
        waiting=args.get("waiting") == "1",
        page=addresses.page(args),
    )
