"""The papers of plans, notes and logs as whoever asks may see them: for the pages and for a cohort's ZIP alike."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from pka_tracker import emails
from pka_tracker.errors import NotFound
from pka_tracker.exports.document import Document, belonging, note_document, plan_document
from pka_tracker.exports.pdf import as_pdf
from pka_tracker.exports.progress_papers import log_document, milestones_document
from pka_tracker.exports.review_papers import approval_document, assessment_document
from pka_tracker.extensions import db, now
from pka_tracker.models import Decision, PaperKind, PlanVersion, User
from pka_tracker.operations.cohorts.paper_templates import print_docx
from pka_tracker.queries.files import list_evidence
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.indicators import list_indicators
from pka_tracker.queries.plans.milestones import list_milestones
from pka_tracker.queries.plans.plans import get_plan, get_version
from pka_tracker.queries.plans.verification import version_in_force
from pka_tracker.queries.reviews.consultations import get_log, list_entries
from pka_tracker.queries.reviews.endorsements import endorsement_of
from pka_tracker.queries.reviews.papers import decided_review


@dataclass(frozen=True)
class Paper:
    """One paper before it is printed; ``name`` is its file's, without an ending."""

    kind: PaperKind
    document: Document
    cohort_id: int
    name: str

    def printed(self, form: str) -> bytes:
        """The paper as ``pdf``, or as ``docx`` in the cohort's layout."""
        if form == "pdf":
            return as_pdf(self.document)
        return print_docx(self.document, self.cohort_id, self.kind)


def version(plan_id: int, number: int, viewer: User) -> Paper:
    """One submitted version, with the code that leads to its confirmation."""
    plan = get_plan(plan_id, viewer)
    frozen = get_version(plan, number)
    document = plan_document(plan, frozen, emails.verify_link(frozen))
    return Paper(PaperKind.PLAN, document, plan.cohort_id, f"rap-{plan_id}-v{number}")


def version_of(version_id: int, viewer: User) -> Paper:
    """The same by the version's id, which stays when another version follows."""
    found = db.session.execute(
        select(PlanVersion.plan_id, PlanVersion.number).where(PlanVersion.id == version_id)
    ).first()
    if found is None:
        raise NotFound(version_id)
    return version(found.plan_id, found.number, viewer)


def note(note_id: int, viewer: User) -> Paper:
    """A note as it stands."""
    found = get_note(note_id, viewer)
    document = note_document(found, emails.verify_link(found.standing[1]) if found.standing else "")
    return Paper(PaperKind.NOTE, document, found.cohort_id, f"catatan-atm-{note_id}")


def approval(plan_id: int, viewer: User) -> Paper:
    """The approval sheet of the approved version, to be signed in ink."""
    plan = get_plan(plan_id, viewer)
    review = decided_review(plan, Decision.APPROVE)
    document = approval_document(plan, review, endorsement_of(plan), emails.verify_link(review.version))
    name = f"persetujuan-{plan_id}-v{review.version.number}"
    return Paper(PaperKind.APPROVAL, document, plan.cohort_id, name)


def assessment(plan_id: int, viewer: User) -> Paper:
    """How the mentor explains the latest decision."""
    plan = get_plan(plan_id, viewer)
    review = decided_review(plan)
    document = assessment_document(plan, review, emails.verify_link(review.version))
    name = f"penjelasan-mentor-{plan_id}-v{review.version.number}"
    return Paper(PaperKind.ASSESSMENT, document, plan.cohort_id, name)


def milestones(plan_id: int, viewer: User) -> Paper:
    """The report on the milestones and indicators as they stand now."""
    plan = get_plan(plan_id, viewer)
    if not (rows := list_milestones(plan, viewer)):
        raise NotFound(f"{plan_id}: no milestones")
    files = list_evidence(plan, viewer)
    document = milestones_document(plan, rows, list_indicators(plan, viewer), now(), files)
    document = _belonging(document, plan.owner_id, plan.cohort_id)
    return Paper(PaperKind.MILESTONES, document, plan.cohort_id, f"pentahapan-{plan_id}")


def log(membership_id: int, viewer: User) -> Paper:
    """The whole consultation log of one participant as the control card."""
    membership = get_log(membership_id, viewer)
    document = log_document(membership, list_entries(membership, viewer, whole=True).rows, now())
    document = _belonging(document, membership.user_id, membership.cohort_id)
    return Paper(PaperKind.LOG, document, membership.cohort_id, f"kartu-kendali-{membership_id}")


def _belonging(document: Document, owner_id: int, cohort_id: int) -> Document:
    version = version_in_force(owner_id, cohort_id)
    return belonging(document, version, emails.verify_link(version) if version else "")
