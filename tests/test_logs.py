"""One line for each request."""

from __future__ import annotations

import json
import logging
from io import StringIO
from time import perf_counter

import pytest

from pka_tracker import logs
from pka_tracker.routes.site.access import public
from tests import factories


@pytest.fixture
def lines(caplog):
    """The lines of requests, as the documents they are."""
    caplog.set_level(logging.INFO, logger="pka_tracker.requests")
    return lambda: [r.msg for r in caplog.records if r.name == "pka_tracker.requests"]


def test_a_request_is_one_line_with_its_cost(app, sign_in, lines):
    user = factories.make_membership().user
    answer = sign_in(user).get("/?q=rahasia")
    (line,) = lines()
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["endpoint"], line["status"]) == ("GET", "/", "home.index", 200)
    assert line["user"] == user.id
    assert line["statements"] >= 1 and line["ms"] > 0
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "rahasia" not in str(line)


def test_the_statements_are_those_that_ran(app, sign_in, lines, count_queries):
    client = sign_in(factories.make_submitted_plan().mentor)
    with count_queries() as seen:
        client.get("/")
    assert lines()[0]["statements"] == len(seen)


def test_a_sane_id_of_the_proxy_is_kept(app, lines):
    answer = app.test_client().get("/health/live", headers={"X-Request-ID": "proxy-1234.abc"})
    assert answer.headers["X-Request-ID"] == lines()[0]["request"] == "proxy-1234.abc"


@pytest.mark.parametrize("given", ["short", "x" * 65, "has space in it", '"forged":1234', "é" * 10])
def test_any_other_id_is_replaced(app, given):
    answer = app.test_client().get("/health/live", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given
    assert logs.SANE_ID.fullmatch(answer.headers["X-Request-ID"])


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/reset/secret-token", "/reset/<token>"),
        ("/evaluations/secret-token", "/evaluations/<token>"),
        ("/calendar/secret-token.ics", "/calendar/<token>.ics"),
        ("/calendar/secret-token", "/calendar/<token>"),
        ("/calendar/secret-token.ics/", "/calendar/<token>"),
    ],
)
def test_a_secret_that_is_part_of_an_address_is_not_written_down(app, lines, caplog, address, written):
    app.test_client().get(address)
    assert lines()[0]["path"] == written
    assert "secret-token" not in caplog.text + str(lines())


def test_a_refused_request_is_logged_too(app, lines):
    app.test_client().get("/plans/1")
    assert lines()[0]["status"] in (302, 303, 401)


@pytest.mark.parametrize("how", ["json", "text"])
def test_machines_read_json_and_people_read_words(app, monkeypatch, how):
    err = StringIO()
    monkeypatch.setattr("sys.stderr", err)
    root = logging.getLogger()
    before = list(root.handlers), logging.getLogger("pka_tracker").level
    try:
        logs._write_to_stderr(how)
        app.test_client().get("/health/live")
        logging.getLogger("pka_tracker.other").info("plan %s: %s", 7, "line\nbreak")
    finally:
        root.handlers[:] = before[0]
        logging.getLogger("pka_tracker").setLevel(before[1])
    if how == "text":
        assert "health.live" in err.getvalue()
        return
    first, second = [json.loads(line) for line in err.getvalue().splitlines()]
    assert first["endpoint"] == "health.live" and first["level"] == "info" and first["timestamp"]
    assert second["event"] == "plan 7: line\nbreak" and second["logger"] == "pka_tracker.other"


def test_logging_is_cheap(app, monkeypatch):
    """A generous bound: it says when somebody makes each request pay for the log, not how fast a machine is."""
    monkeypatch.setattr("sys.stderr", StringIO())
    root = logging.getLogger()
    before = list(root.handlers), logging.getLogger("pka_tracker").level
    try:
        logs._write_to_stderr("json")
        with app.test_request_context("/plans/1"):
            took = []
            for _number in range(300):
                started = perf_counter()
                logs.begin()
                logs.end(app.response_class())
                took.append(perf_counter() - started)
    finally:
        root.handlers[:] = before[0]
        logging.getLogger("pka_tracker").setLevel(before[1])
    assert sorted(took)[150] < 0.0005, sorted(took)[150]
    print(f"median {1e6 * sorted(took)[150]:.0f} us")


def test_a_failure_is_told_once_and_without_a_secret(app, caplog, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    @public
    def fail(**_arguments):
        raise ZeroDivisionError("of this test")

    monkeypatch.setitem(app.view_functions, "calendar.feed", fail)
    assert app.test_client().get("/calendar/secret-token.ics").status_code == 500
    told = [record for record in caplog.records if record.exc_info]
    assert [(record.name, record.levelname) for record in told] == [
        ("pka_tracker.routes.site.errors", "ERROR")
    ]
    assert "secret-token" not in "".join(record.getMessage() for record in caplog.records)
