"""Numbers as people here write them."""

from __future__ import annotations

import pytest

from pka_tracker.words import decimal, rupiah, speaking


@pytest.mark.parametrize(
    ("kept", "indonesian", "english"),
    [
        ("1234.5", "1.234,5", "1,234.5"),
        ("4500", "4.500", "4,500"),
        ("-1234567.25", "-1.234.567,25", "-1,234,567.25"),
        ("-0.5", "-0,5", "-0.5"),
        ("12", "12", "12"),
        (None, "", ""),
    ],
)
def test_decimals_have_separators_of_the_language(app, kept, indonesian, english):
    with app.test_request_context():
        for language, words in (("id", indonesian), ("en", english)):
            with speaking(language):
                assert decimal(kept) == words


def test_rupiah_are_written_together_with_their_sign():
    assert rupiah(22_200_000) == "Rp22.200.000"
