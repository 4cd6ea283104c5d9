"""Agencies from a file: which column says what, however offices head it."""

from __future__ import annotations

from pka_tracker.forms.headings import field_of, heads_of
from pka_tracker.forms.imports import Table, read_rows
from pka_tracker.models import ImportRow
from pka_tracker.models.texts.outline import N_

#: The list is one of agencies, not of people.
AGENCIES = "agencies"
HEADINGS = {
    "agency": "nama; nama instansi; instansi; perangkat daerah; nama perangkat daerah; opd; nama opd; skpd; nama skpd; satuan kerja; unit organisasi; perangkat daerah unit kerja; unit kerja instansi; instansi unit kerja; name; agency",
    "kind": "jenis; jenis instansi; bentuk; tipe; kategori; kind",
    "region": "kabupaten/kota; kab/kota; kabupaten; kota; pemerintah daerah; pemda; daerah; wilayah; region",
}
FIELDS = heads_of(HEADINGS)
ORDER = tuple(HEADINGS)

NO_NAMES = N_(
    "No column of agencies was found. Head one column “Perangkat Daerah” and choose the file again."
)


def read_agencies(data: bytes, region: str) -> Table:
    """The rows of a file, each with the region that was typed beside it. Refuses, in words, a file without a column of names."""
    table = read_rows(
        data,
        lambda head: field_of(head, FIELDS),
        {"agency": NO_NAMES},
        lambda _f, cell: " ".join(cell.split()),
    )
    rows = [ImportRow(row.number, {**row.texts, "usual_region": region}) for row in table.rows]
    return table._replace(rows=rows)
