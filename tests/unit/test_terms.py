"""Words as the search knows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pka_tracker.models.texts.terms import highlight, read_query, tokens


def test_a_text_is_kept_by_its_words_and_their_stems():
    assert tokens("Pelayanan é-KIR") == ["pelayanan", "layan", "e", "kir", "ekir"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("e-KIR", ["ekir"]),
        ("tangerang-live", ["tangerang", "live"]),
        ("yang dan di", ["yang", "dan", "di"]),
        ("izin yang cepat", ["izin", "cepat"]),
        ('" OR heading:* NEAR(', ["or", "heading", "near"]),
        ("&|!:*'", []),
        ("kata " * 40, ["kata"] * 10),
    ],
)
def test_a_search_is_read_as_plain_words(typed, words):
    assert [term.word for term in read_query(typed)] == words


def test_what_was_found_is_marked():
    pieces = highlight("Layanan <b>pengaduan</b> e-KIR", read_query("pelayanan ekir adu"))
    assert [words for words, found in pieces if found] == ["Layanan", "pengaduan", "e-KIR"]


@given(st.text(), st.text())
def test_the_pieces_of_a_text_are_the_text(text, typed):
    assert "".join(words for words, _found in highlight(text, read_query(typed))) == text
