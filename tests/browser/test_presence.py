"""Two browsers on one page: each is told of the other, and neither is held up."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_second_window_is_told_and_may_write_all_the_same(page_at, enter, axe, overflow):
    first, second = page_at(360, locale="en"), page_at(locale="en")
    for page in (first, second):
        enter(page, "peserta21")
        page.goto("/plans/new")
        with page.expect_response("**/presence"):
            page.goto(f"{page.url}/sections/outputs")
    told = second.locator("[data-presence]")
    expect(told).to_have_text("You have this open in another window, too.")
    with first.expect_response("**/presence"):
        first.reload()
    expect(first.locator("[data-presence]")).to_have_text("You have this open in another window, too.")
    assert axe(first) == []
    assert overflow(first) <= 0
    second.locator("form[data-autosave] textarea").first.fill("Typed in the second window")
    expect(second.locator("form[data-autosave] [data-save-state]")).to_have_text(re.compile("^Saved"))
    second.goto("/plans/")
    for _ in range(3):  # the last word of a page that is gone may come a moment later
        with first.expect_response("**/presence") as answer:
            first.reload()
        if answer.value.json() == {"text": ""}:
            return
    raise AssertionError(answer.value.json())
