"""Nothing typed is lost: without a network, without a session, with two tabs, with an impatient finger."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

ZONE = ZoneInfo("Asia/Makassar")
SAVED = re.compile(r"^Tersimpan \d\d:\d\d WITA$")
URGENCY = 'input[name="issues-{row}-urgency"][value="{score}"]'


def open_section(page, key):
    """One's own plan, at a section to write."""
    page.goto("/plans/new")
    plan = page.url
    page.goto(f"{plan}/sections/{key}")
    return plan


def saver(page):
    """Where a form that saves by itself says how it stands."""
    return page.locator("form[data-autosave] [data-save-state]")


def type_in(page, selector, text):
    """Type something new; from this moment the page must not say that all is saved."""
    page.fill(selector, text)
    expect(saver(page)).to_have_attribute("data-state", re.compile("unsaved|saving|problem"))


def forget_session(page):
    """What happens to a tab that stays open overnight."""
    assert [cookie["name"] for cookie in page.context.cookies()] == ["pka_session"]
    page.context.clear_cookies()


def sign_in_here(page, account):
    """Fill in the sign-in form of the page that is open."""
    page.fill("input[name=email]", f"{account}@demo.test")
    page.fill("input[name=password]", "amati-tiru-modifikasi")
    page.click("form:has(input[name=password]) .button--primary")


def press_twice(page, ending):
    """Press a page's button again while the first press is on its way; how many forms were sent."""
    held = []
    page.route(
        f"**{ending}",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    button = page.locator("main form .button--primary")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.click(*place)
    page.mouse.click(*place)
    for route in held:
        route.continue_()
    return len(held)


def row_texts(page):
    return page.locator("[data-row] textarea[name$='-issue']")


@pytest.mark.parametrize(("locale", "word"), [("id", "Tersimpan"), ("en", "Saved")])
def test_what_is_typed_is_saved_and_the_page_says_when(page_at, enter, locale, word):
    page = page_at(360, locale)
    enter(page, "peserta18")
    open_section(page, "background")
    before = datetime.now(UTC).astimezone(ZONE)
    type_in(page, "[name=gap]", f"Selisih 12 hari ({locale})")
    expect(saver(page)).to_have_attribute("data-state", "saved")
    told = saver(page).inner_text()
    times = [f"{word} {moment:%H:%M} WITA" for moment in (before, datetime.now(UTC).astimezone(ZONE))]
    assert told in times
    page.reload()
    expect(page.locator("[name=gap]")).to_have_value(f"Selisih 12 hari ({locale})")


def test_saving_moves_the_meter_of_completeness(page_at, enter):
    page = page_at()
    enter(page, "peserta38")
    open_section(page, "goals")
    meter = page.locator("[data-meter] progress")
    full = int(meter.get_attribute("value"))
    type_in(page, "[name=short]", "")
    expect(saver(page)).to_have_text(SAVED)
    assert int(page.locator("[data-meter] progress").evaluate("meter => meter.value")) < full
    type_in(page, "[name=short]", "Berlaku di tiga kecamatan sampai akhir pelatihan")
    expect(meter).to_have_js_property("value", full)


def test_what_follows_from_a_row_follows_each_save(page_at, enter):
    page = page_at(360)
    enter(page, "peserta38")
    open_section(page, "budget")
    rows, total = page.locator("[data-row]"), page.locator("[data-total]")
    said = page.locator("[data-row-derived]")
    before, count = total.inner_text(), rows.count()
    page.click("[data-row-add]")
    page.locator(f"[name=rows-{count}-need]").fill("Perangkat uji")
    page.locator(f"[name=rows-{count}-volume]").fill("2")
    price = page.locator(f"[name=rows-{count}-price]")
    price.press_sequentially("1.500")
    price.evaluate("input => input.setSelectionRange(2, 2)")
    expect(said.nth(count)).to_have_text("Jumlah: Rp3.000")
    expect(total).not_to_have_text(before)
    expect(price).to_be_focused()
    assert price.evaluate("input => [input.value, input.selectionStart]") == ["1.500", 2]
    box = page.locator("[data-missing] summary")
    expect(box).to_have_text("Yang masih kurang (1)")
    box.click()
    page.locator(f"[name=rows-{count}-unit]").fill("unit")
    expect(page.locator("[data-missing] li")).to_contain_text(["Sumber"])
    expect(page.locator("[data-missing] details")).to_have_attribute("open", "")
    page.locator(f"[name=rows-{count}-source]").fill("APBD")
    expect(box).to_have_count(0)
    # While a save is on its way, its row trades places: the words go with it.
    rows.nth(count).locator("[data-row-up]").click()
    expect(said.nth(count - 1)).to_have_text("Jumlah: Rp3.000")
    rows.nth(count - 1).locator("[data-row-remove]").click()
    expect(total).to_have_text(before)


def test_ranks_follow_each_save(page_at, enter):
    page = page_at()
    enter(page, "peserta28")
    open_section(page, "diagnosis")
    count = page.locator("[data-row]").count()
    page.click("[data-row-add]")
    for name in ("urgency", "seriousness", "growth"):
        page.check(f'input[name="issues-{count}-{name}"][value="5"]', force=True)
    said = page.locator("[data-row-derived]")
    expect(said.nth(count)).to_have_text("Skor 125, peringkat 1")
    expect(said.nth(0)).to_contain_text("peringkat 2")


def test_dates_that_cannot_be_meant_are_said_at_their_fields(page_at, enter):
    page = page_at(360)
    enter(page, "peserta13")
    open_section(page, "milestones")
    start, finish = page.locator("[name=rows-0-starts_on]"), page.locator("[name=rows-0-ends_on]")
    was = finish.input_value()
    said = page.locator("[data-row]").nth(0).locator("[data-remark]")
    finish.fill(f"{int(start.input_value()[:4]) - 1}-01-15")
    expect(said.nth(1)).to_contain_text("Tahapan 1 selesai sebelum mulai")
    expect(said.nth(0)).to_be_visible()
    assert "selesai sebelum mulai" in finish.evaluate(
        "input => document.getElementById(input.getAttribute('aria-describedby')).textContent"
    )
    expect(saver(page).last).to_have_text(SAVED)
    page.click("[data-row-add]")
    expect(page.locator("[data-row]").last.locator("[data-remark]").first).to_be_hidden()
    finish.fill(was)
    expect(said.nth(1)).to_be_hidden()


def test_a_note_written_without_a_network_is_saved_when_it_is_back(page_at, enter):
    page = page_at(360)
    enter(page, "peserta19")
    page.goto("/notes/new")
    page.click("main form .button--primary")
    page.wait_for_url("**/edit")
    page.context.set_offline(True)
    type_in(page, "[name=context-practice]", "Dicatat di lorong tanpa sinyal")
    page.fill("[name=lessons-first]", "Tulis dulu, kirim kemudian")
    expect(saver(page)).to_contain_text("Hanya di perangkat ini: tidak ada sambungan")
    page.fill("[name=compare-gap]", "Ditambah selagi terputus")
    page.context.set_offline(False)
    expect(saver(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("[name=context-practice]")).to_have_value("Dicatat di lorong tanpa sinyal")
    expect(page.locator("[name=lessons-first]")).to_have_value("Tulis dulu, kirim kemudian")
    expect(page.locator("[name=compare-gap]")).to_have_value("Ditambah selagi terputus")


def test_a_page_whose_session_ended_saves_after_signing_in_elsewhere(page_at, enter):
    page = page_at()
    enter(page, "peserta21")
    open_section(page, "background")
    forget_session(page)
    type_in(page, "[name=legal_basis]", "Diketik setelah sesi berakhir")
    link = saver(page).locator("a")
    expect(link).to_be_visible()
    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    sign_in_here(other, "peserta21")
    other.wait_for_url(lambda url: urlsplit(url).path != "/login")
    page.bring_to_front()
    # Playwright keeps all tabs focused, so this one is told that its reader came back.
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(saver(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("[name=legal_basis]")).to_have_value("Diketik setelah sesi berakhir")


def test_a_button_pressed_after_the_session_ended_keeps_the_text(page_at, enter):
    page = page_at()
    enter(page, "peserta31")
    open_section(page, "background")
    forget_session(page)
    page.fill("[name=legal_basis]", "Ditekan terlambat")
    page.click(".submit-bar .button--primary")
    expect(page.locator(".kept-text", has_text="Ditekan terlambat")).to_be_visible()
    sign_in_here(page, "peserta31")
    expect(page.locator(".kept-text", has_text="Ditekan terlambat")).to_be_visible()
    page.click("main form .button--primary")
    page.wait_for_url("**/sections/background")
    expect(page.locator("[name=legal_basis]")).to_have_value("Ditekan terlambat")
    page.reload()
    expect(page.locator("[name=legal_basis]")).to_have_value("Ditekan terlambat")


def test_two_tabs_on_one_section_lose_neither_text(page_at, enter):
    first = page_at()
    enter(first, "peserta11")
    open_section(first, "innovation")
    second = first.context.new_page()
    second.goto(first.url)
    type_in(first, "[name=novelty]", "Dari jendela pertama")
    expect(saver(first)).to_have_text(SAVED)
    type_in(second, "[name=novelty]", "Dari jendela kedua")
    expect(saver(second)).to_have_attribute("data-state", "problem")
    saver(second).locator("button").click()
    both = second.locator(".both-texts")
    expect(both).to_contain_text("Dari jendela pertama")
    expect(both).to_contain_text("Dari jendela kedua")
    expect(both.locator("ins")).to_have_count(2)
    expect(second.locator("[name=novelty]")).to_have_value("Dari jendela kedua")
    first.reload()
    expect(first.locator("[name=novelty]")).to_have_value("Dari jendela pertama")

    second.fill("[name=novelty]", "Dari jendela pertama dan kedua")
    expect(saver(second)).to_have_attribute("data-state", "choice")
    second.click(".submit-bar .button--primary")
    expect(second.locator(".flash--success")).to_be_visible()
    first.reload()
    expect(first.locator("[name=novelty]")).to_have_value("Dari jendela pertama dan kedua")


def test_a_double_click_submits_once(page_at, enter):
    page = page_at()
    enter(page, "peserta20")
    page.goto("/plans/new")
    plan = page.url
    versions = page.locator("a[href*='/versions/']")
    before = versions.count()
    for action in ("withdraw", "submit"):
        page.goto(f"{plan}/{action}")
        assert press_twice(page, f"/{action}") == 1
        page.wait_for_url(plan)
        expect(page.locator(".flash")).to_have_count(1)
        expect(page.locator(".flash--success")).to_be_visible()
    expect(versions).to_have_count(before + 1)


def test_rows_are_added_and_moved(page_at, enter):
    page = page_at(360)
    enter(page, "peserta28")
    open_section(page, "diagnosis")
    rows = page.locator("[data-row]")
    count = rows.count()
    page.click("[data-row-add]")
    expect(rows).to_have_count(count + 1)
    expect(page.locator(f"[name=issues-{count}-issue]")).to_be_focused()
    page.keyboard.type("Isu yang ditambah")
    page.check(URGENCY.format(row=count, score=4), force=True)
    rows.nth(count).locator("[data-row-up]").click()
    expect(row_texts(page).nth(count - 1)).to_have_value("Isu yang ditambah")
    expect(page.locator(URGENCY.format(row=count - 1, score=4))).to_be_checked()
    expect(saver(page)).to_have_text(SAVED)
    page.reload()
    expect(row_texts(page).nth(count - 1)).to_have_value("Isu yang ditambah")
    expect(page.locator(URGENCY.format(row=count - 1, score=4))).to_be_checked()


def test_rows_are_removed_and_brought_back(page_at, enter):
    page = page_at()
    enter(page, "peserta38")
    open_section(page, "diagnosis")
    rows, texts = page.locator("[data-row]"), row_texts(page)
    first, second, count = texts.nth(0).input_value(), texts.nth(1).input_value(), rows.count()
    rows.nth(1).locator("[data-row-remove]").click()
    expect(rows).to_have_count(count - 1)
    page.click(".row-removed button")
    expect(texts.nth(1)).to_have_value(second)
    rows.nth(0).locator("[data-row-remove]").click()
    expect(rows).to_have_count(count - 1)
    expect(saver(page)).to_have_text(SAVED)
    page.reload()
    expect(rows).to_have_count(count - 1)
    expect(texts.nth(0)).to_have_value(second)
    assert first != second


def test_a_plan_prints_without_the_furniture_of_the_screen(page_at, enter):
    page = page_at()
    enter(page, "peserta26")
    page.goto("/plans/new")
    page.goto(page.locator("a[href$='/versions/1']").first.get_attribute("href"))
    expect(page.locator(".site-header")).to_be_visible()
    page.emulate_media(media="print")
    for furniture in (".site-header", ".main-nav", ".site-footer", ".skip-link", ".back", ".button"):
        for element in page.locator(furniture).all():
            expect(element).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".document section").first).to_be_visible()
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 20_000
