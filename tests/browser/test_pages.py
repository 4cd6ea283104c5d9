"""Every main page, in both languages, on a phone and on a desktop: axe finds nothing and nothing sticks out."""

from __future__ import annotations

import re

import pytest
from pypdf import PdfReader

#: The narrow and the wide window, each in both languages.
SCREENS = [(360, "id"), (360, "en"), (1280, "id"), (1280, "en")]
PAGES = {
    "peserta01": [
        "/",
        "/notes/",
        "/notes/new",
        "/plans/",
        "/practices/",
        "/practices/?q=layanan",
        "/practices/4",
        "/settings",
        "/settings/my-data",
    ],
    "mentor01": ["/", "/reviews/", "/reviews/snippets", "/plans/", "/consultations/"],
    "coach01": ["/", "/reviews/", "/consultations/"],
    "penyelenggara": [
        "/",
        "/practices/new",
        "/practices/import/",
        "/practices/4",
        "/cohorts/",
        "/cohorts/1",
        "/cohorts/1/report",
        "/cohorts/1/members",
        "/cohorts/1/holidays",
        "/cohorts/1/exports",
        "/cohorts/1/papers",
        "/cohorts/1/papers/plan",
        "/reviews/",
    ],
    "peserta40": ["/", "/notes/", "/plans/", "/consultations/"],
}
#: The newest plan this person is shown, and the pages under it.
PLAN_PAGES = {
    "peserta01": [
        "",
        "/files",
        "/sections/attachments",
        "/sections/background",
        "/sections/milestones",
        "/sections/atm",
        "/sections/atm/earlier",
        "/history",
    ],
    "peserta03": ["", "/sections/background", "/resubmit"],
    "peserta02": ["", "/withdraw", "/versions/1"],
    "peserta04": ["", "/milestones"],
}


def look(page, path, axe, overflow):
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, (path, answer and answer.status)
    assert overflow(page) <= 0, path
    assert axe(page) == []


def own_plan(page):
    page.goto("/plans/new")
    assert "/plans/" in page.url
    return page.url.split("#")[0]


@pytest.mark.parametrize(("width", "locale"), SCREENS)
def test_signed_out_pages_are_accessible(page_at, axe, overflow, width, locale):
    page = page_at(width, locale)
    for path in ("/login", "/reset"):
        look(page, f"{path}?lang={locale}", axe, overflow)


@pytest.mark.parametrize(("width", "locale"), SCREENS)
def test_the_confirmation_of_a_paper_is_accessible_and_fits(page_at, enter, axe, overflow, width, locale):
    page = page_at(width, locale)
    enter(page, "peserta02")
    own_plan(page)
    page.click("a[href$='/versions/1']")
    with page.expect_download() as paper:
        page.click("a[href$='paper.pdf']")
    text = "".join(sheet.extract_text() for sheet in PdfReader(paper.value.path()).pages)
    code = re.search("verify/([0-9a-f]{64})", re.sub("[^0-9a-z/]", "", text))
    assert code
    look(page, f"/verify/{code[1]}", axe, overflow)


@pytest.mark.parametrize(("width", "locale"), SCREENS)
@pytest.mark.parametrize("account", PAGES)
def test_pages_are_accessible_and_fit(page_at, enter, axe, overflow, width, locale, account):
    page = page_at(width, locale)
    enter(page, account)
    for path in PAGES[account]:
        look(page, path, axe, overflow)


@pytest.mark.parametrize(("width", "locale"), SCREENS)
@pytest.mark.parametrize("account", PLAN_PAGES)
def test_pages_of_a_plan_are_accessible_and_fit(page_at, enter, axe, overflow, width, locale, account):
    page = page_at(width, locale)
    enter(page, account)
    plan = own_plan(page)
    for rest in PLAN_PAGES[account]:
        look(page, plan + rest, axe, overflow)


@pytest.mark.parametrize(("width", "locale"), SCREENS)
@pytest.mark.parametrize("account", ["mentor01", "coach01"])
def test_the_review_desk_is_accessible_and_fits(page_at, enter, axe, overflow, width, locale, account):
    page = page_at(width, locale)
    enter(page, account)
    page.goto("/reviews/")
    desks = page.eval_on_selector_all(
        "a[href]", "links => links.map(a => a.getAttribute('href')).filter(h => /^.reviews.[0-9]+$/.test(h))"
    )
    assert desks
    for path in list(dict.fromkeys(desks))[:3]:
        look(page, path, axe, overflow)


@pytest.mark.parametrize(("width", "locale"), SCREENS)
@pytest.mark.parametrize("account", ["peserta01", "mentor01"])
def test_the_consultation_log_is_accessible_and_fits(page_at, enter, axe, overflow, width, locale, account):
    page = page_at(width, locale)
    enter(page, account)
    page.goto("/consultations/")
    if account == "mentor01":
        page.click("tbody th a >> nth=0")
    log = page.url.split("#")[0]
    look(page, log, axe, overflow)
    page.emulate_media(media="print")
    assert page.locator("th.print-only").is_visible()
    page.emulate_media(media="screen")
    forms = page.eval_on_selector_all(
        "main form[action], main a[href$=new], main a[href$=edit]",
        "found => found.map(one => one.getAttribute('action') || one.getAttribute('href'))",
    )
    assert forms
    for path in forms[:3]:
        look(page, path, axe, overflow)
