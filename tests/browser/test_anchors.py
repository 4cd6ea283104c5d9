"""Words are selected on the desk, commented on, and marked where the participant reads them."""

from __future__ import annotations

import re

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.people import mentor_of

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
    plan = open_review_again(page, live_database)
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


def open_review_again(page: Page, database: str) -> int:
    """The mentor takes an approval back, so that the plan is in review."""
    engine = sa.create_engine(database)
    wanted = "SELECT p.id FROM action_plan p JOIN app_user u ON u.id = p.owner_id WHERE u.email = :email"
    with engine.connect() as connection:
        plan = connection.scalar(sa.text(wanted), {"email": "peserta22@demo.test"})
    engine.dispose()
    page.goto(f"/plans/{plan}/take-back")
    page.fill("[name=message]", "Salah tekan.")
    page.locator("main form .button--primary").click()
    page.wait_for_url(f"**/reviews/{plan}")
    return int(plan)
