"""Papers to download as PDF or DOCX, and the public page that confirms the version a paper shows."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pka_tracker import emails
from pka_tracker.errors import NotFound
from pka_tracker.exports import docx
from pka_tracker.exports.document import Document, moment, note_document, plan_document
from pka_tracker.exports.pdf import as_pdf
from pka_tracker.exports.progress_papers import log_document, milestones_document
from pka_tracker.exports.review_papers import approval_document, assessment_document
from pka_tracker.extensions import now
from pka_tracker.models import Decision, PaperKind
from pka_tracker.operations.cohorts.paper_templates import print_docx
from pka_tracker.queries.files import list_evidence
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.indicators import list_indicators
from pka_tracker.queries.plans.milestones import list_milestones
from pka_tracker.queries.plans.plans import get_plan, get_version
from pka_tracker.queries.plans.verification import confirm
from pka_tracker.queries.reviews.consultations import get_log, list_entries
from pka_tracker.queries.reviews.endorsements import endorsement_of
from pka_tracker.queries.reviews.papers import decided_review
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.site.access import me, public

bp = Blueprint("papers", __name__)

#: What a paper can be had as.
FORMATS: dict[str, tuple[Callable[[Document, int, PaperKind], bytes], str]] = {
    "pdf": (lambda document, _cohort_id, _paper: as_pdf(document), "application/pdf"),
    "docx": (print_docx, docx.MEDIA_TYPE),
}
KINDS = "any(pdf, docx)"


@bp.get(f"/notes/<int:note_id>/paper.<{KINDS}:kind>")
def note(note_id: int, kind: str) -> Response:
    """The note as PDF or DOCX."""
    found = get_note(note_id, me())
    return _download(note_document(found), found.cohort_id, PaperKind.NOTE, f"catatan-atm-{note_id}", kind)


@bp.get(f"/plans/<int:plan_id>/versions/<int:number>/paper.<{KINDS}:kind>")
def version(plan_id: int, number: int, kind: str) -> Response:
    """One submitted version as PDF or DOCX, with the code that leads to its confirmation."""
    plan = get_plan(plan_id, me())
    frozen = get_version(plan, number)
    paper = plan_document(plan, frozen, emails.verify_link(frozen))
    return _download(paper, plan.cohort_id, PaperKind.PLAN, f"rap-{plan_id}-v{number}", kind)


@bp.get(f"/plans/<int:plan_id>/approval.<{KINDS}:kind>")
def approval(plan_id: int, kind: str) -> Response:
    """The approval sheet of the approved version, to be signed in ink."""
    plan = get_plan(plan_id, me())
    review = decided_review(plan, Decision.APPROVE)
    paper = approval_document(plan, review, endorsement_of(plan), emails.verify_link(review.version))
    return _download(
        paper, plan.cohort_id, PaperKind.APPROVAL, f"persetujuan-{plan_id}-v{review.version.number}", kind
    )


@bp.get(f"/plans/<int:plan_id>/assessment.<{KINDS}:kind>")
def assessment(plan_id: int, kind: str) -> Response:
    """How the mentor explains the latest decision."""
    plan = get_plan(plan_id, me())
    review = decided_review(plan)
    paper = assessment_document(plan, review, emails.verify_link(review.version))
    return _download(
        paper,
        plan.cohort_id,
        PaperKind.ASSESSMENT,
        f"penjelasan-mentor-{plan_id}-v{review.version.number}",
        kind,
    )


@bp.get(f"/plans/<int:plan_id>/milestones.<{KINDS}:kind>")
def milestones(plan_id: int, kind: str) -> Response:
    """The report on the milestones and indicators as they stand now."""
    plan = get_plan(plan_id, me())
    if not (rows := list_milestones(plan, me())):
        raise NotFound(f"{plan_id}: no milestones")
    paper = milestones_document(plan, rows, list_indicators(plan, me()), now(), list_evidence(plan, me()))
    return _download(paper, plan.cohort_id, PaperKind.MILESTONES, f"pentahapan-{plan_id}", kind)


@bp.get(f"/consultations/<int:membership_id>/card.<{KINDS}:kind>")
def log(membership_id: int, kind: str) -> Response:
    """The whole consultation log of one participant as the control card."""
    membership = get_log(membership_id, me())
    entries = list_entries(membership, me(), whole=True).rows
    paper = log_document(membership, entries, now())
    return _download(paper, membership.cohort_id, PaperKind.LOG, f"kartu-kendali-{membership_id}", kind)


def _download(document: Document, cohort_id: int, paper: PaperKind, name: str, kind: str) -> Response:
    make, media_type = FORMATS[kind]
    return as_attachment(make(document, cohort_id, paper), f"{name}.{kind}", media_type)


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
    redacted = found.redacted_at and moment(found.redacted_at, found.timezone)
    return render_template(
        "verification/show.html",
        sha256=found.sha256,
        approved=approved,
        submitted=submitted,
        redacted=redacted,
    )
