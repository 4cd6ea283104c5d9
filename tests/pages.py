"""A client that polices every page it gets."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Client(FlaskClient):
    """Gives each request its own context, as in production: its own session and its own ``g``.

    What a route forgot to commit is therefore gone when the test looks for it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if (
            response.mimetype == "text/html"
            and not response.is_streamed
            and response.data
            and response.status_code not in (302, 303, 308)
        ):
            check_page(response.text)
        return response


def check_page(html: str) -> None:
    """Valid HTML, a language, exactly one h1, and a title that begins with it."""
    html5lib.HTMLParser(strict=True).parse(html)
    assert re.search(r'<html lang="(id|en)">', html)
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headings) == 1, headings
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title
    assert words(title[1]).startswith(words(headings[0])), (title[1], headings[0])


def words(html: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
