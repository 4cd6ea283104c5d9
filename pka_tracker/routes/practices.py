"""The catalogue of good practices at the hosts of the cohorts' visits."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from pka_tracker.forms.fields import clean
from pka_tracker.forms.members import number
from pka_tracker.models import CohortRole
from pka_tracker.queries.practices import list_categories, list_practices
from pka_tracker.routes.access import me

bp = Blueprint("practices", __name__, url_prefix="/practices")


@bp.get("/")
def index() -> str:
    """What the hosts of one's visits offer; a participant can begin a note on each."""
    search = " ".join(clean(request.args.get("q")).split())[:100]
    category = clean(request.args.get("category"))[:120]
    return render_template(
        "practices/index.html",
        page=list_practices(me(), number(request.args.get("page")) or 1, search, category),
        categories=list_categories(me()),
        search=search,
        category=category,
        writes=me().holds(CohortRole.PARTICIPANT),
    )
