"""A browser as it is on somebody's device: a process of its own with a profile that outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error

from tests.browser.conftest import CHROMIUM_ARGS
from tests.browser.network import Network

PASSWORD = "amati-tiru-modifikasi"


class Device:
    """One person's browser and its line to the server; ``lives`` counts how often it was started."""

    def __init__(self, browser: Browser, folder: Path, network: Network, account: str) -> None:
        self.connect = browser.browser_type.connect_over_cdp
        self.folder, self.network, self.account = folder, network, account
        self.lives = 0
        self.start()

    def start(self) -> None:
        told = self.folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        command = [shutil.which("chromium"), *CHROMIUM_ARGS, "--headless=new", "--remote-debugging-port=0"]
        command += [f"--user-data-dir={self.folder}", "about:blank"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, start_new_session=True, **quiet)
        for _ in range(600):
            if told.exists() and "\n" in told.read_text():
                break
            time.sleep(0.05)
        self.browser = self.connect(f"http://127.0.0.1:{told.read_text().split()[0]}")
        self.context = self.browser.contexts[0]
        self.context.set_default_timeout(15_000)
        self.lives += 1

    def kill(self) -> None:
        """At once and with everything it started: nothing is flushed, nobody is asked."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        with suppress(Error):
            self.browser.close()

    def sign_in(self, page) -> None:
        page.fill("input[name=email]", f"{self.account}@demo.test")
        page.fill("input[name=password]", PASSWORD)
        page.click("form:has(input[name=password]) .button--primary")
        page.wait_for_url(lambda url: "/login" not in url)
