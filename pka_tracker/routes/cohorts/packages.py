"""All papers of a cohort in one ZIP: asked for here, made by ``flask work``, downloaded here."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.extensions import db, now
from pka_tracker.operations.packages import packages
from pka_tracker.operations.packages.packages import zip_key
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.queries.cohorts.packages import Progress, get_package, newest_package
from pka_tracker.routes.site.access import me
from pka_tracker.storage import blobs
from pka_tracker.words import gettext as _

bp = Blueprint("packages", __name__)

#: A worker makes a piece in a second and looks for work each minute or so; silent for so long, none is there.
WAITS = timedelta(minutes=5)


@bp.post("/cohorts/<int:cohort_id>/packages")
def ask(cohort_id: int) -> ResponseReturnValue:
    """Have the ZIP made. Asked twice, it is made once."""
    packages.ask(get_cohort(cohort_id, me()), me())
    db.session.commit()
    flash(_("The ZIP is being made. You get a letter when it is ready."), "success")
    return redirect(url_for("cohort_exports.index", cohort_id=cohort_id, _anchor="package"), 303)


@bp.get("/cohorts/<int:cohort_id>/packages/progress")
def progress(cohort_id: int) -> Response:
    """How far it is, for the script that keeps the page current."""
    get_cohort(cohort_id, me())
    found = newest_package(cohort_id, me())
    if found is None:
        return jsonify(ready=True, share=1, text="")
    ready = found.package.finished_at is not None
    return jsonify(ready=ready, share=(found.made + found.lost) / (found.total or 1), text=said(found))


@bp.get("/cohorts/<int:cohort_id>/packages/<int:package_id>.zip")
def download(cohort_id: int, package_id: int) -> Response:
    """The finished ZIP; its name says no person's."""
    get_cohort(cohort_id, me())
    package = get_package(cohort_id, package_id, me())
    response = Response(blobs.stream(zip_key(package.key)), content_type="application/zip")
    response.headers["Content-Length"] = str(package.size)
    name = f"angkatan-{cohort_id}-{package.created_at:%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def said(found: Progress) -> str:
    """How far a package is, in words."""
    if found.package.finished_at is None and now() - found.touched_at > WAITS:
        return _(
            "%(made)s of %(total)s files are made. It waits for the worker of the server; if this lasts, tell the administrator.",
            made=found.made,
            total=found.total,
        )
    if found.made + found.lost >= found.total:
        return _("All %(total)s files are made; the ZIP is put together.", total=found.total)
    return _("%(made)s of %(total)s files are made.", made=found.made, total=found.total)
