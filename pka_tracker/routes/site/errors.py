"""Every refusal has one page, and one short JSON answer for the scripts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType

from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from pka_tracker import errors as domain
from pka_tracker.extensions import db
from pka_tracker.models.texts.outline import N_
from pka_tracker.routes.texts.saving import wants_json
from pka_tracker.words import gettext as _

ExcInfo = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    domain.NotFound: 404,
    domain.NotPermitted: 403,
    domain.NotPossibleNow: 409,
    domain.ChangedMeanwhile: 409,
    domain.Incomplete: 409,
    StaleDataError: 409,
}
#: What an action is about, by the argument of its address: where it is read, and what the link to it says.
PARENTS = (
    ("plan_id", "plans.show", N_("Open the plan")),
    ("note_id", "notes.show", N_("Open the note")),
    ("replication_id", "replications.show", N_("Open the replication")),
    ("practice_id", "practices.show", N_("Open the practice")),
)
#: Needs neither database nor language; both languages therefore.
PLAIN = (
    '<!doctype html><html lang="id"><meta charset="utf-8"><title>Terjadi kesalahan – PKA Tracker</title>'
    "<h1>Terjadi kesalahan</h1><p>Kesalahan ada pada kami. Kembali: teks Anda masih ada di formulir. Coba lagi sebentar lagi.</p>"
    '<p lang="en">Something went wrong. Go back: your text is still in the form. Try again in a minute.</p></html>'
)
#: So much of a body that nobody wants is read all the same: a browser shows an answer only once it could send.
MOST_DISCARDED = 200_000_000
PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 429, 500})


def init_app(app: Flask) -> None:
    """Give every refusal of the domain, of HTTP and of chance its page."""
    for error, status in STATUS.items():
        app.register_error_handler(error, _handler(status))
    app.register_error_handler(domain.TooManyAttempts, too_many)
    app.register_error_handler(HTTPException, http_error)
    app.log_exception = log_failure  # type: ignore[method-assign]


def _handler(status: int) -> Callable[[Exception], ResponseReturnValue]:
    def handle(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        log.info("%s: %r", status, error)
        return page(status)

    return handle


def too_many(error: domain.TooManyAttempts) -> ResponseReturnValue:
    """429, saying how long to wait."""
    db.session.commit()  # the attempt itself counts
    body, status = page(429, seconds=error.seconds)
    return body, status, {"Retry-After": str(error.seconds)}


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What Flask itself refuses: no such page, a body too large, a failure of ours."""
    db.session.rollback()
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status == 413:
        _discard_body()
        most = (request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]) // 1_000_000
        words = _("That is more than %(most)s MB. Send less at a time, or make it smaller.", most=most)
        return page(413, message=words)
    return page(status if status in PAGES else 400, status)


def log_failure(exc_info: ExcInfo) -> None:
    """One traceback. Flask's own line would name the address, which may be a secret."""
    log.error("unhandled", exc_info=exc_info)


def way_back() -> dict[str, str]:
    """The page an action belongs to, by its address. Only for who was shown it: 409 comes after 404."""
    for name, endpoint, label in PARENTS:
        if number := (request.view_args or {}).get(name):
            return {"href": url_for(endpoint, **{name: number}), "label": _(label)}
    return {}


def _discard_body() -> None:
    left = min(request.content_length or 0, MOST_DISCARDED)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(piece)


def page(number: int, status: int | None = None, **context: object) -> tuple[Response | str, int]:
    """The page of a refusal, or its JSON."""
    if wants_json():
        words = context.get("message") or _("This could not be done. Reload the page and try again.")
        return jsonify(message=words), status or number
    if number == 500:
        return _failure(), 500
    if number == 409:
        context |= way_back()
    return render_template(f"errors/{number}.html", **context), status or number


def _failure() -> str:
    """The page of a failure of ours. Where even that fails, as without a database, plain words."""
    try:
        return render_template("errors/500.html")
    except Exception:
        log.exception("the page of the failure failed")
        return PLAIN
