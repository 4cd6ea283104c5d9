"""For the operator: does it live, is it ready, what does it measure."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from time import perf_counter

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from pka_tracker.errors import NotFound
from pka_tracker.queries import health
from pka_tracker.routes.site.access import public

bp = Blueprint("health", __name__)
TEXT = {"Content-Type": "text/plain; charset=utf-8"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REGISTRY = CollectorRegistry()
REQUESTS = Counter("pka_requests", "Requests answered.", ("endpoint", "method", "status"), registry=REGISTRY)
SECONDS = Histogram(
    "pka_request_seconds",
    "Time from the request to its answer.",
    ("endpoint",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
STATEMENTS = Counter("pka_statements", "SQL statements sent.", ("endpoint",), registry=REGISTRY)


@bp.after_app_request
def measure(response: Response) -> Response:
    """Count the request. Unknown addresses and methods share a name, so that nobody can fill the memory."""
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, response.status_code).inc()
    if trace := g.get("trace"):
        SECONDS.labels(endpoint).observe(perf_counter() - trace.started)
        STATEMENTS.labels(endpoint).inc(trace.statements)
    return response


@bp.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, TEXT


@bp.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """The database answers and has every migration; otherwise 503 with the reason in words."""
    reason = why_not_ready()
    return (f"{reason}\n", 503, TEXT) if reason else ("ok\n", 200, TEXT)


def why_not_ready() -> str:
    """The reason why no request could be served now, in English: operators read it in their logs."""
    try:
        found = health.schema_revisions()
    except SQLAlchemyError:
        return "The database does not answer. Check PKA_SQLALCHEMY_DATABASE_URI and that its server runs."
    if found != newest_revisions():
        return "The database does not have this version's tables. Run: flask --app pka_tracker db upgrade"
    return ""


def newest_revisions() -> set[str]:
    """The migrations this version of the program brings; read once."""
    known: set[str] | None = current_app.extensions.get("pka_revisions")
    if known is None:
        known = set(ScriptDirectory(current_app.extensions["migrate"].directory).get_heads())
        current_app.extensions["pka_revisions"] = known
    return known


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus: for this machine, and for whoever has the token."""
    if not may_measure():
        raise NotFound("metrics")
    registry = CollectorRegistry()
    registry.register(Letters())
    text = generate_latest(registry)
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # several processes: the figures of all of them
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return text + generate_latest(together), 200, {"Content-Type": CONTENT_TYPE_LATEST}
    return text + generate_latest(REGISTRY), 200, {"Content-Type": CONTENT_TYPE_LATEST}


def may_measure() -> bool:
    """The bearer of METRICS_TOKEN, or a program on this machine that asks directly.

    Behind a proxy on the same machine everybody seems to come from it, so a forwarded request never counts.
    """
    token = str(current_app.config["METRICS_TOKEN"])
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = {"X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded"} & set(
        request.headers.keys()
    )
    return not forwarded and (request.remote_addr or "") in ("127.0.0.1", "::1")


class Letters(Collector):
    """The outbox, asked at the moment of measuring."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """How many letters wait."""
        yield GaugeMetricFamily(
            "pka_letters_waiting", "Letters written and not delivered yet.", value=health.letters_waiting()
        )
