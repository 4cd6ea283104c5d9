"""One line for each request: what was asked and what it cost. No names, no texts, no values of a query."""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass, field
from secrets import token_hex
from time import perf_counter
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, has_app_context, request
from structlog.typing import EventDict, Processor

#: An id given by the proxy in front is kept; what could forge a line or fill a disk is not.
SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
LONGEST_PATH = 200
#: What follows here is a secret.
SECRET = ("/calendar/", "/evaluations/", "/reset/")


@dataclass(slots=True)
class Trace:
    """What is known of the request under way; ``g.trace``."""

    request_id: str
    started: float = field(default_factory=perf_counter)
    statements: int = 0


def init_app(app: Flask) -> None:
    """Log every request of the application, and its other messages in the same form."""
    app.before_request(begin)
    app.after_request(end)  # registered first, so it runs last and sees the final answer
    if not app.testing:
        _write_to_stderr(app.config["LOG_FORMAT"])


def begin() -> None:
    """Give the request its id and start its clock."""
    given = request.headers.get("X-Request-ID", "")
    g.trace = Trace(given if SANE_ID.fullmatch(given) else token_hex(8))


def end(response: Response) -> Response:
    """Write the line, and tell the visitor the id under which it can be found."""
    trace: Trace | None = g.get("trace")
    if trace is None:  # refused before the clock could start
        return response
    response.headers["X-Request-ID"] = trace.request_id
    say = requests.error if response.status_code >= 500 else requests.info
    say(
        "request",
        method=request.method[:10],
        path=path(),
        endpoint=request.endpoint,
        status=response.status_code,
        ms=round(1000 * (perf_counter() - trace.started), 1),
        statements=trace.statements,
        user=g.get("user_id"),
    )
    return response


def path() -> str:
    """The address without its query; a link that signs somebody in is not written down."""
    if request.url_rule is not None and "token" in (request.view_args or ()):
        return str(request.url_rule)
    for begin in SECRET:  # mistyped behind the secret, it is no rule of ours
        if request.path.startswith(begin):
            return f"{begin}<token>"
    return request.path[:LONGEST_PATH]


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if has_app_context() and (trace := g.get("trace")) and not statement.startswith(NOT_COUNTED):
        trace.statements += 1


def _add_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Name the request in every line that is written during it."""
    if has_app_context() and (trace := g.get("trace")):
        event["request"] = trace.request_id
    return event


SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper("iso", utc=True),
    _add_id,
]
requests: Any = structlog.wrap_logger(
    logging.getLogger("pka_tracker.requests"),
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


class StandardError(logging.Handler):
    """Writes to whatever the standard error is now, which a server may have replaced."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def _write_to_stderr(how: str) -> None:
    """Lines of JSON for machines; readable ones where a person looks on ("auto" asks whether one does)."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, StandardError)]:
        root.removeHandler(handler)
    readable = how == "text" or (how == "auto" and sys.stderr.isatty())
    rendering: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if readable:
        rendering.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
    else:
        rendering += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    handler = StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=rendering, foreign_pre_chain=[structlog.stdlib.add_logger_name, *SHARED]
        )
    )
    root.addHandler(handler)
    logging.getLogger("pka_tracker").setLevel(logging.INFO)
