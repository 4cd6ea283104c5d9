"""The evaluation behind a letter's link: saved while it is typed, kept on the device, sent once; nobody signs in."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from pka_tracker.models.accounts.secret import draw, fingerprint

SAVED = re.compile(r"^Tersimpan \d\d:\d\d WITA")
REMARKS = "[name=remarks]"


@pytest.fixture
def link(live_database):
    """The link of a letter that nobody has answered."""
    token = draw()
    renew = sa.text(
        "UPDATE post_evaluation SET token_hash = :hash, ends_at = :ends, submitted_at = NULL, content = '{}'"
        " WHERE id = (SELECT max(id) FROM post_evaluation)"
    )
    engine = sa.create_engine(live_database)
    with engine.begin() as connection:
        connection.execute(renew, {"hash": fingerprint(token), "ends": datetime(2099, 1, 1)})  # noqa: DTZ001
    engine.dispose()
    return f"/evaluations/{token}"


def state(page):
    return page.locator("form[data-autosave] [data-save-state]")


def test_it_saves_by_itself_and_is_sent_by_the_button(page_at, link, axe, overflow):
    page = page_at(360)
    page.goto(link)
    assert axe(page) == [] and overflow(page) <= 0
    page.check("[name=outcome][value=changed]")
    page.fill(REMARKS, "Sudah dipakai tiga kecamatan.")
    expect(state(page)).to_have_text(re.compile(SAVED.pattern + "$"))
    page.reload()
    expect(page.locator(REMARKS)).to_have_value("Sudah dipakai tiga kecamatan.")
    page.fill("[name^=indicators-] >> nth=0", "dua belas")
    expect(state(page)).to_have_text("Tersimpan, kecuali isian yang ditandai")
    page.fill("[name^=indicators-] >> nth=0", "12,5")
    for name in ("behaviour", "impact"):
        page.check(f"[name={name}][value='4']")
    page.click("[name=send]")
    expect(page.locator("h1")).to_have_text("Terima kasih")


def test_a_second_window_is_not_overwritten(page_at, link):
    page = page_at(1280)
    page.goto(link)
    other = page.context.new_page()
    other.goto(link)
    other.fill(REMARKS, "Dari telepon.")
    expect(state(other)).to_have_text(re.compile(SAVED.pattern + "$"))
    page.fill(REMARKS, "Dari kantor.")
    state(page).get_by_role("button").click()
    expect(page.locator(".both-texts")).to_contain_text("Dari telepon.")
    expect(page.locator(REMARKS)).to_have_value("Dari kantor.")


def test_what_no_network_took_comes_back_on_this_device(page_at, link):
    page = page_at(360)
    page.goto(link)
    page.context.set_offline(True)
    page.fill(REMARKS, "Ditulis di perahu.")
    expect(state(page)).to_contain_text("Hanya di perangkat ini")
    page.close(run_before_unload=False)
    context = page.context
    context.set_offline(False)
    page = context.new_page()
    page.goto(link)
    expect(page.locator(REMARKS)).to_have_value("Ditulis di perahu.")
    expect(state(page)).to_have_text(SAVED)
