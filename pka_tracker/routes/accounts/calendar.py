"""The calendar of one person under a secret address, and giving or ending that address."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from pka_tracker.exports.calendar import MEDIA_TYPE, as_calendar
from pka_tracker.extensions import db, now
from pka_tracker.operations.accounts import calendar_feeds
from pka_tracker.queries.calendar import get_calendar_owner, list_dates
from pka_tracker.routes.site import secret_links
from pka_tracker.routes.site.access import me, public
from pka_tracker.words import gettext as _

bp = Blueprint("calendar", __name__)


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Response:
    """The dates of whose address it is. Programs ask again and again, so they are counted and slowed down."""
    secret_links.count("calendar", token)
    user = get_calendar_owner(token)
    site = str(current_app.config["PUBLIC_URL"])
    response = Response(as_calendar(list_dates(user), user.locale, site, now()), content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.post("/settings/calendar/renew")
def renew() -> ResponseReturnValue:
    """A new address, shown this once; the one before it ends."""
    token = calendar_feeds.renew(me())
    db.session.commit()
    address = str(current_app.config["PUBLIC_URL"]).rstrip("/") + url_for(".feed", token=token)
    response = make_response(render_template("settings/calendar.html", address=address))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/settings/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """End the address."""
    calendar_feeds.revoke(me())
    db.session.commit()
    flash(_("The calendar address no longer works."), "success")
    return redirect(url_for("settings.show", _anchor="calendar"), 303)
