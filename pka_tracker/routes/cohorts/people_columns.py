"""What the columns of a list of people are called, and what to write in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pka_tracker import labels
from pka_tracker.exports.people_template import Column
from pka_tracker.exports.workbook import Sheet
from pka_tracker.forms.cohorts.agency_import import ORDER as AGENCY_ORDER
from pka_tracker.forms.cohorts.people_headings import ORDER
from pka_tracker.models.texts.outline import N_
from pka_tracker.words import gettext as _

#: Field: heading, what to write, an example.
COLUMNS = {
    "roster_no": (N_("Roster number (NDH)"), N_("Participants only; a plain “No” is passed over."), "1"),
    "name": (N_("Name with titles"), N_("Needed. As it is printed, with titles."), "Dr. Ir. Maria Rumambi, M.Si."),
    "nip": (N_("NIP"), N_("18 digits, the column formatted as text; spaces do not matter."), "198001012005011003"),
    "email": (N_("E-mail address"), N_("Needed for a new account."), "maria.rumambi@example.go.id"),
    "rank_grade": (N_("Rank and grade"), "", "Pembina (IV/a)"),
    "position": (N_("Position"), "", "Kepala Bidang Layanan"),
    "work_unit": (N_("Work unit"), "", "Bidang Layanan"),
    "agency": (N_("Agency"), N_("Written in full. One that is not known yet is added when you confirm."), "Dinas Sosial"),
    "region": (N_("Region"), N_("Of the agency, where it is another than that of the whole list."), "Kabupaten Minahasa"),
    "group_name": (N_("Group"), N_("Participants only."), "Kelompok 1"),
    "mentor": (N_("Mentor (e-mail or NIP)"), N_("Participants only: e-mail, NIP or whole name of a mentor of the cohort, or of the same file."), "mentor@example.go.id"),
    "coach": (N_("Coach (e-mail or NIP)"), N_("Participants only: e-mail, NIP or whole name of a coach of the cohort, or of the same file."), "coach@example.go.id"),
    "kind": (N_("Kind"), N_("Lists of agencies only, e.g. dinas, badan, kecamatan."), "dinas"),
    "role": (N_("Role"), N_("Only for lists that mix them: peserta, mentor, coach or penguji."), "peserta"),
}  # fmt: skip


def column_words(order: Sequence[str] = ORDER) -> dict[str, str]:
    """What each field is called on the pages, in the template and in the report."""
    return {field: _(COLUMNS[field][0]) for field in order}


def columns_explained(order: Sequence[str] = ORDER) -> list[Column]:
    """Every column with what to write there."""
    return [
        Column(_(head), _(says) if says else "", example)
        for head, says, example in map(COLUMNS.__getitem__, order)
    ]


def people_sheet(rows: Sequence[Any]) -> Sheet:
    """The people of a cohort under the headings of the template, to be corrected and imported again."""
    found = [
        [labels.word(row.place) if field == "role" else getattr(row, field) for field in ORDER]
        for row in rows
    ]
    return Sheet(_("People"), list(column_words().values()), found)


def agencies_sheet(rows: Sequence[Any]) -> Sheet:
    """The agencies under the headings of their import."""
    heads = list(column_words(AGENCY_ORDER).values())
    return Sheet(_("Agencies"), heads, [(row.name, row.kind, row.region) for row in rows])
