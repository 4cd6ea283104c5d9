"""A catalogue of ten thousand practices, as large as a province's."""

from __future__ import annotations

from itertools import islice, product
from typing import Any

import sqlalchemy as sa

from bench.cohort import STRIDE
from pka_tracker.models import Practice, SearchText
from pka_tracker.models.texts.terms import tokens
from pka_tracker.queries.practices.practices import SUBJECT

PRACTICES = 10_000
KINDS = ("Sistem", "Aplikasi", "Layanan", "Portal", "Gerakan", "Sekolah", "Rumah", "Klinik", "Pasar", "Mobil")
THINGS = (
    "Perizinan", "Pengaduan", "Kependudukan", "Kesehatan", "Perpustakaan", "Pertanian", "Perikanan", "Pariwisata",
    "Kebersihan", "Pajak", "Sampah", "Banjir", "Kepegawaian", "Aset", "Arsip", "Angkutan", "Parkir", "Bantuan Sosial",
    "Ketenagakerjaan", "Pelayanan Warga",
)  # fmt: skip
TEXT = "{} yang mempercepat pelayanan {} bagi warga di kelurahan dan kecamatan, dengan data yang terhubung antarinstansi"


def fill(engine: sa.Engine) -> None:
    """Add the practices to the catalogue of the demo's host, with the words they are found by."""
    names = islice(product(KINDS, THINGS, range(1000)), 0, None, 20)
    rows = [_row(number, *name) for number, name in enumerate(islice(names, PRACTICES), STRIDE)]
    words = [
        {
            "subject": SUBJECT,
            "subject_id": row["id"],
            "heading": " ".join(tokens(row["name"])),
            "body": " ".join(tokens(row["description"])),
        }
        for row in rows
    ]
    with engine.begin() as connection:
        host = connection.scalar(sa.select(Practice.host).limit(1))
        connection.execute(sa.insert(Practice), [row | {"host": host} for row in rows])
        connection.execute(sa.insert(SearchText), words)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _row(number: int, kind: str, thing: str, count: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"{kind} {thing} {count}",
        "category": thing,
        "description": TEXT.format(kind, thing.lower()),
        "lock_version": 1,
    }
