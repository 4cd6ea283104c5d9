"""The catalogue: who writes it, and what its search finds on either database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Practice, SearchText
from pka_tracker.operations.practices import practices
from pka_tracker.operations.practices.practices import Facts
from pka_tracker.queries.notes import practices_at
from pka_tracker.queries.practices.practices import CatalogueView, list_practices
from tests.factories import make_membership, make_practice

CATALOGUE = {
    "Perizinan Online": "Permohonan izin secara daring bagi pelaku usaha",
    "e-KIR": "Layanan uji kendaraan bermotor",
    "Tangerang LIVE": "Aplikasi induk pelayanan publik",
    "Lapor Cepat": "Pengaduan warga lewat aplikasi; pelayanan 24 jam",
    "Pelayanan Keliling": "Mobil yang mendatangi warga",
    "Siaga 112": "Nomor tunggal panggilan darurat",
    "Café Literasi": "Sudut baca 'OR' di kelurahan",
}


@pytest.fixture
def organizer(app):
    """Of a cohort whose host has this catalogue only."""
    member = make_membership(CohortRole.ORGANIZER)
    for practice in db.session.scalars(sa.select(Practice).filter_by(host=host_of(member))):
        practice.active = False
    for name, description in CATALOGUE.items():
        make_practice(host_of(member), name, description=description)
    return member


def host_of(member) -> str:
    return member.cohort.visits[0].host


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("izin", ["Perizinan Online"]),
        ("mengizinkan", ["Perizinan Online"]),
        ("ekir", ["e-KIR"]),
        ("E-KIR", ["e-KIR"]),
        ("kendara", ["e-KIR"]),
        ("tangerang-live", ["Tangerang LIVE"]),
        ("pelayanan", ["Pelayanan Keliling", "e-KIR", "Lapor Cepat", "Tangerang LIVE"]),
        ("aplikasi pelayanan", ["Lapor Cepat", "Tangerang LIVE"]),
        ("adu", ["Lapor Cepat"]),
        ("112", ["Siaga 112"]),
        ("dar", ["Perizinan Online", "Siaga 112"]),
        ("cafe", ["Café Literasi"]),
        ("CAFÉ", ["Café Literasi"]),
        ("or", ["Café Literasi"]),
        ("zzz", []),
        ("izin zzz", []),
        ("izin OR zzz", []),
        ("heading:izin", []),
        ('"', []),
        ("izin & !", ["Perizinan Online"]),
        ("' ); drop", []),
        ("\\", []),
        ("%", []),
    ],
)
def test_the_same_words_find_the_same_practices_in_the_same_order(organizer, typed, names):
    page = list_practices(organizer.user, CatalogueView(search=typed))
    assert [practice.name for practice in page.rows] == names
    assert page.total == len(names)


def test_a_long_result_has_pages_and_the_one_beyond_the_end_is_the_last(organizer):
    for number in range(30):
        make_practice(host_of(organizer), f"Taman {number:02}" if number else "Taman Bacaan")
    pages = [list_practices(organizer.user, CatalogueView(search="taman", page=page)) for page in (1, 2, 9)]
    assert [(page.number, page.pages, page.total, len(page.rows)) for page in pages] == [
        (1, 2, 30, 25),
        (2, 2, 30, 5),
        (2, 2, 30, 5),
    ]
    assert pages[1].rows == pages[2].rows
    assert pages[1].rows[-1].name == "Taman Bacaan"


def test_what_is_edited_is_found_by_its_new_words_only(organizer):
    practice = make_practice(host_of(organizer), "Sampah Kita", description="bank sampah")
    practices.edit(practice, Facts("Taman Kota"), organizer.user, seen=practice.lock_version)
    db.session.commit()
    found = [list_practices(organizer.user, CatalogueView(search=word)).total for word in ("sampah", "taman")]
    assert found == [0, 1]
    words = sa.select(sa.func.count()).select_from(SearchText).where(SearchText.subject_id == practice.id)
    assert db.session.scalar(words) == 1


def test_only_an_organizer_of_a_visiting_cohort_writes(organizer):
    practice = make_practice(host_of(organizer), "Taman")
    elsewhere = make_membership(CohortRole.ORGANIZER).user
    participant = make_membership(cohort=organizer.cohort).user
    for actor in (elsewhere, participant):
        with pytest.raises(NotPermitted):
            practices.create(host_of(organizer), Facts("Baru"), actor)
        with pytest.raises(NotPermitted):
            practices.edit(practice, Facts("Baru"), actor, seen=practice.lock_version)
        with pytest.raises(NotPermitted):
            practices.retire(practice, actor, seen=practice.lock_version)


def test_a_name_is_there_once_at_a_host(organizer):
    with pytest.raises(Incomplete):
        practices.create(host_of(organizer), Facts("E-kir"), organizer.user)
    practice = make_practice(host_of(organizer), "Taman")
    with pytest.raises(Incomplete):
        practices.edit(practice, Facts("e-KIR"), organizer.user, seen=practice.lock_version)
    practices.edit(practice, Facts("TAMAN"), organizer.user, seen=practice.lock_version)


def test_a_retired_practice_is_offered_no_more_until_it_is_restored(organizer):
    practice = make_practice(host_of(organizer), "Taman")
    seen = practice.lock_version
    practices.retire(practice, organizer.user, seen=seen)
    names = {row.name for row in practices_at(organizer.cohort_id)}
    assert "Taman" not in names and "e-KIR" in names
    assert list_practices(organizer.user, CatalogueView(search="taman")).total == 0
    assert list_practices(organizer.user, CatalogueView(search="taman", retired=True)).total == 1
    with pytest.raises(ChangedMeanwhile):
        practices.restore(practice, organizer.user, seen=seen)
    with pytest.raises(NotPossibleNow):
        practices.retire(practice, organizer.user, seen=practice.lock_version)
    practices.restore(practice, organizer.user, seen=practice.lock_version)
    assert "Taman" in {row.name for row in practices_at(organizer.cohort_id)}
