"""What a preview shows before anything is written: which columns were read, and what each row brings."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pka_tracker.forms.sheets import read_sheet
from pka_tracker.models import CohortRole
from tests import factories
from tests.routes.test_people_import import carried, choose
from tests.routes.test_practice_import import choose as choose_catalogue

LIST = "NDH;Nama Lengkap;NIP;Email;Jabatan;Perangkat Daerah;Kelompok;Nama Mentor;No. HP;Keterangan\n"
ANDI = "7;Andi;197503032000121005;andi@example.org;Camat;Kecamatan Kakas;Kelompok 1;{mentor};0812;\n"


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def shown(page) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_the_preview_says_which_columns_were_read_and_which_were_not(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = choose(client, cohort_id, LIST + ANDI.format(mentor=""))
    assert "Columns that were read: NDH, Nama Lengkap, NIP, Email, Jabatan," in shown(page)
    assert "Not read: No. HP, Keterangan" in shown(page)
    columns = unescape(re.search(r'name="columns" type="hidden" value="([^"]*)"', page.text)[1])
    told = carried(page, columns=columns)
    again = client.post(f"/cohorts/{cohort_id}/import/preview", data=told)
    assert "Not read: No. HP, Keterangan" in shown(again)
    for broken in ("", "[", "7", '{"a": 1}', '[["<b>"], 3]'):
        tampered = client.post(f"/cohorts/{cohort_id}/import/preview", data=told | {"columns": broken})
        assert tampered.status_code == 200 and "Not read" not in tampered.text


def test_a_new_row_shows_what_it_will_contain(organizer, sign_in):
    mentor = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = shown(choose(client, cohort_id, LIST + ANDI.format(mentor=mentor.name)))
    for told in (
        "Roster number (NDH): 7",
        "NIP: 197503032000121005",
        "E-mail address: andi@example.org",
        "Position: Camat",
        "Agency: Kecamatan Kakas – Kabupaten Minahasa",
        "Group: Kelompok 1",
        f"Mentor: {mentor.name}",
    ):
        assert told in page


def test_somebody_whose_profile_is_not_touched_shows_only_the_membership(organizer, sign_in):
    elsewhere = factories.make_membership().user
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    line = f"7;{elsewhere.name};{elsewhere.nip};;Lurah;;Kelompok 1;;;\n"
    page = shown(choose(client, cohort_id, LIST + line))
    assert "Group: Kelompok 1" in page and "Lurah" not in page


def test_agencies_and_a_catalogue_show_it_too(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    text = "No;Perangkat Daerah;Jenis;Kab/Kota;Alamat\n1;Inspektorat;inspektorat;Kota Bitung;Jl. A\n"
    page = shown(choose(client, cohort_id, text, "agencies"))
    assert "Kind: inspektorat · Region: Kota Bitung" in page and "Not read: No, Alamat" in page
    data = "Nama;Kategori;Dapat Direplikasi?;Tahun\nBaru;Sosial;ya;2020\n"
    page = shown(choose_catalogue(client, organizer.cohort.visits[0].host, data))
    assert "Columns that were read: Nama, Kategori, Dapat Direplikasi?" in page and "Not read: Tahun" in page
    assert "Category: Sosial" in page and "Offered for replication: Yes" in page


def test_a_catalogue_shows_what_changes_to_what_and_names_that_are_only_written_differently(
    organizer, sign_in
):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    data = (
        "Nama;Kategori;Dapat Direplikasi?;Uraian\nLAKSA;Aduan;tidak;\nSim-ASN;;;\nsimasn;;;\nLain;;mungkin;\n"
    )
    page = shown(choose_catalogue(client, host, data))
    assert "Category: Pengaduan → Aduan" in page and "Offered for replication: Yes → No" in page
    assert "The catalogue has it as “SIMASN”" in page and "Name: SIMASN → simasn" in page
    assert "It is written almost like “SIMASN”" in page and "2 rows want a second look" in page
    assert "Write ya or tidak for replication." in page


def test_a_catalogue_has_an_empty_table_to_fill_in(organizer, sign_in):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    assert "/practices/import/template.xlsx" in client.get("/practices/import/").text
    answer = client.get("/practices/import/template.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="katalog.xlsx"'
    ((_number, heads),) = read_sheet(answer.data)
    cells = dict.fromkeys(heads, "") | {"Name": "Baru", "Offered for replication": "ya"}
    filled = ";".join(heads) + "\n" + ";".join(cells.values()) + "\n"
    page = shown(choose_catalogue(client, host, filled))
    assert "Import 1 practice" in page and "Not read" not in page
    stranger = factories.make_membership().user
    assert sign_in(stranger).get("/practices/import/template.xlsx").status_code == 403
