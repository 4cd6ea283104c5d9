"""A catalogue from a file: which column says what, and the rows a preview carries until they are confirmed."""

from __future__ import annotations

from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from pka_tracker.forms.headings import field_of, heads_of
from pka_tracker.forms.imports import CarriedForm, Table, TableForm, read_rows
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.practices.practice_import import LENGTHS
from pka_tracker.words import lazy_gettext as _l

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
    "replicable": "replikasi; dapat direplikasi; bisa direplikasi; ditawarkan untuk replikasi; ditawarkan untuk direplikasi; replicable; offered for replication",
    "host": "lokus; host",
}
FIELDS = heads_of(HEADINGS)
#: The fields that a row may have, in the order of the report and of the list that is taken along.
ORDER = (*LENGTHS, "replicable", "host")

NO_HEADER = N_("No column of names was found. Head one column “Nama” and choose the file again.")


def read_catalogue(data: bytes) -> Table:
    """The rows of a file. Refuses, in words, a file without a column of names."""
    return read_rows(data, lambda head: field_of(head, FIELDS), {"name": NO_HEADER}, _text)


def _text(field: str, cell: str) -> str:
    """One line, except a description; documents one a line."""
    if field == "documents":
        return "\n".join(cell.split())
    return cell if field == "description" else " ".join(cell.split())


class UploadForm(TableForm):
    """The file, and whose catalogue it is."""

    host = SelectField(_l("Host"), [DataRequired(_l("Choose a host."))])


class CarriedCatalogue(CarriedForm):
    """The rows of a preview, and whose catalogue they are."""

    host = HiddenField()
