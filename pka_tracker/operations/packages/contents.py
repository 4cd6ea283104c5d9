"""What is inside a package, and how each piece is made: read as the organizer who asked for it reads it.

Names of files say numbers, never names: a ZIP travels further than its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import and_, select

from pka_tracker import emails
from pka_tracker.errors import NotFound
from pka_tracker.exports.cohort_sheets import progress_sheet
from pka_tracker.exports.document import Document, note_document, plan_document
from pka_tracker.exports.pdf import as_pdf
from pka_tracker.exports.progress_papers import log_document
from pka_tracker.exports.workbook import as_workbook
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Cohort,
    ConsultationEntry,
    Membership,
    PaperKind,
    PieceKind,
    PlanVersion,
    User,
)
from pka_tracker.operations.cohorts.paper_templates import print_docx
from pka_tracker.queries import notes
from pka_tracker.queries.cohorts.members import MembersView, get_cohort, list_members
from pka_tracker.queries.cohorts.members import visible_to as members_of
from pka_tracker.queries.plans.plans import get_plan, get_version
from pka_tracker.queries.plans.plans import may_see as may_see_plans
from pka_tracker.queries.reviews.consultations import get_log, list_entries


def contents_of(cohort: Cohort, viewer: User) -> Iterator[tuple[PieceKind, int, str]]:
    """Kind, number of the subject and name of every piece. A folder for each participant."""
    yield PieceKind.PROGRESS, cohort.id, "kemajuan.xlsx"
    members = db.session.scalars(
        members_of(viewer).where(Membership.cohort_id == cohort.id).order_by(Membership.id)
    ).all()
    folders = {member.user_id: _folder(member) for member in members}
    plans = db.session.execute(
        select(PlanVersion.id, PlanVersion.number, ActionPlan.owner_id)
        .join(
            ActionPlan,
            and_(ActionPlan.id == PlanVersion.plan_id, ActionPlan.version_no == PlanVersion.number),
        )
        .where(ActionPlan.cohort_id == cohort.id, may_see_plans(viewer))
    )
    for number, version, owner in plans:
        if owner in folders:
            yield PieceKind.PLAN_PDF, number, f"{folders[owner]}/rap-v{version}.pdf"
            yield PieceKind.PLAN_DOCX, number, f"{folders[owner]}/rap-v{version}.docx"
    seen = select(AtmNote.id, AtmNote.owner_id).where(AtmNote.cohort_id == cohort.id, notes.may_see(viewer))
    for number, owner in db.session.execute(seen):
        if owner in folders:
            yield PieceKind.NOTE_PDF, number, f"{folders[owner]}/catatan-atm-{number}.pdf"
    with_log = set(db.session.scalars(select(ConsultationEntry.membership_id).distinct()))
    for member in members:
        if member.id in with_log:
            yield PieceKind.LOG_PDF, member.id, f"{folders[member.user_id]}/kartu-kendali.pdf"


def _folder(member: Membership) -> str:
    return f"ndh-{member.roster_no:02d}" if member.roster_no else f"peserta-{member.id}"


def make(kind: PieceKind, subject_id: int, viewer: User) -> bytes:
    """The bytes of one piece. Refuses what is no longer there or no longer the viewer's to see."""
    return MAKERS[kind](subject_id, viewer)


def _plan(version_id: int, viewer: User, printer: Callable[[Document, int], bytes]) -> bytes:
    found = db.session.execute(
        select(PlanVersion.plan_id, PlanVersion.number).where(PlanVersion.id == version_id)
    ).first()
    if found is None:
        raise NotFound(version_id)
    plan = get_plan(found.plan_id, viewer)
    version = get_version(plan, found.number)
    return printer(plan_document(plan, version, emails.verify_link(version)), plan.cohort_id)


def _log(membership_id: int, viewer: User) -> bytes:
    membership = get_log(membership_id, viewer)
    entries = list_entries(membership, viewer, whole=True).rows
    return as_pdf(log_document(membership, entries, now()))


def _progress(cohort_id: int, viewer: User) -> bytes:
    cohort = get_cohort(cohort_id, viewer)
    rows = list_members(viewer, cohort_id, MembersView(page=None)).rows
    return as_workbook(progress_sheet(cohort, rows, now()))


MAKERS: dict[PieceKind, Callable[[int, User], bytes]] = {
    PieceKind.PLAN_PDF: lambda number, viewer: _plan(number, viewer, lambda paper, _cohort_id: as_pdf(paper)),
    PieceKind.PLAN_DOCX: lambda number, viewer: _plan(
        number, viewer, lambda paper, cohort_id: print_docx(paper, cohort_id, PaperKind.PLAN)
    ),
    PieceKind.NOTE_PDF: lambda number, viewer: as_pdf(note_document(notes.get_note(number, viewer))),
    PieceKind.LOG_PDF: _log,
    PieceKind.PROGRESS: _progress,
}
