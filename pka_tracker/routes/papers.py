"""Papers to download, and the public page that confirms the version a paper shows."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import NotFound
from pka_tracker.exports.document import moment, note_document, plan_document
from pka_tracker.exports.pdf import as_pdf
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans import get_plan, get_version
from pka_tracker.queries.verification import confirm
from pka_tracker.routes.access import me, public

bp = Blueprint("papers", __name__)


@bp.get("/notes/<int:note_id>/paper.pdf")
def note(note_id: int) -> Response:
    """The note as PDF."""
    return _download(as_pdf(note_document(get_note(note_id, me()))), f"catatan-atm-{note_id}.pdf")


@bp.get("/plans/<int:plan_id>/versions/<int:number>/paper.pdf")
def version(plan_id: int, number: int) -> Response:
    """One submitted version as PDF, with the code that leads to its confirmation."""
    plan = get_plan(plan_id, me())
    frozen = get_version(plan, number)
    place = url_for(".verify", token=frozen.sha256)
    address = str(current_app.config["PUBLIC_URL"]).rstrip("/") + place
    return _download(as_pdf(plan_document(plan, frozen, address)), f"rap-{plan_id}-v{number}.pdf")


def _download(content: bytes, name: str) -> Response:
    """A file to keep. Its name says no person's name: it travels further than its text."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Say to whoever holds a paper that its version exists and whether it is approved; nothing else."""
    try:
        found = confirm(token)
    except NotFound:
        return render_template("verification/unknown.html"), 404
    approved = found.approved_at and moment(found.approved_at, found.timezone)
    submitted = moment(found.submitted_at, found.timezone)
    return render_template(
        "verification/show.html", sha256=found.sha256, approved=approved, submitted=submitted
    )
