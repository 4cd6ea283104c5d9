"""What can be said of a row of people: its verdict, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pka_tracker.extensions import now
from pka_tracker.models import CohortRole, ImportRow, Judgement, RowChange
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts.profiles import LINK_WORKS
from pka_tracker.queries.cohorts.people_import import Account, Member, Office

#: The longest text of each field.
LENGTHS = {
    "name": 160,
    "nip": 40,
    "email": 254,
    "rank_grade": 80,
    "position": 200,
    "work_unit": 200,
    "agency": 200,
    "region": 120,
    "usual_region": 120,
    "group_name": 80,
    "mentor": 254,
    "coach": 254,
}

NO_NAME = N_("Write the name.")
NO_ROLE = N_("Write what the person is: peserta, mentor, coach or penguji.")
APPOINTED = N_("Organizers are appointed one by one, on the page of the people.")
LOST_DIGITS = N_(
    "The spreadsheet took the NIP for a number and lost its last digits. Format the column as text and type the NIP again."
)
BAD_NIP = N_("A NIP has 18 digits. Check it, or leave it empty.")
BAD_EMAIL = N_("This is not one e-mail address. Write it like nama@example.go.id.")
BAD_NUMBER = N_("The roster number (NDH) is a whole number from 1 to 9999.")
TOO_LONG = N_("%(field)s: longer than %(most)s signs. Shorten it.")
NO_EMAIL = N_("Write the e-mail address: the person signs in with it.")
TWO_PEOPLE = N_("The NIP and the e-mail address do not belong to one account. Check both.")
OTHER_NIP = N_("The account of this e-mail address has another NIP. Check both.")
CLOSED = N_("This account is closed. Ask an administrator to open it.")
REPEATED = N_("The same person stands in row %(row)s already (same %(field)s). Keep one row for each person.")
CONTRADICTS = N_("An earlier row says something else of the same person. Write the same in both.")
TAKEN_NUMBER = N_("Somebody else has this roster number (NDH). Give each participant a number of their own.")
OWN_GUIDE = N_("Nobody can guide themselves. Write somebody else.")
NO_GUIDE = {
    "mentor": N_(
        "Write the e-mail, NIP or whole name with titles of a mentor of this cohort. Import the mentors before the participants, or in one file."
    ),
    "coach": N_(
        "Write the e-mail, NIP or whole name with titles of a coach of this cohort. Import the coaches before the participants, or in one file."
    ),
}
SEVERAL_GUIDES = {
    "mentor": N_("Several mentors have this name. Write the e-mail or NIP instead."),
    "coach": N_("Several coaches have this name. Write the e-mail or NIP instead."),
}
SEVERAL_OFFICES = N_("Agencies of several regions have this name. Write the region as well.")

HAS_ACCOUNT = N_("Has an account already and joins the cohort.")
NOT_OURS = N_("Belongs to other cohorts too: the profile stays as the person keeps it.")
KEEPS_EMAIL = N_("The account is in use: the e-mail address stays as it is.")
KEEPS_TITLES = N_("The name stays “%(name)s”, with its titles.")
LOSES_TITLES = N_("Titles would be gone from the name: check it.")
NEW_OFFICE = N_("New agency: %(name)s.")
ALIKE_OFFICE = N_("New agency: %(name)s. It is much like “%(other)s”: check the spelling.")


def too_long(row: ImportRow, lengths: Mapping[str, int]) -> dict[str, str | int]:
    """The first cell that is longer than can be kept, with the limit; empty where there is none."""
    for name, most in lengths.items():
        if len(row.texts.get(name, "")) > most:
            return {"field": name, "most": most}
    return {}


class Note(NamedTuple):
    """Something worth knowing of a row that is not refused; ``doubtful`` asks for a second look."""

    words: str
    name: str = ""
    other: str = ""
    doubtful: bool = False


@dataclass
class Verdict:
    """What would become of a row. ``person``, ``mentor`` and ``coach`` name an account by its id, and somebody whom
    only the file knows by minus the place of their row, from 1."""

    row: ImportRow
    person: int
    as_what: CohortRole | None
    reason: str = ""
    #: What the reason speaks of: the name of a field, a limit, another row.
    about: dict[str, str | int] = field(default_factory=dict)
    account: Account | None = None
    member: Member | None = None
    mentor: int | None = None
    coach: int | None = None
    #: The agency, where the row names one and may say it of the person.
    office: Office | None = None
    changes: list[RowChange] = field(default_factory=list)
    #: What somebody, or something, new will be: fields with their texts.
    contents: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    #: Who gets a letter: of a mentor who changes, or of joining with an account that is there.
    letters: tuple[str, ...] = ()

    @property
    def judgement(self) -> Judgement:
        if self.reason:
            return Judgement.REFUSED
        if self.member is None:
            return Judgement.NEW
        return Judgement.CHANGES if self.changes else Judgement.SAME

    @property
    def own(self) -> bool:
        """Whether the row may say who the person is: nobody else's cohort has them."""
        return self.account is None or self.account.own

    def stays_with(self, office: Office) -> bool:
        """Whether the row may mean this agency, which has no region: that of the person is not exchanged for a new one."""
        return self.account is not None and self.account.agency_id == office.id

    @property
    def can_be_invited(self) -> bool:
        """Whether an invitation would help: somebody of these cohorts who has no password yet, and no link that works."""
        if self.reason or self.account is None:
            return not self.reason
        recently = self.account.invited_at is not None and self.account.invited_at > now() - LINK_WORKS
        return self.own and not self.account.has_password and not recently

    @property
    def needs_reason(self) -> bool:
        """Whether somebody would be guided by somebody else than before."""
        return not self.reason and any(change.field in ("mentor", "coach") for change in self.changes)

    @property
    def doubtful(self) -> bool:
        """Whether a note asks for a second look."""
        return not self.reason and any(note.doubtful for note in self.notes)

    @property
    def roster_no(self) -> int | None:
        """The number in the roster that the row asks for; only participants have one."""
        text = self.text("roster_no")
        return int(text) if text and self.as_what is CohortRole.PARTICIPANT else None

    @property
    def title(self) -> str:
        """Whom the row is about, or which agency. Who is known and seen here needs no name in the row."""
        seen = self.account and (self.account.own or self.member)
        return (
            self.text("name") or (self.account.name if self.account and seen else "") or self.text("agency")
        )

    def text(self, name: str) -> str:
        """What the row says in this column."""
        return self.row.texts.get(name, "")
