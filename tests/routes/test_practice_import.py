"""A whole catalogue from a file, in the browser."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.headings import plain
from pka_tracker.forms.practices.practice_import import FIELDS, ORDER
from pka_tracker.models import CohortRole, Practice
from pka_tracker.routes.practices.practice_import import field_words
from pka_tracker.words import speaking
from tests import factories

CSV = (
    "Nama;Kategori;Deskripsi;Dapat direplikasi;Tautan\n"
    "LAKSA;;Aspirasi warga;;\n"
    "SIMASN;Kepegawaian;;;\n"
    "Baru;Sosial;<b>tebal</b>;ya;https://example.org\n"
    "<b>Aneh</b>;;;mungkin;\n"
    "=Rumus;;;;javascript:alert(1)\n"
    "Kembar;;;;\nKEMBAR;;;;\n"
)


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def choose(client, host, data=CSV):
    file = (io.BytesIO(data.encode() if isinstance(data, str) else data), "katalog.csv")
    return client.post("/practices/import/", data={"host": host, "file": file})


def carried(page) -> dict[str, str]:
    """The hidden fields of the preview."""
    inputs = re.findall(r'name="(host|rows|seen)" type="hidden" value="([^"]*)"', page.text)
    assert len(inputs) == 3
    return {name: unescape(value) for name, value in inputs}


def names(host) -> set[str]:
    return {p.name for p in db.session.query(Practice).filter_by(host=host).populate_existing()}


def test_nothing_is_written_until_it_is_confirmed_and_then_once(organizer, sign_in):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    page = choose(client, host)
    assert page.status_code == 200 and "Import 2 practices" in page.text
    assert "&lt;b&gt;Aneh" in page.text and "<b>Aneh" not in page.text
    assert names(host) == {"LAKSA", "SIMASN"}
    assert client.post("/practices/import/confirm", data=carried(page)).status_code == 303
    assert names(host) == {"LAKSA", "SIMASN", "Baru"}
    laksa = db.session.query(Practice).filter_by(host=host, name="LAKSA").one()
    assert (laksa.category, laksa.replicable, laksa.description) == ("Pengaduan", True, "Aspirasi warga")
    assert "Baru" in client.get("/practices/?q=sosial").text
    again = choose(client, host)
    assert "There is nothing to import" in again.text
    assert client.post("/practices/import/confirm", data=carried(again)).status_code == 303
    assert names(host) == {"LAKSA", "SIMASN", "Baru"}


def test_what_changed_since_the_preview_is_shown_again(organizer, sign_in):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    page = choose(client, host)
    factories.make_practice(host, "Baru", category="Lain")
    refused = client.post("/practices/import/confirm", data=carried(page))
    assert refused.status_code == 409 and "The catalogue changed meanwhile" in refused.text
    assert db.session.query(Practice).filter_by(host=host, name="Baru").one().category == "Lain"
    assert client.post("/practices/import/confirm", data=carried(refused)).status_code == 303


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_refused_is_reported_with_the_reason(organizer, sign_in, kind):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    page = choose(client, host)
    report = client.post("/practices/import/report", data=carried(page) | {"kind": kind})
    assert report.headers["Content-Disposition"].startswith("attachment")
    mended = choose(client, host, report.data)
    assert mended.status_code == 200 and "Refused</dt><dd>4" in mended.text
    if kind == "csv":
        text = report.data.decode("utf-8-sig")
        assert "'=Rumus" in text and "\n=" not in text and "Write ya or tidak" in text


@pytest.mark.parametrize("rows", ["", "[", "[[1]]", "[[1, 2]]", "{}", '[["x", {}]]', "[" * 5000])
def test_rows_that_were_tampered_with_are_refused(organizer, sign_in, rows):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    answer = client.post("/practices/import/confirm", data={"host": host, "rows": rows, "seen": "x"})
    assert answer.status_code in (409, 422)
    assert names(host) == {"LAKSA", "SIMASN"}


def test_only_an_organizer_imports_and_only_for_a_host_that_is_visited(organizer, sign_in):
    host = organizer.cohort.visits[0].host
    client = sign_in(organizer.user)
    page = choose(client, host)
    others = factories.make_membership(CohortRole.ORGANIZER).user, factories.make_membership().user
    for other in others:
        stranger = sign_in(other)
        for end in ("confirm", "report"):
            assert stranger.post(f"/practices/import/{end}", data=carried(page)).status_code == 403
    assert choose(sign_in(others[1]), host).status_code == 403
    assert choose(sign_in(others[0]), host).status_code == 422
    nothing = client.post("/practices/import/", data={"host": host})
    assert nothing.status_code == 422 and "Choose a file." in nothing.text


@pytest.mark.parametrize("locale", ["id", "en"])
def test_our_own_headings_are_read_in_both_languages(app, locale):
    with speaking(locale):
        heads = field_words()
    assert {field: FIELDS.get(plain(head)) for field, head in heads.items()} == {f: f for f in ORDER}


def test_a_row_of_another_host_is_refused_and_its_name_is_free(organizer, sign_in):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    page = choose(client, host, f"Nama;Lokus\nBaru;{host.upper()}\nLAKSA;Kota Lain\nLAKSA;\n")
    assert "This row is of another host." in page.text and "more than once" not in page.text
    assert client.post("/practices/import/confirm", data=carried(page)).status_code == 303
    assert names(host) == {"LAKSA", "SIMASN", "Baru"}


def test_a_catalogue_of_211_rows_is_judged_in_few_statements(organizer, sign_in, count_queries):
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    rows = "".join(f"Aplikasi {n};Kategori {n % 9};Uraian layanan {n};ya;\n" for n in range(211))
    with count_queries() as seen:
        page = choose(client, host, CSV.splitlines()[0] + "\n" + rows)
    assert len(seen) <= 6 and "Import 211 practices" in page.text
    assert client.post("/practices/import/confirm", data=carried(page)).status_code == 303
    assert len(names(host)) == 213
