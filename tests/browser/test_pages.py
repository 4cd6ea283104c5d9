"""Every main page, in both languages, on a phone and on a desktop: axe finds nothing and nothing sticks out.

A page is loaded once per language. Axe reads it at one width, Indonesian on a phone and English on a desktop; at the other
width it has to fit too. The database changes nothing of how a page looks, so on PostgreSQL it answers, in one language, and fits.
"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.long

NARROW, WIDE = 360, 1280
#: Language, and the width at which axe reads.
SCREENS = {"sqlite": [("id", NARROW), ("en", WIDE)], "postgresql": [("id", NARROW)]}
PAGES = {
    "peserta01": [
        "/",
        "/notes/",
        "/notes/new",
        "/plans/",
        "/practices/",
        "/practices/?q=layanan",
        "/practices/4",
        "/replications/",
        "/replications/1",
        "/replications/1/advance",
        "/replications/new?practice=6",
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
        "/replications/",
        "/replications/?stage=request_letter",
        "/replications/6",
        "/cohorts/",
        "/cohorts/new",
        "/cohorts/1",
        "/cohorts/1/settings",
        "/cohorts/1/people",
        "/cohorts/1/people/new",
        "/cohorts/1/visits",
        "/agencies/",
        "/agencies/new",
        "/visits/1/edit",
        "/memberships/1",
        "/cohorts/1/report",
        "/cohorts/1/members",
        "/cohorts/1/import",
        "/cohorts/1/holidays",
        "/cohorts/1/exports",
        "/cohorts/1/evaluations",
        "/cohorts/1/papers",
        "/cohorts/1/papers/plan",
        "/reviews/",
    ],
    "peserta40": ["/", "/notes/", "/plans/", "/consultations/"],
    "admin": [
        "/",
        "/cohorts/",
        "/accounts/",
        "/accounts/new",
        "/accounts/1",
        "/accounts/1/disable",
        "/accounts/1/anonymise",
        "/retention/",
    ],
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
    "peserta04": ["", "/milestones", "/indicators"],
}


@pytest.fixture
def visit(page_at, enter, database):
    """The same visit in each language: opens a page, signed in where an account is named."""

    def each(account=None):
        for locale, width in SCREENS[database]:
            page = page_at(width, locale)
            if account:
                enter(page, account)
            yield page, locale

    return each


@pytest.fixture
def look(axe, overflow, database):
    """The page answers, fits at both widths, and axe finds nothing."""

    def at(page, path):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, (path, answer and answer.status)
        if database == "sqlite":
            assert axe(page) == []
        assert overflow(page) <= 0, path
        size = page.viewport_size
        page.set_viewport_size(size | {"width": NARROW + WIDE - size["width"]})
        assert overflow(page) <= 0, (path, page.viewport_size)
        page.set_viewport_size(size)

    return at


def own_plan(page):
    page.goto("/plans/new")
    assert "/plans/" in page.url
    return page.url.split("#")[0]


def test_signed_out_pages_are_accessible(visit, look):
    for page, locale in visit():
        for path in ("/login", "/reset"):
            look(page, f"{path}?lang={locale}")


def test_the_confirmation_of_a_paper_is_accessible_and_fits(visit, look):
    for page, _locale in visit("peserta02"):
        own_plan(page)
        page.click("a[href$='/versions/1']")
        with page.expect_download() as paper:
            page.click("a[href$='paper.pdf']")
        text = "".join(sheet.extract_text() for sheet in PdfReader(paper.value.path()).pages)
        code = re.search("verify/([0-9a-f]{64})", re.sub("[^0-9a-z/]", "", text))
        assert code
        look(page, f"/verify/{code[1]}")


@pytest.mark.parametrize("account", PAGES)
def test_pages_are_accessible_and_fit(visit, look, account):
    for page, _locale in visit(account):
        for path in PAGES[account]:
            look(page, path)


@pytest.mark.parametrize(("width", "locale"), [(WIDE, "id"), (WIDE, "en"), (1440, "id")])
def test_a_cohort_of_forty_is_seen_at_once(page_at, enter, width, locale):
    page = page_at(width, locale)
    page.set_viewport_size({"width": width, "height": 900})
    enter(page, "penyelenggara")
    page.goto("/cohorts/1")
    rows = page.eval_on_selector_all(
        ".matrix tbody tr",
        "rows => rows.map(row => row.getBoundingClientRect()).map(box => [box.bottom, box.height])",
    )
    assert len(rows) == 40
    assert max(bottom for bottom, _height in rows) <= 900  # nothing was scrolled
    assert min(height for _bottom, height in rows) >= 24  # room for a finger in each


@pytest.mark.parametrize("width", [NARROW, 768])
def test_a_small_window_has_a_line_for_each_of_forty(page_at, enter, width):
    page = page_at(width)
    enter(page, "penyelenggara")
    page.goto("/cohorts/1")
    heights = page.eval_on_selector_all(
        ".matrix tbody tr", "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 40 and min(heights) >= 24
    assert page.locator(".wait").first.is_visible() is (width == 768)  # folded on a phone
    assert page.evaluate("document.body.scrollHeight") < (12_000 if width == 768 else 9_000)


def test_the_report_of_a_cohort_is_one_page_with_a_place_to_sign(page_at, enter):
    page = page_at(WIDE)
    enter(page, "penyelenggara")
    page.goto("/cohorts/1/report")
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1 and "Mengetahui" in paper.pages[0].extract_text()


@pytest.mark.parametrize("account", PLAN_PAGES)
def test_pages_of_a_plan_are_accessible_and_fit(visit, look, account):
    for page, _locale in visit(account):
        plan = own_plan(page)
        for rest in PLAN_PAGES[account]:
            look(page, plan + rest)


@pytest.mark.parametrize("account", ["mentor01", "coach01"])
def test_the_review_desk_is_accessible_and_fits(visit, look, account):
    for page, _locale in visit(account):
        page.goto("/reviews/")
        desks = page.eval_on_selector_all(
            "a[href]",
            "links => links.map(a => a.getAttribute('href')).filter(h => /^.reviews.[0-9]+$/.test(h))",
        )
        assert desks
        for path in list(dict.fromkeys(desks))[:3]:
            look(page, path)


@pytest.mark.parametrize("account", ["peserta01", "mentor01"])
def test_the_consultation_log_is_accessible_and_fits(visit, look, account):
    for page, _locale in visit(account):
        page.goto("/consultations/")
        if account == "mentor01":
            page.click("tbody th a >> nth=0")
        look(page, page.url.split("#")[0])
        page.emulate_media(media="print")
        assert page.locator("th.print-only").is_visible()
        page.emulate_media(media="screen")
        forms = page.eval_on_selector_all(
            "main form[action], main a[href$=new], main a[href$=edit]",
            "found => found.map(one => one.getAttribute('action') || one.getAttribute('href'))",
        )
        assert forms
        for path in forms[:3]:
            look(page, path)
