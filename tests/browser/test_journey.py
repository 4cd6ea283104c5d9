"""The whole job of a participant and a mentor in a browser: both languages, phone and desktop, once by keyboard,
once without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import mentor_of

SAVED = re.compile(r"^(Tersimpan|Saved) \d\d:\d\d WITA$")
NOTE = {
    "context-practice": "Tangerang LIVE",
    "observe-facts": "Satu akun membuka semua layanan; petugas melihat antrean semua loket di satu layar.",
    "observe-problem": "Warga mendaftar ulang di setiap layanan.",
    "compare-own_condition": "Setiap loket memakai buku sendiri.",
    "compare-gap": "Tidak ada nomor tunggal per warga.",
    "imitate-element": "Satu akun untuk semua layanan.",
    "imitate-why": "Warga cukup mendaftar satu kali.",
    "modify-element": "Pendaftaran lewat aplikasi.",
    "modify-into": "Pendaftaran di kantor desa.",
    "modify-reason": "Sinyal lemah di beberapa desa.",
    "lessons-first": "Mulailah dengan satu layanan.",
}

#: The history of a plan that was revised once, newest first.
STEPS = {
    "id": (
        "Disetujui",
        "Tinjauan dimulai",
        "Diajukan kembali",
        "Perlu perbaikan",
        "Tinjauan dimulai",
        "Diajukan",
        "Dimulai",
    ),
    "en": (
        "Approved",
        "Review started",
        "Resubmitted",
        "Revision requested",
        "Review started",
        "Submitted",
        "Started",
    ),
}


def primary(page: Page, within: str = "main form") -> None:
    """Press the button and wait for the next page: a form that saves by itself first waits for its receipt."""
    with page.expect_navigation():
        page.locator(f"{within} .button--primary").last.click()


def state_of_saving(page: Page):
    return page.locator("form[data-autosave]:has([name=seen]) [data-save-state]").last


def act(page: Page, plan: str, action: str, message: str = "") -> None:
    page.goto(f"{plan}/{action}")
    if message:
        page.fill("textarea[name=message]", message)
    primary(page, "main form:has([name=seen])")
    page.wait_for_url(lambda url: not url.endswith(f"/{action}"))
    expect(page.locator(".flash--success")).to_be_visible()


def write_note(page: Page) -> None:
    page.goto("/notes/new")
    primary(page)
    for name, text in NOTE.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=follow_up-use]", "yes")
    expect(state_of_saving(page)).to_have_text(SAVED)
    note = page.url.removesuffix("/edit")
    act(page, note, "submit")
    expect(page.locator("h1")).to_have_text("Tangerang LIVE")


def own_plan(page: Page) -> str:
    page.goto("/plans/new")
    return page.url


def add_to_background(page: Page, plan: str, words: str) -> None:
    page.goto(f"{plan}/sections/background")
    field = page.locator("[name=current]")
    field.fill(f"{field.input_value()} {words}")
    primary(page, "main form:has([name=current])")
    expect(page.locator("[name=current]")).to_have_value(re.compile(words))


def review(page: Page, plan: str) -> None:
    number = plan.rpartition("/")[2]
    page.goto("/reviews/")
    page.locator(f"a[href='/reviews/{number}']").click()
    page.locator("a[href$='/start-review']").click()
    primary(page)
    section = page.locator("#background")
    section.locator("[name=mark][value=needs_work]").click()
    section = page.locator("#background")
    section.locator("[name=body]").fill("Sebutkan sumber datanya.")
    expect(section.locator("[data-save-state]")).to_have_text(SAVED)
    act(page, plan, "request-revision", "Hampir selesai.")


def answer(page: Page, plan: str) -> None:
    page.goto(f"{plan}/sections/background")
    comment = page.locator(".comment", has_text="Sebutkan sumber datanya.")
    comment.locator("textarea").fill("Sudah: register loket 2025.")
    with page.expect_navigation():
        comment.locator("button").click()
    add_to_background(page, plan, "menurut register loket")
    act(page, plan, "resubmit")


def choose(page: Page, selector: str) -> None:
    """Press the words of a choice once they stand still: the desk is long, and the box itself is drawn over."""
    page.locator("label", has=page.locator(selector)).click()
    expect(page.locator(selector)).to_be_checked()


def approve(page: Page, plan: str) -> None:
    number = plan.rpartition("/")[2]
    act(page, plan, "start-review")
    page.goto(f"/reviews/{number}")
    section = page.locator("#background")
    expect(section.locator("ins").first).to_contain_text("menurut")
    expect(section.locator(".answer")).to_contain_text("register loket 2025")
    with page.expect_navigation():
        section.locator("form[action$='/settle'] button").click()
    choose(page, "[name=checklist][value=diagnosis]")
    choose(page, "[name=verdict][value=capable]")
    page.fill("[name=verdict_reason]", "Diagnosa kuat dan tahapannya masuk akal.")
    choose(page, "[name=support][value=mandate]")
    primary(page, "#assessment form")
    expect(page.locator(".flash--success")).to_be_visible()
    act(page, plan, "approve")


@pytest.mark.parametrize(
    ("account", "locale", "width"), [("peserta14", "id", 360), ("peserta24", "en", 1280)]
)
def test_from_the_first_note_to_the_approval(page_at, enter, live_database, account, locale, width):
    writer, mentor = page_at(width, locale), page_at(width, locale)
    enter(writer, account)
    enter(mentor, mentor_of(live_database, account))
    write_note(writer)
    plan = own_plan(writer)
    add_to_background(writer, plan, "dihitung ulang")
    act(writer, plan, "submit")
    review(mentor, plan)
    answer(writer, plan)
    approve(mentor, plan)
    writer.goto(f"{plan}/history")
    expect(writer.locator(".timeline__what")).to_have_text([re.compile(f"^{step}") for step in STEPS[locale]])
    expect(writer.locator(".timeline")).to_contain_text("Hampir selesai.")


def press_to(page: Page, selector: str, tries: int = 120) -> None:
    """Tab until the element has the focus, and see that the focus shows."""
    for _ in range(tries):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"the focus on {selector} does not show"
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def sign_in_by_keyboard(page: Page, account: str) -> None:
    page.goto("/login")
    press_to(page, "input[name=email]")
    page.keyboard.type(f"{account}@demo.test")
    press_to(page, "input[name=password]")
    page.keyboard.type("amati-tiru-modifikasi")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/login"))


def follow(page: Page, selector: str, address: str) -> None:
    press_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_section_is_written_by_keyboard_alone(page_at):
    page = page_at(1280, "id")
    sign_in_by_keyboard(page, "peserta34")
    press_to(page, ".skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto("/plans/new")
    follow(page, "a[href$='/sections/success']", "**/sections/success")
    press_to(page, "textarea")
    page.keyboard.press("End")
    page.keyboard.type(" Ditulis dengan papan ketik.")
    press_to(page, ".submit-bar .button--primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("form textarea").first).to_have_value(re.compile("papan ketik"))
    expect(state_of_saving(page)).to_have_text(SAVED)
    follow(page, ".back a", re.compile(r"/plans/\d+$"))
    follow(page, "a[href$='/submit']", "**/submit")
    press_to(page, "main form .button--primary")


def test_a_note_is_written_without_scripts(page_at):
    page = page_at(360, "id", java_script_enabled=False)
    sign_in_plainly(page, "peserta29")
    page.goto("/notes/new")
    primary(page)
    page.fill("[name=context-practice]", "Ditulis tanpa skrip")
    page.fill("[name=observe-facts]", "Loket dibuka pukul delapan.")
    primary(page)
    expect(page.locator(".flash--success")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Ditulis tanpa skrip")
    expect(page.locator("[name=observe-facts]")).to_have_value("Loket dibuka pukul delapan.")


def test_rows_and_comments_work_without_scripts(page_at, live_database):
    page, judge = page_at(360, "id", java_script_enabled=False), page_at(360, "id", java_script_enabled=False)
    sign_in_plainly(page, "peserta34")
    page.goto("/plans/new")
    plan = page.url
    page.goto(f"{plan}/sections/team")
    before = page.locator("[data-row]").count()
    page.locator("[data-row-add]").click()
    expect(page.locator("[data-row]")).to_have_count(before + 1)
    row = page.locator("[data-row]").last
    row.locator("[name$=-name]").fill("Tanpa Skrip")
    row.locator("[data-row-up]").click()
    expect(page.locator("[data-row]").nth(before - 1).locator("[name$=-name]")).to_have_value("Tanpa Skrip")
    page.locator("[data-row]").nth(before - 1).locator("[data-row-remove]").click()
    expect(page.locator("[data-row]")).to_have_count(before)
    act(page, plan, "submit")
    sign_in_plainly(judge, mentor_of(live_database, "peserta34"))
    act(judge, plan, "start-review")
    judge.goto(f"/reviews/{plan.rpartition('/')[2]}")
    judge.locator("#goals details summary").first.click()
    judge.locator("#goals [name=body]").fill("Tujuan jangka pendek perlu angka.")
    judge.locator("#goals form[action$='/comments'] .button--primary").click()
    expect(judge.locator("#goals .comment")).to_contain_text("Tujuan jangka pendek perlu angka.")


def sign_in_plainly(page: Page, account: str) -> None:
    page.goto("/login")
    page.fill("input[name=email]", f"{account}@demo.test")
    page.fill("input[name=password]", "amati-tiru-modifikasi")
    page.click("form:has(input[name=password]) .button--primary")
    page.wait_for_url(lambda url: not url.endswith("/login"))
