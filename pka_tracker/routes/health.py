"""For the operator: does it live, is it ready, what does it measure."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from pka_tracker.routes.access import public

bp = Blueprint("health", __name__)


@bp.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
