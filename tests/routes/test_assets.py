"""Scripts, styles, font and icons: kept for a year under their version, asked for again without it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pka_tracker.routes.site import assets

YEAR = 365 * 24 * 3600


@pytest.fixture
def linked(app) -> list[str]:
    """Every file that the sign-in page names."""
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', app.test_client().get("/login").text)


def test_every_file_that_a_page_names_is_kept_for_a_year(app, linked):
    assert any(address.endswith("/js/app.js") for address in linked)
    for address in linked:
        answer = app.test_client().get(address)
        assert answer.status_code == 200, address
        assert answer.cache_control.max_age == YEAR
        assert answer.cache_control.immutable and answer.cache_control.public
        assert not answer.cache_control.no_cache


def test_what_scripts_and_styles_refer_to_has_the_version_too(app):
    """A relative address inherits it; an absolute one, or a query, would not."""
    folder = Path(app.static_folder)
    found = 0
    for path in [*folder.glob("js/*.js"), *folder.glob("css/*.css")]:
        for named in re.findall(r'(?:from |import |import\(|url\()"([^"#][^"]*)"', path.read_text()):
            found += 1
            assert named.startswith(("./", "../")), (path.name, named)
            assert (path.parent / named).resolve().is_relative_to(folder), (path.name, named)
            assert (path.parent / named).exists(), (path.name, named)
    assert found > 10


@pytest.mark.parametrize(
    "address", ["/static/js/app.js", "/static/v-0123456789ab/js/app.js", "/static/js/app.js?v=1"]
)
def test_a_file_without_its_version_is_asked_for_again(app, address):
    client = app.test_client()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["js/none.js", "../config.py", "%2e%2e/__init__.py", "js"])
def test_what_is_no_asset_is_not_found(app, name):
    answer = app.test_client().get(f"/static/v-{assets.version_of(app)}/{name}")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers["Cache-Control"]


def test_the_version_follows_the_content_and_the_names(tmp_path):
    seen = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "2")):
        for path in tmp_path.iterdir():
            path.unlink()
        (tmp_path / name).write_text(text)
        seen.add(assets._hash_of.__wrapped__(tmp_path))
    assert len(seen) == 3


def test_the_version_is_read_once(app, monkeypatch):
    version = assets.version_of(app)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("read again"))
    assert assets.version_of(app) == version
