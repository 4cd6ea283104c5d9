"""A mentor reviews plan after plan with the keyboard alone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.long

#: Participants whose plans wait in the demo; another module at most prints one of them.
WAITING = [f"peserta{number:02}@demo.test" for number in (5, 8, 9, 16, 17, 26, 27, 30, 36, 37)]
#: Neither mentors nor coaches anybody in the demo, so that the ten plans are all that waits.
MENTOR = "admin@demo.test"
#: The form for a new comment on the section one is at; replies to earlier ones stand in forms of their own.
WRITING = ":target details:has(> summary[data-key=c])"


@pytest.fixture
def ten_plans(live_database: str) -> None:
    """One mentor gets the ten plans, with the reviews that others had begun."""
    engine = sa.create_engine(live_database)
    chosen = sa.text(
        "SELECT p.id FROM action_plan p JOIN app_user u ON u.id = p.owner_id WHERE u.email IN :people"
    ).bindparams(sa.bindparam("people", expanding=True))
    with engine.begin() as connection:
        mentor = connection.scalar(sa.text("SELECT id FROM app_user WHERE email = :email"), {"email": MENTOR})
        for plan in connection.scalars(chosen, {"people": WAITING}).all():
            for change in (
                "UPDATE action_plan SET mentor_id = :mentor WHERE id = :plan",
                "UPDATE review SET reviewer_id = :mentor WHERE plan_id = :plan AND NOT as_coach",
            ):
                connection.execute(sa.text(change), {"mentor": mentor, "plan": plan})
    engine.dispose()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def press_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def review_one(page: Page) -> None:
    """Open the first plan that waits, flag a section with a comment, request a revision."""
    press(page, "j", "Enter")
    page.wait_for_url(re.compile(r"/reviews/\d+$"))
    if page.locator("[data-key=b]").count():
        press(page, "b")
        page.wait_for_url("**/start-review")
        press_to(page, "main form button")
        press(page, "Enter")
        page.wait_for_url(re.compile(r"/reviews/\d+$"))
    press(page, "j", "j", "j", "w")
    page.wait_for_url(re.compile(r"/reviews/\d+#\w+$"))
    press(page, "c")
    page.keyboard.type("Sebutkan sumber datanya.")
    expect(page.locator(f"{WRITING} [data-save-state]")).to_have_text(re.compile("Tersimpan"))
    press_to(page, f"{WRITING} .button--primary")
    # A message of the page before is no sign; keys work once this one is loaded.
    with page.expect_navigation():
        press(page, "Enter")
    press(page, "r")
    page.wait_for_url("**/request-revision")
    press_to(page, "main form button")
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/reviews/$"))


def test_ten_plans_are_reviewed_with_keys_only(page_at, enter, ten_plans, database):
    page = page_at(1280, "id")
    enter(page, MENTOR.partition("@")[0])
    page.goto("/reviews/?state=waiting")
    expect(page.locator("tbody tr")).to_have_count(10)
    for done in range(10 if database == "sqlite" else 3):
        review_one(page)
        page.goto("/reviews/?state=waiting")
        expect(page.locator("tbody tr")).to_have_count(9 - done)


def close(page: Page) -> None:
    press(page, "Escape")
    expect(page.locator("dialog")).to_be_hidden()


def test_the_help_sheet_turns_the_keys_off(page_at, enter, axe):
    page = page_at(360, "id")
    enter(page, "mentor01")
    page.goto("/reviews/")
    press(page, "?")
    expect(page.locator("dialog")).to_be_visible()
    assert axe(page) == []
    page.locator("dialog input").uncheck(force=True)
    close(page)
    press(page, "j")
    assert page.evaluate("document.activeElement.closest('tr')") is None
    press(page, "?")
    expect(page.locator("dialog")).to_be_visible()
    page.locator("dialog input").check(force=True)
    close(page)
    press(page, "j")
    expect(page.locator("tbody tr a").first).to_be_focused()
    chosen = page.locator("tbody tr").first.locator("input[name=plan]")
    press(page, "x")
    expect(chosen).to_be_checked()
    press(page, "x")
    expect(chosen).not_to_be_checked()
