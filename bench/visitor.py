"""Somebody with a browser, on one kept-alive connection: pages, forms and how long they took."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from time import perf_counter
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back, and what it cost."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    request_id: str

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """One person at one server."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Fields, *, json: bool = False, expected: int = 0) -> Answer:
        """Send a form, as the page does or as its autosave does. A refusal is an error unless it is expected."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if json:
            headers["Accept"] = "application/json"
        return self._ask("POST", path, urlencode(fields).encode(), headers, expected)

    def send(self, path: str, fields: Fields, name: str, content: bytes) -> Answer:
        """Send a form with a file."""
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.csv"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str], expected: int = 0) -> Answer:
        request_id = uuid4().hex
        headers |= {"X-Request-ID": request_id}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begun = perf_counter()
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = perf_counter() - begun
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if response.status != expected and (expected or response.status >= 400):
            raise RuntimeError(f"{method} {path}: {response.status} {words(content.decode())[:600]}")
        return Answer(response.status, dict(response.headers), content, seconds, request_id)

    def sign_in(self, email: str, password: str) -> Visitor:
        fields = form_with(self.get("/login").text, "password")
        self.post("/login", put(fields, {"email": email, "password": password}))
        if urlsplit(self.get("/").headers.get("Location", "")).path == "/login":
            raise RuntimeError(f"{email} could not sign in")
        return self


def form_with(html: str, name: str) -> Fields:
    """What the first form that has an input of this name would send."""
    tree = html5lib.parse(html)
    for form in tree.iter(f"{HTML}form"):
        fields = [pair for item in form.iter() if (pair := _value(item))]
        if name in {key for key, _value_ in fields}:
            return fields
    raise RuntimeError(f"no form with {name} on: {words(html)[:300]}")


def put(fields: Fields, values: dict[str, str]) -> Fields:
    """The same form with other values."""
    return [(key, values.get(key, value)) for key, value in fields]


def words(html: str) -> str:
    """The text of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2] or html)).split())


def _value(item: object) -> tuple[str, str] | None:
    tag, name, kind = item.tag, item.get("name"), item.get("type")  # type: ignore[attr-defined]
    if not name or kind in ("submit", "button"):
        return None
    if tag == f"{HTML}textarea":
        return name, item.text or ""  # type: ignore[attr-defined]
    if tag == f"{HTML}select":
        options = list(item.iter(f"{HTML}option"))  # type: ignore[attr-defined]
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return name, chosen[0].get("value", "") if chosen else ""
    if tag == f"{HTML}input" and (kind not in ("checkbox", "radio") or item.get("checked") is not None):  # type: ignore[attr-defined]
        return name, item.get("value") or ""  # type: ignore[attr-defined]
    return None
