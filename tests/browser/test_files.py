"""Files with a real browser: a photo from a phone, its thumbnail, what is too large, and gone again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.unit.test_content import picture


def test_a_photo_is_sent_shown_and_removed_on_a_phone(page_at, enter, axe, overflow):
    page = page_at(360)
    enter(page, "peserta01")
    page.goto("/notes/new")
    page.click("main .button--primary")
    page.goto(page.url.split("#")[0].replace("/edit", "/files"))
    address = page.url
    photo = {"name": "IMG_20261012.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG")}
    page.set_input_files("#camera", photo)
    expect(page.locator("[data-uploads-list] li[data-state=kept]")).to_have_count(1)
    shown = page.locator(".files img")
    expect(shown).to_have_count(1)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 320)
    wrong = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    large = {"name": "rapat.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2_000}
    page.evaluate("document.querySelector('[data-uploads]').dataset.most = 1000")
    page.set_input_files("#files", [wrong, large])
    refused = page.locator("[data-uploads-list] li[data-state=refused]")
    expect(refused).to_have_count(2)
    expect(refused.nth(1)).to_contain_text("20 MB")
    assert overflow(page) <= 0 and axe(page) == []
    page.goto(address)
    page.click(".files a:has-text('Hapus')")
    page.click("main .button--danger")
    expect(page.locator(".files li")).to_have_count(0)
    assert overflow(page) <= 0 and axe(page) == []


def test_without_scripts_too_large_a_request_still_gets_its_answer(page_at, tmp_path):
    page = page_at(360, java_script_enabled=False)
    page.goto("/login")
    page.fill("input[name=email]", "peserta01@demo.test")
    page.fill("input[name=password]", "amati-tiru-modifikasi")
    page.click("form:has(input[name=password]) .button--primary")
    page.goto("/notes/new")
    page.click("main .button--primary")
    page.goto(page.url.split("#")[0].replace("/edit", "/files"))
    sent = [tmp_path / f"{number}.pdf" for number in range(4)]
    for path in sent:
        path.write_bytes(b"%PDF" + bytes(16_000_000))
    page.set_input_files("#files", sent)
    page.click("main .button--primary")
    expect(page.locator(".lead")).to_contain_text("60 MB")
