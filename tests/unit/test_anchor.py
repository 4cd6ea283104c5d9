"""Comments find their words again, on texts officials edit."""

from __future__ import annotations

import random

import pytest

from pka_tracker.models.reviews.anchor import Anchor, find, place

TEXT = (
    "Daftar aset 2025 memuat 1.146 rambu dan 312 lampu.\n\nPemeriksaan acak pada 120 aset menunjukkan 34 persen"
    " tidak ada di tempat yang dicatat atau rusak. Perbaikan rata-rata dilakukan 41 hari sesudah laporan."
)


def test_the_same_words_are_found_whatever_the_spaces():
    anchor = Anchor.of("312  lampu.\n Pemeriksaan acak")
    assert find(anchor, TEXT) == "312 lampu. Pemeriksaan acak"


def test_edited_words_are_found_again():
    anchor = Anchor.of("Pemeriksaan acak pada 120 aset menunjukkan 34 persen tidak ada")
    edited = TEXT.replace("120 aset menunjukkan 34 persen", "150 aset menunjukkan 29 persen")
    found = find(anchor, edited)
    assert found is not None
    assert "150 aset menunjukkan 29 persen" in found


@pytest.mark.parametrize("text", ["", "Seluruh bagian ditulis ulang dari awal oleh tim baru."])
def test_words_that_are_gone_are_not_guessed(text):
    assert find(Anchor.of("Perbaikan rata-rata dilakukan 41 hari"), text) is None


def test_of_equal_words_the_surroundings_tell_which_are_meant():
    text = "Loket satu: 30 hari. Loket dua: 30 hari. Loket tiga: 30 hari."
    assert place(Anchor.of("30 hari", "Loket dua: ", ". Loket tiga"), text) == 1
    assert place(Anchor.of("30 hari", "Loket satu: ", ". Loket dua"), text) == 0


def test_a_quote_that_is_too_long_speaks_of_the_section():
    assert Anchor.of("kata " * 200) == Anchor()
    assert Anchor.of(None) == Anchor()


def test_untouched_words_survive_any_edit_elsewhere():
    chance = random.Random(7)
    words = TEXT.split()
    for _ in range(200):
        start = chance.randrange(len(words) - 6)
        kept = words[start : start + 6]
        before = [w for w in words[:start] if chance.random() > 0.2] + ["disisipkan"] * chance.randrange(3)
        after = [w for w in words[start + 6 :] if chance.random() > 0.2]
        assert find(Anchor.of(" ".join(kept)), " ".join(before + kept + after)) == " ".join(kept)
