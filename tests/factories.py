"""Things to test with. A plan reaches a state only as a person would take it there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    Agency,
    AtmNote,
    ChecklistItem,
    Cohort,
    CohortRole,
    CommentKind,
    ConsultationEntry,
    ConsultationStage,
    ExtensionRequest,
    Indicator,
    IndicatorValue,
    Mark,
    Medium,
    Membership,
    OutboxEmail,
    Package,
    PlanSection,
    PlanState,
    PostEvaluation,
    Practice,
    Program,
    Replication,
    ReplicationStage,
    StudyVisit,
    Support,
    User,
    Verdict,
)
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.outline import Content, Field, Kind, Rows
from pka_tracker.operations import evaluations, notes, replications
from pka_tracker.operations.cohorts import members
from pka_tracker.operations.packages import packages
from pka_tracker.operations.plans import indicators, milestones, plans, sections
from pka_tracker.operations.practices import practices
from pka_tracker.operations.reviews import comments, consultations, reviews
from pka_tracker.queries.evaluations import Due

_numbers = count(1)
AHEAD = replications.NextStep("Kirim surat permohonan.")
COHORT_START, COHORT_END = date(2026, 9, 1), date(2026, 12, 11)


def make_user(**values: Any) -> User:
    number = next(_numbers)
    agency = values.pop("agency", None) or Agency(name=f"Dinas {number}", region="Kabupaten Minahasa")
    defaults = {
        "name": f"Pejabat {number}, S.Sos., M.Si.",
        "email": f"u{number}@example.org",
        "fs_uniquifier": f"uniquifier-{number}",
        "locale": "en",
        "nip": f"{date(1950, 1, 1) + timedelta(days=number):%Y%m%d}2005011001",  # never one that ends in 000
        "rank_grade": "Pembina / IV/a",
        "position": "Kepala Bidang",
        "work_unit": "Bidang Layanan",
        "agency": agency,
    }
    user = User(**defaults | values)
    db.session.add(user)
    db.session.commit()
    return user


def make_cohort(**values: Any) -> Cohort:
    """A cohort with one visit to a host that has two practices in its catalogue."""
    number = next(_numbers)
    host = f"Kota {number}"
    defaults: dict[str, Any] = {
        "program": Program(name=f"PKA {number}"),
        "name": f"Angkatan {number}",
        "starts_on": COHORT_START,
        "ends_on": COHORT_END,
        "plans_due_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
    }
    cohort = Cohort(**defaults | values)
    cohort.visits.append(StudyVisit(host=host, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 7)))
    db.session.add(cohort)
    make_practice(host, "LAKSA", category="Pengaduan", audience="Masyarakat", replicable=True)
    make_practice(host, "SIMASN", category="Kepegawaian", audience="Internal", replicable=True)
    return cohort


def setup_data(cohort: Cohort | None = None, **values: Any) -> dict[str, Any]:
    """What the form of a cohort's settings sends: as they are kept where there is a cohort, else something sound."""
    number = next(_numbers)
    sound: dict[str, Any] = {
        "program": "PKA",
        "name": f"Angkatan {number}",
        "starts_on": str(COHORT_START),
        "ends_on": str(COHORT_END),
        "timezone": "Asia/Makassar",
        "review_days": "5",
        "usg_method": "product",
    }
    if cohort is not None:
        zone = ZoneInfo(cohort.timezone)
        sound |= {"program": cohort.program.name, "name": cohort.name}
        for name in ("notes_due_at", "plans_due_at"):
            moment = getattr(cohort, name)
            sound[name] = f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""
    return sound | values


def hand_over(
    member: Membership,
    guide: User | None,
    actor: User,
    reason: str = "Mutasi",
    post: members.Post = members.MENTOR,
) -> None:
    """Give a participant another mentor or coach, from a page that shows how it is."""
    members.assign(post, member, guide, actor, reason, seen=member.lock_version)


def make_practice(host: str, name: str, **values: Any) -> Practice:
    """A practice of the catalogue, as an operator would add it."""
    practice = practices.create(host, practices.Facts(name, **values), None)
    db.session.commit()
    return practice


def make_membership(
    role: CohortRole = CohortRole.PARTICIPANT,
    *,
    user: User | None = None,
    cohort: Cohort | None = None,
    **values: Any,
) -> Membership:
    """Somebody in a cohort; a participant comes with a mentor of their own."""
    cohort = cohort or make_cohort()
    user = user or make_user()
    if role is CohortRole.PARTICIPANT and "mentor" not in values:
        values["mentor"] = make_membership(CohortRole.MENTOR, cohort=cohort).user
    mentor = values.pop("mentor", None)
    membership = Membership(cohort=cohort, user=user, role=role, **values)
    membership.mentor_id = mentor.id if mentor else None
    membership.mentor = mentor
    db.session.add(membership)
    db.session.commit()
    return membership


def make_note(owner: User | None = None, *, complete: bool = False, **values: Any) -> AtmNote:
    """A note of a participant; complete ones could be submitted."""
    membership = owner.memberships[0] if owner else make_membership(**values)
    note = notes.start(membership.user, membership.cohort_id)
    if complete:
        content = {block.key: fill(block.fields) for block in NOTE_BLOCKS}
        content["context"] |= {"visit": membership.cohort.visits[0].id, "practice": "LAKSA"}
        notes.save(note, membership.user, content, seen=note.lock_version)
    db.session.commit()
    return note


def make_talk(**values: Any) -> consultations.Talk:
    """What could be written down of a consultation."""
    defaults: dict[str, Any] = {
        "held_on": date(2025, 9, 15),
        "medium": Medium.ZOOM,
        "stage": ConsultationStage.PLAN,
        "topic": "Diagnosa masalah",
        "direction": "Gunakan data tiga bulan terakhir.",
    }
    return consultations.Talk(**defaults | values)


def make_entry(
    membership: Membership | None = None, *, writer: User | None = None, **values: Any
) -> ConsultationEntry:
    """An entry of a participant's log, by the mentor where nobody else is named."""
    membership = membership or make_membership()
    key = values.pop("form_key", f"k{next(_numbers)}")
    entry = consultations.write(membership, writer or membership.mentor, make_talk(**values), form_key=key)
    db.session.commit()
    return entry


def make_extension(plan: ActionPlan) -> ExtensionRequest:
    """A request for more time that waits for an answer."""
    request = ExtensionRequest(plan_id=plan.id, until=date(2099, 1, 30), reason="Banjir di kecamatan")
    db.session.add(request)
    db.session.commit()
    return request


def make_replication(
    membership: Membership | None = None,
    stage: ReplicationStage = ReplicationStage.INTEREST,
    *,
    practice: Practice | None = None,
    origin: AtmNote | ActionPlan | None = None,
) -> Replication:
    """A replication taken to a stage, step by step, by the participant."""
    membership = membership or make_membership()
    practice = practice or make_practice(membership.cohort.visits[0].host, f"Praktik {next(_numbers)}")
    parties = replications.Parties("Dinas Kominfo, Kabupaten Minahasa")
    made = replications.express(
        membership.user, membership.cohort, practice, parties, AHEAD, origin=origin, note="Untuk loket."
    )
    while made.stage is not stage:
        happened = replications.Happening(date(2025, 10, 1), "055/12", "Disepakati.")
        replications.advance(made, membership.user, seen=made.lock_version, happened=happened, ahead=AHEAD)
    db.session.commit()
    return made


def make_package(organizer: User, cohort_id: int) -> Package:
    """A package that a worker has made, empty but for the ZIP itself."""
    package = packages.ask(db.session.get_one(Cohort, cohort_id), organizer)
    for piece in package.pieces:
        piece.gave_up_at = now()
    packages.assemble(package)
    db.session.commit()
    return package


def make_plan(membership: Membership | None = None, **values: Any) -> ActionPlan:
    """A plan just begun."""
    membership = membership or make_membership(**values)
    plan = plans.start(membership, membership.user)
    db.session.commit()
    return plan


def make_complete_plan(membership: Membership | None = None, **values: Any) -> ActionPlan:
    """A draft that could be submitted: every section filled, one note linked."""
    plan = make_plan(membership, **values)
    owner = db.session.get_one(User, plan.owner_id)
    note = make_note(owner, complete=True)
    for section in plan.sections:
        write_section(plan, section.key, complete_content(section.key, note.id))
    return plan


def write_section(plan: ActionPlan, key: str, content: Content) -> PlanSection:
    """Save one section as its owner."""
    section = next(s for s in plan.sections if s.key == key)
    sections.save(section, db.session.get_one(User, plan.owner_id), content, seen=section.lock_version)
    db.session.commit()
    return section


def make_submitted_plan(membership: Membership | None = None, **values: Any) -> ActionPlan:
    plan = make_complete_plan(membership, **values)
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    db.session.commit()
    return plan


def make_plan_in(state: PlanState, membership: Membership | None = None, **values: Any) -> ActionPlan:
    """A plan taken to a state, step by step, by the people who may."""
    if state is PlanState.DRAFT:
        return make_complete_plan(membership, **values)
    plan = make_submitted_plan(membership, **values)
    if state is PlanState.SUBMITTED:
        return plan
    review = plans.start_review(plan, plan.mentor, seen=plan.lock_version)
    if state is PlanState.REVISION_REQUESTED:
        _flag(plan, review)
        plans.request_revision(plan, plan.mentor, seen=plan.lock_version, message="Perbaiki latar belakang.")
    elif state is not PlanState.IN_REVIEW:
        _approve(plan, review)
    if state in (PlanState.IN_IMPLEMENTATION, PlanState.COMPLETED):
        plans.start_implementation(plan, plan.owner, seen=plan.lock_version)
    if state is PlanState.COMPLETED:
        _finish(plan)
    db.session.commit()
    return plan


def _flag(plan: ActionPlan, review: Any) -> None:
    reviews.mark_section(review, plan.mentor, "background", Mark.NEEDS_WORK)
    comments.add(
        review,
        plan.mentor,
        section="background",
        kind=CommentKind.REQUIRED,
        body="Sebutkan data.",
        form_key="k1",
    )


def _approve(plan: ActionPlan, review: Any) -> None:
    reviews.save_assessment(
        review,
        plan.mentor,
        seen=review.lock_version,
        checklist=[str(item) for item in ChecklistItem],
        verdict=Verdict.CAPABLE,
        verdict_reason="Layak.",
        support=[str(Support.MANDATE)],
        support_note="",
    )
    plans.approve(plan, plan.mentor, seen=plan.lock_version)


def make_value(plan: ActionPlan, value: str = "10", **values: Any) -> IndicatorValue:
    """A value of the plan's first indicator, reported by who carries the plan out."""
    indicator = db.session.scalars(sa.select(Indicator).filter_by(plan_id=plan.id)).first()
    assert indicator
    facts = {"on": date(2026, 10, 20), "evidence_url": "https://example.org/bukti"} | values
    row = indicators.report(
        indicator, plan.owner, indicators.Measured(value, **facts), seen=indicator.lock_version
    )
    db.session.commit()
    return row


def make_evaluation(plan: ActionPlan) -> tuple[PostEvaluation, str]:
    """What the plan's writer is asked after six months, and the address that opens it."""
    evaluation = evaluations.ask(Due(plan.id, 6, False))
    assert evaluation
    db.session.commit()
    letter = db.session.scalars(
        sa.select(OutboxEmail).filter_by(kind="evaluation_asked").order_by(OutboxEmail.id.desc())
    ).first()
    assert letter
    return evaluation, "/evaluations/" + letter.body.partition("/evaluations/")[2].split()[0]


def _finish(plan: ActionPlan) -> None:
    value = make_value(plan)
    indicators.verify(value, plan.mentor, seen=value.lock_version)
    db.session.refresh(plan, ["milestones"])
    for milestone in plan.milestones:
        milestones.report(
            milestone,
            plan.owner,
            report="Selesai.",
            evidence_url="https://example.org/bukti",
            seen=milestone.lock_version,
        )
        milestones.verify(milestone, plan.mentor, seen=milestone.lock_version)
    plans.close(plan, plan.mentor, seen=plan.lock_version)


def complete_content(key: str, note_id: int) -> Content:
    """A text for one section that meets every requirement."""
    outline = next(section for section in PLAN_SECTIONS if section.key == key)
    content = fill(outline.fields)
    if key == "milestones":
        horizons = {"short": "2026-10-12", "medium": "2027-03-01", "long": "2028-03-01"}
        row = content["rows"][0]
        content["rows"] = [
            row | {"id": f"m{number}", "horizon": horizon, "starts_on": day, "ends_on": day}
            for number, (horizon, day) in enumerate(horizons.items())
        ]
    if key == "atm":
        content["links"][0]["note"] = note_id
    return content


def fill(fields: tuple[Field | Rows, ...]) -> Content:
    """Something valid in every field."""
    content: Content = {}
    for field in fields:
        if isinstance(field, Rows):
            number = max(1, field.minimum)
            content[field.key] = [{"id": f"{field.key}{n}"} | fill(field.columns) for n in range(number)]
        else:
            content[field.key] = _value(field)
    return content


def _value(field: Field) -> Any:
    match field.kind:
        case Kind.INTEGER:
            return 4
        case Kind.DECIMAL:
            return "12.5"
        case Kind.MONEY:
            return 1_500_000
        case Kind.DATE:
            return "2026-10-12"
        case Kind.CHOICE:
            assert field.choices
            return str(next(iter(field.choices)))
        case Kind.FLAG:
            return False
        case Kind.LINKS:
            return "https://example.org/bukti"
        case Kind.VISIT | Kind.NOTE:
            return None
        case _:
            return f"{field.label}: pelayanan 30 hari menjadi 3 hari"
