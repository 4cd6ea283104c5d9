"""What is inside a package, and how each piece is made: read as the organizer who asked for it reads it.

Names of files say numbers, never names: a ZIP travels further than its text. Whose folder is whose stands inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import and_, select

from pka_tracker.exports.sheets.cohort import ContentsRow, contents_sheet, progress_sheet
from pka_tracker.exports.workbook import as_workbook
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    PAPERS_OF_PLAN,
    ActionPlan,
    AtmNote,
    Cohort,
    ConsultationEntry,
    Membership,
    PaperKind,
    Piece,
    PieceKind,
    PlanVersion,
    User,
)
from pka_tracker.operations import papers
from pka_tracker.operations.papers import Paper
from pka_tracker.queries import notes
from pka_tracker.queries.cohorts.members import MembersView, get_cohort, list_members
from pka_tracker.queries.cohorts.members import visible_to as members_of
from pka_tracker.queries.cohorts.paper_templates import list_templates
from pka_tracker.queries.plans.plans import may_see as may_see_plans

#: The first file of every package: what is in it.
INDEX = "daftar-isi.xlsx"
NAMES = {
    PaperKind.APPROVAL: "persetujuan-v{}",
    PaperKind.ASSESSMENT: "penjelasan-mentor-v{}",
    PaperKind.MILESTONES: "laporan-pentahapan",
}
MAKERS: dict[PaperKind, Callable[[int, User], Paper]] = {
    PaperKind.PLAN: papers.version_of,
    PaperKind.APPROVAL: papers.approval,
    PaperKind.ASSESSMENT: papers.assessment,
    PaperKind.MILESTONES: papers.milestones,
    PaperKind.NOTE: papers.note,
    PaperKind.LOG: papers.log,
}


def contents_of(cohort: Cohort, viewer: User) -> Iterator[tuple[PieceKind, int, str]]:
    """Kind, number of the subject and name of every piece. A folder for each participant.

    Every paper is there as PDF. The plan is there to be edited too, and so is what has a layout of the cohort's own,
    which only a DOCX has.
    """
    yield PieceKind.PROGRESS, cohort.id, "kemajuan.xlsx"
    members = _members(cohort, viewer)
    folders = {member.user_id: folder_of(member.roster_no, member.id) for member in members}
    edited = {PaperKind.PLAN, *list_templates(cohort.id, viewer)}
    for paper, number, owner, name in (
        *_of_plans(cohort, viewer),
        *_of_notes(cohort, viewer),
        *_logs(members),
    ):
        if owner in folders:
            for form in ("pdf", "docx") if paper in edited else ("pdf",):
                yield PieceKind(f"{paper}_{form}"), number, f"{folders[owner]}/{name}.{form}"


def folder_of(roster_no: int | None, membership_id: int) -> str:
    """The folder of a participant."""
    return f"ndh-{roster_no:02d}" if roster_no else f"peserta-{membership_id}"


def _members(cohort: Cohort, viewer: User) -> Sequence[Membership]:
    asked = members_of(viewer).where(Membership.cohort_id == cohort.id)
    return db.session.scalars(asked.order_by(Membership.id)).all()


def _of_plans(cohort: Cohort, viewer: User) -> Iterator[tuple[PaperKind, int, int, str]]:
    """The latest submitted version of each plan, and what its state has brought with it."""
    latest = and_(ActionPlan.id == PlanVersion.plan_id, ActionPlan.version_no == PlanVersion.number)
    found = db.session.execute(
        select(PlanVersion.id, PlanVersion.number, PlanVersion.plan_id, ActionPlan.owner_id, ActionPlan.state)
        .join(ActionPlan, latest)
        .where(ActionPlan.cohort_id == cohort.id, may_see_plans(viewer))
    )
    for row in found:
        yield PaperKind.PLAN, row.id, row.owner_id, f"rap-v{row.number}"
        for paper, states in PAPERS_OF_PLAN.items():
            if row.state in states:
                yield paper, row.plan_id, row.owner_id, NAMES[paper].format(row.number)


def _of_notes(cohort: Cohort, viewer: User) -> Iterator[tuple[PaperKind, int, int, str]]:
    seen = select(AtmNote.id, AtmNote.owner_id).where(AtmNote.cohort_id == cohort.id, notes.may_see(viewer))
    for number, owner in db.session.execute(seen):
        yield PaperKind.NOTE, number, owner, f"catatan-atm-{number}"


def _logs(members: Sequence[Membership]) -> Iterator[tuple[PaperKind, int, int, str]]:
    written = set(db.session.scalars(select(ConsultationEntry.membership_id).distinct()))
    for member in members:
        if member.id in written:
            yield PaperKind.LOG, member.id, member.user_id, "kartu-kendali"


def make(kind: PieceKind, subject_id: int, viewer: User) -> bytes:
    """The bytes of one piece. Refuses what is no longer there or no longer the viewer's to see."""
    if kind.paper is None:
        cohort = get_cohort(subject_id, viewer)
        rows = list_members(viewer, subject_id, MembersView(page=None)).rows
        return as_workbook(progress_sheet(cohort, rows, now()))
    return MAKERS[kind.paper](subject_id, viewer).printed(kind.form)


def index(cohort: Cohort, viewer: User, pieces: Sequence[Piece]) -> bytes:
    """What is in the package, whose it is and what is missing, as a list to sort and filter."""
    rows = list_members(viewer, cohort.id, MembersView(page=None)).rows
    people = {folder_of(row.roster_no, row.id): row for row in rows}
    listed = []
    for piece in pieces:
        whose = people.get(piece.name.rpartition("/")[0])
        listed.append(
            ContentsRow(
                piece.name,
                piece.kind.paper,
                whose and whose.roster_no,
                whose.name if whose else "",
                piece.made_at is not None,
            )
        )
    return as_workbook(contents_sheet(cohort, listed, now()))
