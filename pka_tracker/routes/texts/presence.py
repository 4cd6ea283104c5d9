"""Who else has this page open: asked by its script while the page is visible, told in words, never in the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.operations.texts import presence
from pka_tracker.queries.texts.presence import others_at, places_beside
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("presence", __name__)


@bp.post("/presence")
def here() -> Response:
    """Say that a window shows a place, or with ``gone`` that it does no more; answered with who else does."""
    place, window = request.form.get("place", ""), request.form.get("window", "")
    if not re.fullmatch(r"[0-9a-f]{8}", window):
        raise NotFound(window)
    if request.form.get("gone"):
        presence.leave(place, me(), window)
        db.session.commit()
        return jsonify(text="")
    places = places_beside(place, me())
    presence.arrive(place, me(), window)
    db.session.commit()
    return jsonify(text=_sentence(others_at(places, me(), window)))


def _sentence(others: Sequence[Any]) -> str:
    names = [row.name for row in others if row.id != me().id]
    said = [_("Also opened now by %(names)s.", names=", ".join(names))] if names else []
    if len(names) < len(others):
        said.append(_("You have this open in another window, too."))
    return " ".join(said)
