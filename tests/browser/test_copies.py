"""The copy on this device: back in the fields, beside what is saved, never in another person's hands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import mentor_of, open_review_again
from tests.browser.test_anchors import SELECT

SAVED = re.compile(r"^Saved \d\d:\d\d WITA")
PASSWORD = "amati-tiru-modifikasi"
NO_ANSWER = """
const send = window.fetch;
window.fetch = (address, options) =>
  options?.headers?.["X-Account"] ? Promise.reject(new TypeError("lost")) : send(address, options);
"""

#: What an open tab holds is taken over when it closes, and held a while longer, as by a process that ends slowly.
HOLD_ON = """async () => {
  for (const { name } of (await navigator.locks.query()).held)
    navigator.locks.request(name, () => new Promise((done) => setTimeout(done, 1500)));
}"""


def open_section(page, key):
    page.goto("/plans/new")
    page.goto(f"{page.url}/sections/{key}")
    return page.url


def state(page):
    return page.locator("form[data-autosave]:has([name=seen]) [data-save-state]")


def type_unsent(page, selector, text):
    """Type where nothing reaches the server, until the page says where the text is."""
    page.evaluate(NO_ANSWER)
    page.fill(selector, text)
    expect(state(page)).to_contain_text("Only on this device")


def kill(page):
    """The tab is gone without a word; another one is opened later."""
    context = page.context
    page.close()
    return context.new_page()


def sign_in_in_place(page, account, password=PASSWORD):
    state(page).get_by_role("button", name="Sign in").click()
    page.fill("dialog input[name=email]", f"{account}@demo.test")
    page.fill("dialog input[name=password]", password)
    page.click("dialog .button--primary")


def test_text_of_a_killed_tab_comes_back_and_is_saved(page_at, enter):
    page = page_at(locale="en")
    enter(page, "peserta28")
    address = open_section(page, "scope")
    type_unsent(page, "[name=inside]", "Only typed,\nnever sent <b>yet</b>")
    page = kill(page)
    page.goto("/")
    notice = page.locator(".notice", has_text="On this device there is text that was not saved")
    notice.locator("a").click()
    page.wait_for_url(address)
    expect(page.locator("[name=inside]")).to_have_value("Only typed,\nnever sent <b>yet</b>")
    expect(state(page)).to_have_text(
        re.compile(SAVED.pattern + " · what was only on this device is back in the fields$")
    )
    page.goto("/")
    expect(notice).to_have_count(0)
    page.goto(address)
    expect(page.locator("[name=inside]")).to_have_value("Only typed,\nnever sent <b>yet</b>")
    expect(state(page)).to_have_text(re.compile(SAVED.pattern + "$"))


def test_a_tab_that_is_slow_to_close_gives_its_text_back_too(page_at, enter):
    page = page_at(locale="en")
    enter(page, "peserta28")
    address = open_section(page, "scope")
    type_unsent(page, "[name=outside]", "Typed in a tab that closes slowly")
    keeper = page.context.new_page()
    keeper.goto("/login")
    keeper.evaluate(HOLD_ON)
    page = kill(page)
    page.goto(address)
    expect(page.locator("[name=outside]")).to_have_value("Typed in a tab that closes slowly")
    expect(state(page)).to_have_text(re.compile(SAVED.pattern))


@pytest.mark.parametrize("choice", ["Use this text", "Discard"])
def test_both_texts_are_shown_where_the_server_has_another(page_at, enter, axe, overflow, choice):
    page, elsewhere = page_at(360, locale="en"), page_at(locale="en")
    enter(page, "peserta38")
    enter(elsewhere, "peserta38")
    address = open_section(page, "benefits")
    field = page.locator("form[data-autosave] textarea").first.get_attribute("name")
    mine = f"Typed <i>on the phone</i>: {choice}"
    type_unsent(page, f"[name={field}]", mine)
    elsewhere.goto(address)
    elsewhere.fill(f"[name={field}]", f"Typed at the desk: {choice}")
    expect(state(elsewhere)).to_have_text(SAVED)
    page = kill(page)
    page.goto(address)
    notice = page.locator(".notice", has_text="On this device there is text that was not saved")
    expect(notice.locator(".text-block")).to_have_text([mine])
    expect(page.locator(f"[name={field}]")).to_have_value(f"Typed at the desk: {choice}")
    assert axe(page) == []
    assert overflow(page) <= 0
    notice.get_by_role("button", name=choice).click()
    expect(notice).to_have_count(0)
    kept = mine if choice == "Use this text" else f"Typed at the desk: {choice}"
    expect(state(page)).to_have_text(SAVED)
    page.goto(address)
    expect(page.locator(f"[name={field}]")).to_have_value(kept)
    expect(notice).to_have_count(0)


def test_who_signs_in_again_in_place_goes_on(page_at, enter, axe):
    page = page_at(360, locale="en")
    enter(page, "peserta21")
    address = open_section(page, "scope")
    page.context.clear_cookies()
    page.fill("[name=inside]", "Typed after the session ended")
    expect(state(page)).to_contain_text("Your session ended")
    expect(state(page).locator("a")).to_have_attribute("target", "_blank")
    sign_in_in_place(page, "peserta21", "wrong password")
    dialog = page.get_by_role("dialog", name="Your session ended")
    expect(dialog.get_by_role("alert")).to_contain_text("is not right")
    assert axe(page) == []
    dialog.locator("input[name=password]").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(state(page)).to_have_text(SAVED)
    assert page.url == address
    page.click(".submit-bar .button--primary")
    expect(page.locator(".flash--success")).to_be_visible()
    expect(page.locator("[name=inside]")).to_have_value("Typed after the session ended")


def test_another_account_never_gets_the_text(page_at, enter):
    page = page_at(locale="en")
    enter(page_at(locale="en"), "peserta11")
    enter(page, "peserta31")
    address = open_section(page, "scope")
    page.context.clear_cookies()
    page.fill("[name=inside]", "For the first account only")
    expect(state(page)).to_contain_text("Your session ended")
    sign_in_in_place(page, "peserta11")
    expect(state(page)).to_contain_text("Another account is signed in now")
    page.click(".submit-bar .button--primary")
    expect(state(page)).to_contain_text("Another account is signed in now")
    page = kill(page)
    page.goto("/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main .notice", has_text="On this device")).to_have_count(0)
    page.context.clear_cookies()
    enter(page, "peserta31")
    page.goto(address)
    expect(page.locator("[name=inside]")).to_have_value("For the first account only")
    expect(state(page)).to_have_text(SAVED)


def test_signing_out_keeps_what_was_not_sent(page_at, enter):
    page = page_at(locale="en")
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, "peserta28")
    address = open_section(page, "background")
    type_unsent(page, "[name=gap]", "Typed, then signed out")
    page.click(".account-menu summary")
    page.click(".account-menu .link-button")
    page.wait_for_url("**/login")
    enter(page, "peserta28")
    page.goto(address)
    expect(page.locator("[name=gap]")).to_have_value("Typed, then signed out")
    expect(state(page)).to_have_text(SAVED)


def test_rows_of_a_killed_tab_come_back_once(page_at, enter):
    page = page_at(locale="en")
    enter(page, "peserta38")
    address = open_section(page, "team")
    names = page.locator("[data-row] [name$='-name']")
    before = [name.input_value() for name in names.all()]
    page.click("[data-row-add]")
    page.click("[data-row-add]")
    type_unsent(page, f"[name=rows-{len(before)}-name]", "First new row")
    names.last.fill("Second new row")
    expect(state(page)).to_contain_text("Only on this device")
    page.wait_for_timeout(100)
    page = kill(page)
    for _ in range(2):
        page.goto(address)
        names = page.locator("[data-row] [name$='-name']")
        expect(names).to_have_count(len(before) + 2)
        expect(state(page)).to_have_text(SAVED)
        assert [name.input_value() for name in names.all()] == [*before, "First new row", "Second new row"]


def test_a_comment_on_words_comes_back_with_them_and_is_written_once(page_at, enter, live_database):
    page = page_at(locale="en")
    enter(page, mentor_of(live_database, "peserta32"))
    open_review_again(page, live_database, "peserta32")
    address = page.url
    words = page.evaluate(SELECT)
    page.locator("[data-quote-offer] button").click()
    form = page.locator("#background .desk__write form")
    form.locator("textarea").fill("Where does this come from?")
    expect(form.locator("[data-save-state]")).to_have_text(SAVED)
    page.evaluate(NO_ANSWER)
    form.locator("textarea").fill("Where does this figure come from?")
    expect(form.locator("[data-save-state]")).to_contain_text("Only on this device")
    page = kill(page)
    page.goto(address)
    form = page.locator("#background .desk__write form")
    expect(form.locator("[data-save-state]")).to_have_text(SAVED)
    expect(form.locator("textarea")).to_have_value("Where does this figure come from?")
    expect(form.locator("blockquote")).to_have_text(words)
    page.goto(address)
    comments = page.locator("#background .comment", has_text="come from?")
    expect(comments).to_have_count(1)
    expect(comments).to_contain_text("Where does this figure come from?")
    expect(comments.locator("blockquote")).to_have_text(words)


def test_the_page_works_where_the_device_keeps_nothing(page_at, enter):
    page = page_at(locale="en")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    enter(page, "peserta28")
    open_section(page, "innovation")
    page.fill("[name=novelty]", "Without a copy")
    expect(state(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    page.fill("[name=novelty]", "Without a copy or a network")
    expect(state(page)).to_contain_text("Your text is still on this page")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("[name=novelty]")).to_have_value("Without a copy or a network")
