"""A real browser before a real server, on a migrated database with the demo cohort, on both databases."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import database_url

ROOT = Path(__file__).parents[2]
PASSWORD = "amati-tiru-modifikasi"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def live_database(database: str, tmp_path_factory: pytest.TempPathFactory, keep: Callable[..., str]) -> str:
    """The database behind the live server."""
    return keep(database_url, database, tmp_path_factory.getbasetemp() / "live")


@pytest.fixture(scope="session")
def live_server(
    live_database: str, tmp_path_factory: pytest.TempPathFactory, keep: Callable[..., str]
) -> str:
    """The address of a running server with the demo cohort."""
    return keep(_serving, live_database, tmp_path_factory.getbasetemp())


@contextmanager
def _serving(database: str, base: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="server", dir=base))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "PKA_SQLALCHEMY_DATABASE_URI": database,
        "PKA_SECRET_KEY": "only-for-the-tests",
        "PKA_DEMO": "1",
        "PKA_PUBLIC_URL": address,
        "PKA_FILES_URL": str(folder / "files"),
    }
    for command in (["db", "upgrade"], ["demo", "seed"]):
        flask = [sys.executable, "-m", "flask", "--app", "pka_tracker", *command]
        done = subprocess.run(flask, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
    gunicorn = [sys.executable, "-m", "gunicorn", "pka_tracker:create_app()", "--bind", f"127.0.0.1:{port}"]
    gunicorn += ["--worker-class", "gthread", "--threads", "8", "--no-control-socket"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"{address}/health/live", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page_at(browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """A page of a width in a language. Fails the test when a page logs an error or asks another host."""
    troubles: list[str] = []
    contexts = []

    def watch(page: Page) -> None:
        def on_request(request: Any) -> None:
            if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(live_server):
                troubles.append(f"asked another host: {request.url}")

        def on_console(message: Any) -> None:
            # An answer of 4xx is written to the console too, and is often what a test is about.
            if message.type == "error" and "Failed to load resource" not in message.text:
                troubles.append(f"console: {message.text}")

        page.on("request", on_request)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", on_console)

    def open_page(width: int = 1280, locale: str = "id", **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server,
            viewport={"width": width, "height": 800},
            locale={"id": "id-ID", "en": "en-GB"}[locale],
            timezone_id="Asia/Makassar",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("page", watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles


@pytest.fixture
def enter(live_database: str) -> Callable[[Page, str], None]:
    """Sign in as a person of the demo cohort, through the form, in the browser's language."""
    engine = sa.create_engine(live_database)
    speak = sa.text("UPDATE app_user SET locale = :locale WHERE email = :email")

    def sign_in(page: Page, account: str) -> None:
        page.goto("/login")
        locale = page.evaluate("navigator.language")[:2]
        email = f"{account}@demo.test"
        with engine.begin() as connection:
            connection.execute(speak, {"locale": locale, "email": email})
        engine.dispose()
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("form:has(input[name=password]) .button--primary")
        page.wait_for_url(lambda url: urlsplit(url).path != "/login")
        assert page.get_attribute("html", "lang") == locale

    return sign_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on the page as it is: rule, element and why."""
    source = AXE.read_text()

    def check(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run(document).then(result => result.violations)")
        return [
            f"{page.url} {rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def overflow() -> Callable[[Page], int]:
    """By how many pixels the page is wider than its window; 0 is what everybody wants."""
    return lambda page: page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
