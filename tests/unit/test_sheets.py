"""Tables as offices really have them."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from pka_tracker.errors import Incomplete
from pka_tracker.exports.refusals import as_csv, as_xlsx
from pka_tracker.forms.headings import find_header
from pka_tracker.forms.practices.practice_import import read_catalogue
from pka_tracker.forms.sheets import UNREADABLE, read_sheet

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
    assert [(r.texts["name"], r.texts["owner_unit"]) for r in read_catalogue(data).rows] == WANTED
    assert [row.number for row in read_catalogue(data).rows] == [4, 6]


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
    rows = read_catalogue(workbook([["Judul besar"], [], ["NAMA*", "Kontak"], [], ["Siaga", 112]])).rows
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
        workbook([["Nama", "Uraian"], *([f"Praktik {n}", "panjang " * 800] for n in range(1500))]),
        workbook([["Nama"], *([f"Praktik {n}"] for n in range(5001))]),
    ],
    ids=["zip", "picture", "empty", "no header", "no rows", "cut off", "bomb", "much text", "many rows"],
)
def test_what_is_no_catalogue_is_refused_in_words(data):
    with pytest.raises(Incomplete) as refused:
        read_catalogue(data)
    assert str(refused.value).endswith(".")


def far_cell() -> bytes:
    """A small workbook whose second cell is so far away that a table up to it would need half a terabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["Nama"]]))) as good, zipfile.ZipFile(out, "w") as bad:
        for part in good.infolist():
            text = good.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                text = text.replace(b"</sheetData>", cell)
                assert cell in text
            bad.writestr(part.filename, text)
    return out.getvalue()


def test_a_workbook_that_would_end_its_reader_is_refused_and_nobody_else_notices():
    with pytest.raises(Incomplete) as refused:
        read_sheet(far_cell())
    assert str(refused.value) == UNREADABLE


def test_a_number_of_more_than_fifteen_digits_is_read_as_a_spreadsheet_shows_it():
    rows = read_sheet(workbook([["NIP"], [198001012005011003], ["198001012005011003"], [112], [0.5], [True]]))
    assert [cells[0] for _n, cells in rows] == [
        "NIP",
        "1.98001E+17",
        "198001012005011003",
        "112",
        "0.5",
        "ya",
    ]


def test_a_header_may_have_two_rows_and_a_row_that_counts_its_columns():
    known = {"nama": "name", "nip": "nip", "mentor": "mentor", "mentor email": "mentor"}
    rows = [
        (1, ["DAFTAR PESERTA", "", "", "", ""]),
        (3, ["No", "Nama", "NIP", "Mentor", ""]),
        (4, ["", "", "", "Nama", "Email"]),
        (5, ["1", "2", "3", "4", "5"]),
        (6, ["1", "Andi", "1980", "Budi", "budi@example.org"]),
    ]
    columns, _heads, below = find_header(rows, lambda head: known.get(head.lower()))
    assert columns == {1: "name", 2: "nip", 4: "mentor"}
    assert [number for number, _cells in below] == [6]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_no_cell_of_a_report_begins_a_formula(write):
    cells = ["=1+1", "+62", "-5", "@SUM", "biasa"]
    (_one, header), (_two, row) = read_sheet(write(["a", "b", "c", "d", "e"], [cells]))
    assert header == ["a", "b", "c", "d", "e"]
    assert row == ["'=1+1", "'+62", "'-5", "'@SUM", "biasa"]
