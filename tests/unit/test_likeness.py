"""When two titles are alike: pairs as cohorts write them, with the border between."""

from __future__ import annotations

import pytest

from pka_tracker.models.cohorts.likeness import ALIKE, alike

#: The same idea in other words: other forms of a word, other fillers, a brand name, the office at the end.
SAME = [
    (
        "Optimalisasi Penanganan Sampah Liar melalui Tim Pentahelix di Kabupaten Minahasa",
        "Strategi Penanganan Pembuangan Sampah Liar Berbasis Pentahelix",
    ),
    (
        "Sistem Antrean Online Loket Pelayanan Administrasi Kependudukan",
        "Antrian Daring pada Loket Kependudukan",
    ),
    (
        "SIPETA-TRANS: Sistem Pendataan Aset Transportasi",
        "Digitalisasi Pendataan Aset Perhubungan dan Transportasi",
    ),
    (
        "Peningkatan Kualitas Pengaduan Masyarakat melalui Aplikasi LAKSA",
        "Layanan Aduan Masyarakat Berbasis Aplikasi Terintegrasi",
    ),
    ("Percepatan Perizinan Usaha Mikro melalui Aplikasi Seluler", "Aplikasi Izin Usaha Mikro Terpadu"),
    ("Layanan Informasi Nilai Tanah (SI INTAN)", "Sistem Informasi Nilai Tanah Berbasis Peta"),
    ("Pemantauan Stunting di Posyandu pada Dinas Kesehatan", "Aplikasi Pantau Stunting Posyandu"),
    ("Digitalisasi Arsip Kepegawaian", "Pengelolaan Arsip Pegawai Secara Elektronik"),
]
#: Another idea, though words or the office are the same.
OTHER = [
    ("Digitalisasi Pelayanan Pajak Daerah", "Digitalisasi Pelayanan Perizinan Daerah"),
    ("Pengaduan Bencana dan Dukungan Psikososial", "Peringatan Dini Bencana Berbasis Cuaca"),
    ("Sistem Informasi Pengelolaan Taman Kota", "Sistem Informasi Pengelolaan Parkir Kota"),
    ("Pendataan Aset Transportasi", "Pendataan Pedagang Pasar"),
    ("Pendataan Aset Transportasi", "Pendataan Aset Tanah Desa"),
    ("Perizinan Usaha Mikro", "Pembinaan Usaha Wisata Desa"),
    ("Pelayanan Kesehatan Ibu dan Anak", "Pelayanan Perpustakaan Anak"),
    ("Penertiban Pedagang Kaki Lima oleh Satpol PP", "Penertiban Reklame Tanpa Izin"),
    ("Pemantauan Stunting di Posyandu", "Pemantauan Harga Pangan di Pasar"),
    ("Arsip Vital pada Dinas Kelautan dan Perikanan", "Lelang Ikan pada Dinas Kelautan dan Perikanan"),
    ("Sekretariat DPRD: Risalah Rapat Otomatis", "Sekretariat Daerah: Agenda Rapat Pimpinan"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_one_idea_in_other_words_is_alike(first, second):
    (found,) = alike({1: first, 2: second})
    assert found.percent >= ALIKE and found.words


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_another_idea_of_the_same_kind_is_not(first, second):
    assert alike({1: first, 2: second}) == []


def test_the_words_are_those_of_the_first_title_in_its_order():
    (found,) = alike({5: "Pantau Stunting Posyandu", 3: "Pemantauan Stunting dan Gizi Posyandu"})
    assert (found.first, found.second) == (3, 5)
    assert found.words == ("Pemantauan", "Stunting", "Posyandu")


def test_a_word_in_over_a_fifth_of_the_titles_makes_nobody_alike():
    places = [
        "Tondano",
        "Langowan",
        "Kakas",
        "Remboken",
        "Eris",
        "Kombi",
        "Lembean",
        "Tompaso",
        "Kawangkoan",
        "Sonder",
        "Pineleng",
        "Tombulu",
    ]
    titles = {number: f"Smart {place}" for number, place in enumerate(places)}
    assert alike(titles) == []


def test_empty_titles_are_alike_to_nothing():
    assert alike({1: "", 2: "", 3: "Sistem Informasi", 4: "Sistem Informasi"}) == []
