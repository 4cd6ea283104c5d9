"""Changes as a mentor reads them, on texts officials write: [-gone-] {+new+} … for what was left out."""

from __future__ import annotations

import random
from time import process_time

import pytest

from pka_tracker.models.texts.diff import Change, words

SIGNS = {Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}", Change.SAME: "{}", Change.GAP: "{}"}

GOLDEN = [
    (
        "Waktu tanggap aduan rata-rata 14 hari kerja menurut register tahun 2025.",
        "Waktu tanggap aduan rata-rata 3 hari kerja menurut register tahun 2026.",
        "Waktu tanggap aduan rata-rata [-14-] {+3+} hari kerja menurut register tahun [-2025-] {+2026+}.",
    ),
    (
        "Camat Tondano Utara, Sekretaris Dinas, dan Kepala Bidang Pertamanan.",
        "Camat Tondano Utara, Camat Tondano Barat, Sekretaris Dinas, dan Kepala Bidang Pertamanan.",
        "Camat Tondano Utara {+, Camat Tondano Barat+}, Sekretaris Dinas, dan Kepala Bidang Pertamanan.",
    ),
    (
        "Anggaran Rp 12.500.000 dari DPA-SKPD tahun berjalan.",
        "Anggaran Rp 9.750.000 dari DPA-SKPD perubahan tahun berjalan.",
        "Anggaran Rp [-12.500.000-] {+9.750.000+} dari DPA-SKPD {+perubahan+} tahun berjalan.",
    ),
    (
        "Jum’at, 27 November: uji coba di 3 (tiga) kelurahan.",
        "Jum’at, 4 Desember: uji coba di 5 (lima) kelurahan.",
        "Jum’at, [-27 November-] {+4 Desember+}: uji coba di [-3-] {+5+} ([-tiga-] {+lima+}) kelurahan.",
    ),
    (
        "Kolaborasi pentahelix:\n1. Akademisi\n2. Media",
        "Kolaborasi pentahelix:\n1. Akademisi\n2. Komunitas\n3. Media",
        "Kolaborasi pentahelix:\n1. Akademisi\n2. {+Komunitas 3.+} Media",
    ),
    ("Sama persis, titik.", "Sama persis, titik.", "Sama persis, titik."),
    ("", "Ditulis kemudian.", "{+Ditulis kemudian.+}"),
    ("<b>tebal</b> & miring", "<i>tebal</i> & miring", "<[-b-] {+i+}>tebal</[-b-] {+i+}> & miring"),
]


def shown(before: str, after: str) -> str:
    text = " ".join(SIGNS[piece.change].format(piece.text.strip(" ")) for piece in words(before, after))
    for sign in (".", ",", ":", ")", ">"):
        text = text.replace(f"}} {sign}", f"}}{sign}").replace(f"] {sign}", f"]{sign}")
    return " ".join(text.split(" "))


@pytest.mark.parametrize(("before", "after", "golden"), GOLDEN, ids=range(len(GOLDEN)))
def test_a_change_reads_like_this(before, after, golden):
    loosely = lambda text: "".join(text.split())  # noqa: E731 - spaces beside the signs do not matter
    assert loosely(shown(before, after)) == loosely(golden)


def test_a_plan_of_fifty_pages_is_compared_while_one_blinks():
    """20,000 words in 60 fields, each changed in a dozen places; 200 ms on the machine it was written on."""
    chance = random.Random(1)
    known = [f"kata{number}" for number in range(1500)] + ["yang", "dan", "di", "untuk", "dengan"] * 200
    old = [[chance.choice(known) for _word in range(333)] for _field in range(60)]
    new = [[chance.choice(known) if chance.random() < 0.04 else word for word in text] for text in old]
    begun = process_time()
    for before, after in zip(old, new, strict=True):
        words(" ".join(before), " ".join(after))
    assert process_time() - begun < 1, "ten times slower than it was"
