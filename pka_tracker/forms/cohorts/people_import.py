"""People from a file: which column says what, however offices head it, and what an organizer adds to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from pka_tracker.errors import Incomplete
from pka_tracker.forms.cohorts.agency_import import AGENCIES
from pka_tracker.forms.fields import TOO_LONG, CleanString
from pka_tracker.forms.imports import CarriedForm, TableForm, heads_of, plain, read_rows
from pka_tracker.labels import WORDS
from pka_tracker.models import CohortRole, ImportRow
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.people.verdicts import ROLES
from pka_tracker.words import lazy_gettext as _l

#: How offices head these columns, in small letters. “No” only counts the rows.
HEADINGS = {
    "roster_no": "ndh; no ndh; nomor ndh; nomor daftar hadir; nomor daftar hadir (ndh); no daftar hadir; nomor absen; no absen; roster number (ndh); roster number",
    "front_title": "gelar depan; gelar di depan; title before",
    "name": "nama; nama lengkap; nama dan gelar; nama lengkap dan gelar; nama lengkap (dengan gelar); nama lengkap beserta gelar; nama dengan gelar; nama pegawai; nama pejabat; name; full name; name with titles",
    "back_title": "gelar belakang; gelar di belakang; title after",
    "name_and_nip": "nama/nip; nama dan nip; nama lengkap/nip; nama & nip",
    "nip": "nip; nip baru; nomor induk pegawai; nomor induk pegawai (nip); nip (18 digit)",
    "email": "email; e-mail; surel; alamat surel; alamat email; alamat e-mail; email aktif; email pribadi; email kantor; e-mail address",
    "rank_grade": "pangkat; golongan; gol; pangkat/golongan; pangkat/gol; pangkat/gol ruang; pangkat/golongan ruang; pangkat,golongan/ruang; pangkat,gol/ruang; pangkat,golongan ruang; pangkat golongan; gol/ruang; golongan/ruang; rank and grade",
    "position": "jabatan; nama jabatan; jabatan saat ini; jabatan sekarang; position",
    "work_unit": "unit kerja; unit; bidang; bagian; bidang/bagian; sub unit; work unit",
    "agency": "instansi; perangkat daerah; opd; nama opd; skpd; asal instansi; instansi asal; nama instansi; satuan kerja; satker; unit organisasi; asal opd; agency",
    "region": "kabupaten/kota; kab/kota; kabupaten; kota; pemerintah daerah; pemda; daerah; wilayah; region",
    "group_name": "kelompok; grup; group; nama kelompok; klp",
    "mentor": "mentor; email mentor; mentor email; mentor e-mail; e-mail mentor; nip mentor; mentor nip; mentor (email atau nip); mentor (surel atau nip); mentor (e-mail or nip); atasan langsung",
    "coach": "coach; email coach; coach email; coach e-mail; e-mail coach; nip coach; coach nip; coach (email atau nip); coach (surel atau nip); coach (e-mail or nip); widyaiswara; email widyaiswara; nip widyaiswara",
    "role": "peran; sebagai; role",
}
FIELDS = heads_of(HEADINGS)
#: Columns that are parts of others and are not kept as such.
PARTS = ("front_title", "back_title", "name_and_nip")
#: The fields that a row may have, in the order of the template and the report.
ORDER = tuple(field for field in HEADINGS if field not in PARTS)
#: What people are called in a column of roles, and in headings such as “Nama Peserta”.
ROLE_WORDS: dict[str, str] = {
    CohortRole.PARTICIPANT: "peserta; participant",
    CohortRole.MENTOR: "mentor; atasan langsung",
    CohortRole.COACH: "coach; widyaiswara; pembimbing",
    CohortRole.EXAMINER: "penguji; examiner",
    CohortRole.ORGANIZER: "penyelenggara; organizer",
}
ROLES_BY_WORD = heads_of(ROLE_WORDS)
#: The list names the role of each row in a column of its own.
BY_COLUMN = "by_column"

NO_NAMES = N_("No column of names was found. Head one column “Nama” and choose the file again.")
NO_ROLES = N_("No column says what each person is. Head one column “Peran”, or choose which list it is.")
#: What offices write into a cell that they leave empty.
NOTHING = frozenset(("-", "–", "—", "--", "n/a"))
_SIGNS = re.compile(r"[\s.'`’\-]")
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


def read_people(data: bytes, kind: str, region: str) -> list[ImportRow]:
    """The rows of a file, each with its role. Refuses, in words, a file without the columns it needs."""
    needed = {"role": NO_ROLES} if kind == BY_COLUMN else {}
    rows = read_rows(data, lambda head: _field(head, kind), needed, _text)
    if not any(field in row.texts for row in rows for field in ("name", "name_and_nip")):
        raise Incomplete([NO_NAMES])
    return [ImportRow(row.number, _whole(row.texts, kind, region)) for row in rows]


def _field(head: str, kind: str) -> str | None:
    """The field that a heading speaks of; in a list of mentors, “Nama Mentor” is the name."""
    words = plain(head)
    for word in ROLE_WORDS.get(kind, "").split("; ") if kind != BY_COLUMN else ("peserta",):
        shorter = plain(words.replace(word, " "))
        if shorter in FIELDS:
            return FIELDS[shorter]
    return FIELDS.get(words)


def _text(field: str, cell: str) -> str:
    """One line; NIPs without the signs people put between the digits, addresses in small letters; “-” says nothing."""
    if cell in NOTHING:
        return ""
    if field == "nip":
        return _SIGNS.sub("", cell) if "E+" not in cell else cell
    if field in ("mentor", "coach") and "@" not in cell:
        found = _SIGNS.sub("", cell)
        return found if found.isdecimal() else " ".join(cell.split())
    if field in ("email", "mentor", "coach"):
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
    found["name"] = _with_titles(
        texts.get("front_title", ""), found.get("name", ""), texts.get("back_title", "")
    )
    said = found.get("role", "")
    found["role"] = str(ROLES_BY_WORD.get(plain(said), said if kind == BY_COLUMN else kind))
    found["region"] = found.get("region", "") or region
    return found


def _with_titles(front: str, name: str, back: str) -> str:
    """Dr. Andi Wowor, M.Si. from three cells."""
    whole = f"{front} {name}".strip() if name else ""
    return f"{whole}, {back.strip(', ')}" if whole and back.strip(", ") else whole
