"""Headings as offices write them, in one row or two."""

from __future__ import annotations

import pytest

from pka_tracker.errors import Incomplete
from pka_tracker.forms.cohorts.people_headings import BY_COLUMN
from pka_tracker.forms.cohorts.people_import import read_people
from pka_tracker.forms.imports import EMPTY
from pka_tracker.forms.practices.practice_import import read_catalogue
from tests.unit.test_people_lists import texts, workbook


@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("numbered", [False, True])
def test_of_a_header_of_two_rows_each_column_is_known_by_itself(title, numbered):
    upper = ["No", "NDH", "Identitas Peserta", "", "", "Jabatan", "Perangkat Daerah / Unit Kerja", ""]
    upper += ["Kontak", "", "Kelompok", "Email Mentor (Atasan Langsung)", "Coach"]
    lower = ["", "", "Nama Lengkap dan Gelar", "NIP", "Pangkat/Gol. Ruang", "", "OPD", "Unit Kerja"]
    lower += ["E-mail", "No. HP/WA", "", "", ""]
    cells = ["1", "3", "Andi", "19750303 200012 1 005", "Pembina", "Camat", "Dinas Sosial", "Sekretariat"]
    cells += ["a@example.org", "0812", "Kelompok 1", "m@example.org", "c@example.org"]
    merged = [
        (f"{column}3:{column}4", upper["ABCDEFGHIJKLM".index(column)]) for column in ("B", "F", "K", "L", "M")
    ]
    rows = [["DAFTAR PESERTA"] if title else [], [], upper, lower]
    rows += [list(range(1, 14))] * numbered + [cells, [*cells[:2], "Budi", *cells[3:]]]
    read = texts(workbook(rows, merged))
    assert [row["name"] for row in read] == ["Andi", "Budi"]
    assert read[0] == {
        "roster_no": "3",
        "name": "Andi",
        "nip": "197503032000121005",
        "rank_grade": "Pembina",
        "position": "Camat",
        "agency": "Dinas Sosial",
        "work_unit": "Sekretariat",
        "email": "a@example.org",
        "group_name": "Kelompok 1",
        "mentor": "m@example.org",
        "coach": "c@example.org",
        "role": "participant",
        "usual_region": "Minahasa",
    }


def test_a_row_below_the_header_is_a_person_although_a_cell_reads_like_a_heading():
    (row,) = texts(b"Nama;Jabatan;Keterangan\nAndi;Camat;Kelompok\n")
    assert (row["name"], row["position"]) == ("Andi", "Camat")
    (row,) = texts(b"Nama;Peran\nAndi;Mentor\n", BY_COLUMN)
    assert (row["name"], row["role"]) == ("Andi", "mentor")


def test_what_a_header_says_of_a_mentor_is_not_the_participants():
    rows = [
        ["Nama", "Mentor", "", "", "Email"],
        ["", "Jabatan", "NIP", "No. HP", ""],
        ["Andi", "Kepala Dinas", "197503032000121005", "0812", "a@example.org"],
    ]
    (row,) = texts(workbook(rows))
    assert row["mentor"] == "197503032000121005" and row["email"] == "a@example.org"
    assert not {"nip", "position"} & set(row)


@pytest.mark.parametrize(
    ("field", "heads"),
    {
        "roster_no": ("Nomor Peserta", "No. Peserta", "N D H", "NDH (Nomor Daftar Hadir)"),
        "name": ("Nama & Gelar", "Nama/Gelar", "NAMA LENGKAP (beserta gelar)", "Nama Peserta*"),
        "nip": ("NIP/NRP", "N I P", "N.I.P.", "No. Induk Pegawai", "NIP (18 digit)", "NIP Peserta"),
        "email": ("Email (aktif)", "E-mail Aktif", "Alamat E-mail (wajib diisi)", "Surel"),
        "rank_grade": ("Pangkat, Gol. Ruang", "Pangkat/Gol.Ruang", "Pangkat (Gol/Ruang)", "Gol."),
        "position": ("JABATAN STRUKTURAL", "Jabatan Saat Ini", "Nama Jabatan"),
        "agency": ("Unit Kerja/Instansi", "Instansi / Unit Kerja", "Asal Instansi"),
        "group_name": ("Kel.", "Kelas/Kelompok", "Klp"),
        "mentor": ("Mentor (Atasan Langsung)", "E-mail Atasan Langsung", "NIP Mentor", "Nama Mentor"),
        "coach": ("Nama Coach", "Coach (WI)", "Widyaiswara", "Email Coach / Widyaiswara"),
    }.items(),
)
def test_usual_headings_are_known(field, heads):
    for head in heads:
        data = f"{'x' if field == 'name' else 'Nama'};{head}\nAndi;7\n".encode()
        assert read_people(data, "participant", "").rows[0].texts.get(field) == "7", head


def test_an_address_or_nip_of_a_mentor_comes_before_the_name():
    (row,) = texts(b"Nama;Nama Mentor;Email Mentor\nAndi;Budi;b@example.org\n")
    assert row["mentor"] == "b@example.org"
    (row,) = texts(b"Nama;Nama Mentor;Email Mentor\nAndi;Budi, S.H.;\n")
    assert row["mentor"] == "Budi, S.H."


def test_a_heading_of_the_catalogue_may_be_a_question():
    (row,) = read_catalogue(b"Nama Inovasi;Dapat Direplikasi?\nA;mungkin\n").rows
    assert row.texts == {"name": "A", "replicable": "mungkin"}


def test_a_file_says_which_columns_were_read_and_which_were_not():
    table = read_people(b"Nama Lengkap;NIP;No. HP;Keterangan;NIP\nA;;1;;\n", "participant", "")
    assert table.read == ("Nama Lengkap", "NIP") and table.unread == ("No. HP", "Keterangan", "NIP")
    rows = [["Identitas", "", "Kontak", ""], ["Nama", "NIP", "Email", "No. HP"], ["A", "", "a@b.id", "1"]]
    table = read_people(workbook(rows), "participant", "")
    assert table.read == ("Nama", "NIP", "Email") and table.unread == ("No. HP",)


def test_the_signatures_below_a_list_are_no_people():
    signed = [
        "Mengetahui,",
        "Kepala BPSDM Provinsi Sulawesi Utara",
        "",
        "Drs. X, M.Si.",
        "NIP. 196501011990031001",
    ]
    rows = [["Nama", "Email"], ["Andi", "a@b.id"], ["Budi", ""], *([name, ""] for name in signed)]
    assert [row["name"] for row in texts(workbook(rows))] == ["Andi", "Budi"]
    rows = [["Nama", "Email"], ["Andi", "a@b.id"], ["", "Manado, 2 November 2026"], ["", "Kepala Badan"]]
    assert [row["name"] for row in texts(workbook(rows))] == ["Andi"]
    rows = [["Nama", "Email"], ["Mengetahui", "a@b.id"], ["Ketua", ""], ["Cici", "c@b.id"]]
    assert [row["name"] for row in texts(workbook(rows))] == ["Mengetahui", "Cici"]


@pytest.mark.parametrize("data", [b"\n\n", b";;\n", workbook([])])
def test_a_file_without_a_word_is_told_to_be_empty(data):
    with pytest.raises(Incomplete) as refused:
        read_people(data, "participant", "")
    assert refused.value.items == [EMPTY]
