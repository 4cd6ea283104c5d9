"""A catalogue from a file: which column says what, and the rows a preview carries until they are confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, SelectField
from wtforms.validators import DataRequired

from pka_tracker.errors import Incomplete
from pka_tracker.forms.fields import clean
from pka_tracker.forms.sheets import MOST_ROWS, find_header, read_sheet
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.practices.practice_import import LENGTHS, ImportRow
from pka_tracker.words import lazy_gettext as _l

#: Bytes of rows that a preview carries to its confirmation: a request weighs at most 2 MB.
MOST_CARRIED = 1_900_000
#: How offices head these columns, in small letters.
HEADINGS = {
    "name": "nama; nama inovasi; nama praktik; nama praktik baik; nama aplikasi; aplikasi; inovasi; judul; name; practice",
    "category": "kategori; jenis; bidang; urusan; jenis inovasi; kategori inovasi; category",
    "owner_unit": "perangkat daerah; perangkat daerah pengelola; opd; nama opd; opd pengelola; skpd; pengelola; pemilik; unit; instansi; owner; office that runs it",
    "audience": "sasaran; pengguna; target pengguna; penerima manfaat; audience; for whom",
    "description": "deskripsi; uraian; keterangan; penjelasan; deskripsi singkat; fungsi; description",
    "contact": "kontak; narahubung; contact; contact person; kontak person; telepon; pic",
    "documents": "dokumen; tautan; link; url; alamat web; documents",
    "source": "sumber; source",
    "replicable": "replikasi; dapat direplikasi; bisa direplikasi; ditawarkan untuk replikasi; replicable; offered for replication",
}
FIELDS = {word: field for field, words in HEADINGS.items() for word in words.split("; ")}

NO_HEADER = N_("No column of names was found. Head one column “Nama” and choose the file again.")
NO_ROWS = N_("There are no rows below the header.")
TOO_MUCH = N_(
    "This file holds more than fits in one import. Split it and import the parts one after the other."
)
NO_FILE = N_("Choose a file.")
BROKEN = N_("The rows of the preview cannot be read any more. Choose the file again.")


def recognise(cell: str) -> str | None:
    """The field that a heading speaks of."""
    return FIELDS.get(" ".join(cell.lower().replace("*", " ").replace("_", " ").split()))


def read_catalogue(data: bytes) -> list[ImportRow]:
    """The rows of a file. Refuses, in words, a file without a column of names."""
    columns, below = find_header(read_sheet(data), recognise)
    if "name" not in columns.values():
        raise Incomplete([NO_HEADER])
    rows = [
        ImportRow(number, {f: _text(f, cells[at]) for at, f in columns.items() if at < len(cells)})
        for number, cells in below
    ]
    rows = [row for row in rows if any(row.texts.values())]
    if not rows:
        raise Incomplete([NO_ROWS])
    if len(rows) > MOST_ROWS or len(_packed(rows).encode()) > MOST_CARRIED:
        raise Incomplete([TOO_MUCH])
    return rows


def _packed(rows: Sequence[ImportRow]) -> str:
    return json.dumps([[row.number, dict(row.texts)] for row in rows], ensure_ascii=False)


def _text(field: str, cell: str) -> str:
    """One line, except a description; documents one a line. A report of ours may have quoted the first sign."""
    if cell[:1] == "'" and cell[1:2] in tuple("=+-@"):
        cell = cell[1:]
    if field == "documents":
        return "\n".join(cell.split())
    return cell if field == "description" else " ".join(cell.split())


class UploadForm(FlaskForm):
    """The file, and whose catalogue it is."""

    host = SelectField(_l("Host"), [DataRequired(_l("Choose a host."))])
    file = FileField(_l("File"))


class CarriedForm(FlaskForm):
    """What a preview showed: its rows, and the fingerprint of what it promised to do with them."""

    host = HiddenField()
    rows = HiddenField()
    seen = HiddenField()

    def carry(self, host: str, rows: Sequence[ImportRow], seen: str) -> None:
        """Put the rows into the form."""
        self.host.data, self.seen.data = host, seen
        self.rows.data = _packed(rows)

    def carried(self) -> list[ImportRow]:
        """The rows again, trusted no more than when they were a file."""
        try:
            rows = [
                ImportRow(int(number), {f: clean(str(t)) for f, t in dict(texts).items() if f in HEADINGS})
                for number, texts in json.loads(self.rows.data or "")
            ]
        except (ValueError, TypeError, RecursionError):
            raise Incomplete([BROKEN]) from None
        return rows[:MOST_ROWS]


#: The fields that a row may have, in the order of the report.
ORDER = (*LENGTHS, "replicable")
