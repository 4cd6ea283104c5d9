"""The first page of a cohort, for its organizers."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.queries import members
from pka_tracker.routes.access import me

bp = Blueprint("board", __name__)


@bp.get("/cohorts/<int:cohort_id>")
def show(cohort_id: int) -> ResponseReturnValue:
    """Lead to the participants, who are all there is to see of a cohort so far."""
    cohort = members.get_cohort(cohort_id, me())
    return redirect(url_for("members.index", cohort_id=cohort.id), 303)
