"""Words are selected on the desk, commented on, and marked where the participant reads them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.people import mentor_of, open_review_again

SELECT = """() => {
  const field = document.querySelector("#background .reading-text");
  const node = field.firstChild;
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(node, node.data.indexOf(" ", 20));
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
  return range.toString();
}"""


def test_a_comment_speaks_of_the_words_that_were_selected(page_at, enter, live_database, overflow, axe):
    page = page_at(360, "id")
    enter(page, mentor_of(live_database, "peserta22"))
    plan = open_review_again(page, live_database, "peserta22")
    words = page.evaluate(SELECT)
    page.get_by_role("button", name="Komentari kata-kata ini").click()
    form = page.locator("#background .desk__write form")
    expect(form.locator("blockquote")).to_have_text(words)
    form.locator("textarea").fill("Dari mana angka ini?")
    expect(form.locator("[data-save-state]")).to_have_text(re.compile("Tersimpan"))
    page.goto(f"/reviews/{plan}")
    comment = page.locator("#background .comment", has_text="Dari mana angka ini?")
    expect(comment.locator("blockquote")).to_have_text(words)
    assert page.evaluate("[...CSS.highlights.get('commented')].map(range => range.toString())") == [words]
    assert overflow(page) <= 0
    assert axe(page) == []
