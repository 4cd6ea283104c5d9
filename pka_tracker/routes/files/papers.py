"""Papers to download as PDF or DOCX, and the public page that confirms the version a paper shows."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pka_tracker.errors import NotFound
from pka_tracker.exports import docx
from pka_tracker.exports.document import moment
from pka_tracker.operations import papers
from pka_tracker.operations.papers import Paper
from pka_tracker.queries.plans.verification import confirm, confirm_note
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.site.access import me, public

bp = Blueprint("papers", __name__)

#: What a paper can be had as.
MEDIA_TYPES = {"pdf": "application/pdf", "docx": docx.MEDIA_TYPE}
KINDS = "any(pdf, docx)"


@bp.get(f"/notes/<int:note_id>/paper.<{KINDS}:kind>")
def note(note_id: int, kind: str) -> Response:
    """The note."""
    return _download(papers.note(note_id, me()), kind)


@bp.get(f"/plans/<int:plan_id>/versions/<int:number>/paper.<{KINDS}:kind>")
def version(plan_id: int, number: int, kind: str) -> Response:
    """One submitted version."""
    return _download(papers.version(plan_id, number, me()), kind)


@bp.get(f"/plans/<int:plan_id>/approval.<{KINDS}:kind>")
def approval(plan_id: int, kind: str) -> Response:
    """The approval sheet."""
    return _download(papers.approval(plan_id, me()), kind)


@bp.get(f"/plans/<int:plan_id>/assessment.<{KINDS}:kind>")
def assessment(plan_id: int, kind: str) -> Response:
    """The mentor's explanation."""
    return _download(papers.assessment(plan_id, me()), kind)


@bp.get(f"/plans/<int:plan_id>/milestones.<{KINDS}:kind>")
def milestones(plan_id: int, kind: str) -> Response:
    """The report on the milestones."""
    return _download(papers.milestones(plan_id, me()), kind)


@bp.get(f"/consultations/<int:membership_id>/card.<{KINDS}:kind>")
def log(membership_id: int, kind: str) -> Response:
    """The control card."""
    return _download(papers.log(membership_id, me()), kind)


def _download(paper: Paper, kind: str) -> Response:
    return as_attachment(paper.printed(kind), f"{paper.name}.{kind}", MEDIA_TYPES[kind])


@bp.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Say to whoever holds a paper that its version exists and whether it is approved; nothing else."""
    try:
        found = confirm(token)
    except NotFound:
        return _verify_note(token)
    approved = found.approved_at and moment(found.approved_at, found.timezone)
    submitted = moment(found.submitted_at, found.timezone)
    redacted = found.redacted_at and moment(found.redacted_at, found.timezone)
    return render_template(
        "verification/show.html",
        sha256=found.sha256,
        approved=approved,
        submitted=submitted,
        redacted=redacted,
    )


def _verify_note(token: str) -> ResponseReturnValue:
    try:
        found = confirm_note(token)
    except NotFound:
        return render_template("verification/unknown.html"), 404
    submitted = moment(found.submitted_at, found.timezone)
    return render_template("verification/note.html", found=found, submitted=submitted)
