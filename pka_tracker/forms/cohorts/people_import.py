"""People from a file: which column says what, however offices head it, and what an organizer adds to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from pka_tracker.errors import Incomplete
from pka_tracker.forms.cohorts.agency_import import AGENCIES
from pka_tracker.forms.cohorts.people_headings import BY_COLUMN, PARTS, ROLES_BY_WORD, field_in
from pka_tracker.forms.fields import TOO_LONG, CleanString
from pka_tracker.forms.headings import plain
from pka_tracker.forms.imports import CarriedForm, Table, TableForm, read_rows
from pka_tracker.labels import WORDS
from pka_tracker.models import CohortRole, ImportRow
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.people.verdicts import ROLES
from pka_tracker.words import lazy_gettext as _l

NO_NAMES = N_("No column of names was found. Head one column “Nama” and choose the file again.")
NO_ROLES = N_("No column says what each person is. Head one column “Peran”, or choose which list it is.")
#: What offices write into a cell that they leave empty.
NOTHING = frozenset(("-", "–", "—", "--", "n/a"))
_SIGNS = re.compile(r"[\s.'`’\-]")
#: How what stands below a list begins: who has seen it, whose office, where and when, a number of an official.
_SIGNATURE = re.compile(
    r"(mengetahui|menyetujui|disetujui|mengesahkan|kepala|ketua|penyelenggara|panitia|nip\b|a\.n\b|an\.|plt\b|plh\b)"
    r"|[a-z ]+, *(\d{1,2}|\.+|…+)? *[a-z]+ \d{4}$"
)
_DIGITS = re.compile(r"\d(?:[\s.]?\d){17}")


class PeopleForm(TableForm):
    """The file, which list it is, and the region of agencies that say none."""

    kind = SelectField(_l("Who is in the list"))
    region = CleanString(
        _l("Region of the agencies"),
        [Length(max=120, message=TOO_LONG)],
        description=_l("For rows that have no column for it, e.g. Kabupaten Minahasa."),
    )

    def offer(self) -> None:
        """Fill in which lists there are."""
        self.kind.choices = [*((str(role), WORDS[CohortRole, role]) for role in ROLES)]
        self.kind.choices.append((AGENCIES, _l("Agencies")))
        self.kind.choices.insert(-1, (BY_COLUMN, _l("A column says what each person is")))


class CarriedPeople(CarriedForm):
    """The rows of a preview, and what goes with their confirmation."""

    contents = HiddenField()
    invite = BooleanField(_l("Send invitations"))
    reason = CleanString(
        _l("Why mentors or coaches change"),
        [Length(max=2000, message=TOO_LONG)],
        description=_l("It is kept in the history of the cohort."),
    )


def read_people(data: bytes, kind: str, region: str) -> Table:
    """The rows of a file, each with its role. Refuses, in words, a file without the columns it needs."""
    needed = {"role": NO_ROLES} if kind == BY_COLUMN else {}
    table = read_rows(data, lambda head: field_in(head, kind), needed, _text)
    if not any(
        field in row.texts for row in table.rows for field in ("name", "name_and_nip", "email", "nip")
    ):
        raise Incomplete([NO_NAMES])
    people = _without_signatures(table.rows)
    rows = [ImportRow(row.number, _whole(row.texts, kind, region)) for row in people]
    return table._replace(rows=rows)


def _without_signatures(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows without those of one cell below the list, from “Mengetahui,” on: who signed it is not in it."""
    people: list[ImportRow] = []
    signed = False
    for row in rows:
        told = [text for text in row.texts.values() if text]
        alone = len(told) == 1
        signed = alone and (signed or bool(people and _SIGNATURE.match(told[0].casefold())))
        if not signed:
            people.append(row)
    return people


def _text(field: str, cell: str) -> str:
    """One line; NIPs without the signs people put between the digits, addresses in small letters; “-” says nothing."""
    if cell in NOTHING:
        return ""
    if field == "nip":
        return _SIGNS.sub("", cell) if "E+" not in cell else cell
    if field.startswith(("mentor", "coach")) and "@" not in cell:
        found = _SIGNS.sub("", cell)
        return found if found.isdecimal() else " ".join(cell.split())
    if field == "email" or field.startswith(("mentor", "coach")):
        return cell.lower().removeprefix("mailto:").strip()
    return cell if field == "name_and_nip" else " ".join(cell.split())


def _whole(texts: Mapping[str, str], kind: str, region: str) -> dict[str, str]:
    """The row with its parts put together, its region and its role: what its cell says comes before the list."""
    found = {field: text for field, text in texts.items() if field not in PARTS}
    if both := texts.get("name_and_nip", ""):
        nip = _DIGITS.search(both)
        name = re.sub(r"\bnip\b[.:\s]*", " ", _DIGITS.sub(" ", both), flags=re.IGNORECASE)
        found = {
            "name": " ".join(name.split()).strip("/ "),
            "nip": _SIGNS.sub("", nip[0]) if nip else "",
        } | found
    for guide in ("mentor", "coach"):
        if name := texts.get(f"{guide}_name", ""):
            found[guide] = found.get(guide, "") or name
    found["name"] = _with_titles(
        texts.get("front_title", ""), found.get("name", ""), texts.get("back_title", "")
    )
    said = found.get("role", "")
    found["role"] = str(ROLES_BY_WORD.get(plain(said), said if kind == BY_COLUMN else kind))
    found["usual_region"] = region
    return found


def _with_titles(front: str, name: str, back: str) -> str:
    """Dr. Andi Wowor, M.Si. from three cells."""
    whole = f"{front} {name}".strip() if name else ""
    return f"{whole}, {back.strip(', ')}" if whole and back.strip(", ") else whole
