"""Tables as offices really have them."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from pka_tracker.errors import Incomplete
from pka_tracker.exports.refusals import as_csv, as_xlsx
from pka_tracker.forms.practices.practice_import import read_catalogue
from pka_tracker.forms.sheets import read_sheet

LINES = [
    "Daftar Inovasi Kota;;",
    "",
    "No;Nama Aplikasi;OPD",
    "1;Café Kita;Dinas Kominfo",
    ";;",
    "2;SIKDA;BKPSDM",
]
WANTED = [("Café Kita", "Dinas Kominfo"), ("SIKDA", "BKPSDM")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_its_sign(encoding, sign):
    data = "\r\n".join(LINES).replace(";", sign).encode(encoding)
    assert [(r.texts["name"], r.texts["owner_unit"]) for r in read_catalogue(data)] == WANTED
    assert [row.number for row in read_catalogue(data)] == [4, 6]


def workbook(rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Kosong")
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_a_workbook_is_read_from_its_first_sheet_that_has_rows():
    rows = read_catalogue(workbook([["Judul besar"], [], ["NAMA*", "Kontak"], [], ["Siaga", 112]]))
    assert [(row.number, row.texts) for row in rows] == [(5, {"name": "Siaga", "contact": "112"})]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 not a zip",
        b"\x89PNG\r\n\x00\x00",
        b"",
        b"a;b\n1;2",
        b"Nama;Kategori\n;\n",
        workbook([])[:900],
        bomb(),
        workbook([["Nama", "Uraian"], *([f"Praktik {n}", "panjang " * 200] for n in range(1500))]),
        workbook([["Nama"], *([f"Praktik {n}"] for n in range(5001))]),
    ],
    ids=["zip", "picture", "empty", "no header", "no rows", "cut off", "bomb", "much text", "many rows"],
)
def test_what_is_no_catalogue_is_refused_in_words(data):
    with pytest.raises(Incomplete) as refused:
        read_catalogue(data)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_no_cell_of_a_report_begins_a_formula(write):
    cells = ["=1+1", "+62", "-5", "@SUM", "biasa"]
    (_one, header), (_two, row) = read_sheet(write(["a", "b", "c", "d", "e"], [cells]))
    assert header == ["a", "b", "c", "d", "e"]
    assert row == ["'=1+1", "'+62", "'-5", "'@SUM", "biasa"]
