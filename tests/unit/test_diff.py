"""What changed between two versions, on the texts officials write."""

from pka_tracker.models.texts.diff import Change, Piece, fold, pair_rows, words

OLD = "Pelayanan pengaduan di Kecamatan Tondano memakan waktu 30 hari karena dicatat manual."
NEW = "Pelayanan pengaduan di Kecamatan Tondano memakan waktu 3 hari karena dicatat lewat aplikasi."


def said(pieces: list[Piece], change: Change) -> list[str]:
    return [piece.text.strip() for piece in pieces if piece.change is change]


def test_only_the_changed_words_are_told() -> None:
    pieces = words(OLD, NEW)
    assert said(pieces, Change.REMOVED) == ["30", "manual"]
    assert said(pieces, Change.ADDED) == ["3", "lewat aplikasi"]


def test_equal_texts_have_no_change() -> None:
    assert {piece.change for piece in words(OLD, OLD)} <= {Change.SAME, Change.GAP}


def test_a_changed_line_break_changes_no_word() -> None:
    pieces = words("Satu data.\nDua data.", "Satu data.\n\nDua data.")
    assert not said(pieces, Change.ADDED) and not said(pieces, Change.REMOVED)


def test_words_joined_by_hyphen_point_or_slash_stay_whole() -> None:
    pieces = words(
        "Anggaran Rp 1.500.000 untuk e-Government kota/kabupaten",
        "Anggaran Rp 2.500.000 untuk e-Government kota/kabupaten",
    )
    assert said(pieces, Change.REMOVED) == ["1.500.000"] and said(pieces, Change.ADDED) == ["2.500.000"]


def test_the_new_text_can_be_put_together_from_what_stayed_and_what_was_added() -> None:
    assert "".join(p.text for p in words(OLD, NEW) if p.change is not Change.REMOVED) == NEW


def test_a_rewritten_text_is_shown_whole_old_before_new() -> None:
    pieces = words(
        "Antrean panjang di loket.", "Warga mengunggah berkas sendiri sebelum datang ke kantor dinas"
    )
    assert [piece.change for piece in pieces] == [Change.REMOVED, Change.ADDED]


def test_a_text_written_first_or_taken_away_is_one_piece() -> None:
    assert words("", NEW) == [Piece(Change.ADDED, NEW)]
    assert words(OLD, "") == [Piece(Change.REMOVED, OLD)]


def test_long_stretches_that_stayed_are_folded() -> None:
    long = " ".join(f"kata{n}" for n in range(100))
    pieces = words(f"{long} lama {long}", f"{long} baru {long}")
    assert [p.change for p in pieces] == [
        Change.GAP,
        Change.SAME,
        Change.REMOVED,
        Change.ADDED,
        Change.SAME,
        Change.GAP,
    ]


def test_short_stretches_are_not_folded() -> None:
    pieces = [Piece(Change.ADDED, "a "), Piece(Change.SAME, "b c d "), Piece(Change.ADDED, "e")]
    assert fold(pieces) == pieces


def test_texts_of_ten_thousand_characters_are_compared() -> None:
    text = "Kegiatan sosialisasi dilaksanakan di sepuluh kecamatan. " * 170
    assert said(words(text + "Selesai.", text + "Rampung."), Change.ADDED) == ["Rampung"]


def test_rows_are_matched_by_their_id_whatever_their_order() -> None:
    before = {"a": {"name": "Camat"}, "b": {"name": "Lurah"}, "c": {"name": "Bupati"}}
    after = {"d": {"name": "Sekda"}, "b": {"name": "Lurah Tondano"}, "a": {"name": "Camat"}}
    assert [(change, (new or old)["name"]) for change, old, new in pair_rows(before, after)] == [
        (Change.ADDED, "Sekda"),
        (Change.CHANGED, "Lurah Tondano"),
        (Change.SAME, "Camat"),
        (Change.REMOVED, "Bupati"),
    ]
