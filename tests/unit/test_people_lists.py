"""Lists of people as offices really have them."""

from __future__ import annotations

import csv
import io
from itertools import combinations
from pathlib import Path

import pytest
import xlsxwriter

from pka_tracker.errors import Incomplete
from pka_tracker.forms.cohorts.people_headings import BY_COLUMN, HEADINGS, ORDER
from pka_tracker.forms.cohorts.people_import import NO_NAMES, NO_ROLES, read_people
from pka_tracker.models.cohorts.likeness import closest, folded
from pka_tracker.operations.people.offices import Offices
from pka_tracker.queries.cohorts.people_import import Office
from pka_tracker.routes.cohorts.people_columns import column_words
from pka_tracker.words import speaking

LINES = [
    "DAFTAR PESERTA PKA ANGKATAN I;;;;;",
    ";;;;;",
    "No;Nama Lengkap & Gelar;NIP;Pangkat/Gol. Ruang;E-mail;Perangkat Daerah",
    "(1);(2);(3);(4);(5);(6)",
    "1;Dr. Ir. José Wowor, M.Si;’19750303 200012 1 005;Pembina (IV/a);Jose@Example.org ;Dinas Sosial",
    ";;;;;",
    "2;Drs.  H. Rumambi;19750303-200012-1-006;;-;-",
]
AGENCIES = Path(__file__).parents[2] / "pka_tracker/demo/data/agencies.csv"


def texts(data: bytes, kind: str = "participant") -> list[dict[str, str]]:
    return [{k: v for k, v in row.texts.items() if v} for row in read_people(data, kind, "Minahasa").rows]


def workbook(rows, merged=()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for place, words in merged:
        sheet.merge_range(place, words)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_whatever_surrounds_it(encoding):
    first, second = texts("\r\n".join(LINES).replace("&", "dan").encode(encoding))
    assert first == {
        "name": "Dr. Ir. José Wowor, M.Si",
        "nip": "197503032000121005",
        "rank_grade": "Pembina (IV/a)",
        "email": "jose@example.org",
        "agency": "Dinas Sosial",
        "usual_region": "Minahasa",
        "role": "participant",
    }
    assert second == {
        "name": "Drs. H. Rumambi",
        "nip": "197503032000121006",
        "usual_region": "Minahasa",
        "role": "participant",
    }


def test_a_workbook_with_merged_heads_and_a_nip_that_is_a_number():
    heads = ["No", "Nama Peserta", "NIP", "Mentor", "", "Kelompok"]
    rows = [
        ["DAFTAR"],
        [],
        heads,
        ["", "", "", "Nama", "NIP", ""],
        [1, "Andi", 197503032000121005, "Budi", "1", "A"],
    ]
    (row,) = texts(workbook(rows, [("A1:F1", "DAFTAR"), ("D3:E3", "Mentor"), ("B3:B4", "Nama Peserta")]))
    assert row["nip"] == "1.97503E+17" and row["mentor"] == "1" and row["group_name"] == "A"
    assert "roster_no" not in row  # “No” only counts the rows


def test_titles_and_nip_in_cells_of_their_own_or_in_one():
    (row,) = texts(b"Gelar Depan;Nama;Gelar Belakang;Alamat Email\nDr.;Andi Wowor;M.Si.;a@example.org\n")
    assert row["name"] == "Dr. Andi Wowor, M.Si."
    (row,) = texts(b'Nama / NIP;Jabatan\n"Andi Wowor, S.H.\nNIP. 19750303 200012 1 005";Camat\n')
    assert (row["name"], row["nip"]) == ("Andi Wowor, S.H.", "197503032000121005")


def test_each_list_knows_whom_it_is_of():
    (row,) = texts(b"Nama Mentor;NIP Mentor\nBudi;197503032000121005\n", "mentor")
    assert (row["name"], row["nip"], row["role"]) == ("Budi", "197503032000121005", "mentor")
    rows = texts(b"Nama;Peran\nA;Widyaiswara\nB; PENGUJI\nC;Peserta\nD;tamu\n", BY_COLUMN)
    assert [row["role"] for row in rows] == ["coach", "examiner", "participant", "tamu"]
    rows = texts(b"Nama;Peran\nA;Mentor\nB;Ketua kelompok\nC;\n", "participant")
    assert [row["role"] for row in rows] == ["mentor", "participant", "participant"]


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [(b"Jabatan;Unit Kerja\n7;b\n", "mentor", NO_NAMES), (b"Nama;NIP\nA;1\n", BY_COLUMN, NO_ROLES)],
)
def test_a_list_without_a_column_it_needs_is_refused_in_words(data, kind, words):
    with pytest.raises(Incomplete) as refused:
        read_people(data, kind, "")
    assert refused.value.items == [words]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_our_own_headings_are_read_in_both_languages(app, locale):
    with speaking(locale):
        heads = column_words()
    known = [field for field, head in heads.items() if field in texts_of_head(head)]
    assert known == list(ORDER)


def texts_of_head(head: str) -> set[str]:
    row = read_people(f"{head};Nama;Peran\n1;Andi;peserta\n".encode(), BY_COLUMN, "").rows[0].texts
    return {field for field in HEADINGS if row.get(field)}


def test_no_two_agencies_of_a_real_region_are_taken_for_each_other():
    names = [row["name"] for row in csv.DictReader(AGENCIES.open())]
    assert len(names) > 30
    assert [pair for pair in combinations(names, 2) if closest(pair[0], {pair[1]: folded(pair[1])})] == []
    for slip, name in (("Dinas Sosail", "Dinas Sosial"), ("Dinas Pendidkan", "Dinas Pendidikan")):
        assert closest(slip, {other: folded(other) for other in names}) == name


def test_an_agency_is_found_however_it_is_written_and_only_in_its_region():
    minahasa, bitung = (
        Office(1, "Dinas Komunikasi dan Informatika", "Minahasa"),
        Office(2, "Dinas Sosial", "Bitung"),
    )
    offices = Offices([minahasa, bitung, Office(3, "Dinas Sosial", "Tomohon")])
    assert offices.find("dinas  komunikasi & informatika", "MINAHASA") == [minahasa]
    assert len(offices.find("Dinas Sosial", "")) == 2
    assert offices.find("Dinas Sosial Kota", "Kota") == [Office(None, "Dinas Sosial", "Kota")]
    assert offices.find("Dinas Sosial", "Bitung") == [bitung]
    whole = Office(4, "Badan Kota Tomohon", "Kota Tomohon")
    assert Offices([whole]).find("Badan Kota Tomohon", "Kota Tomohon") == [whole]
    assert offices.find("Dinas Baru", "Bitung") == offices.find("DINAS BARU", "Bitung")
