"""Every address that changes something, from two sessions that saw the same page: the second never overwrites."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import answer_token, token
from pka_tracker.models import (
    ActionPlan,
    CohortRole,
    Comment,
    Indicator,
    Milestone,
    MilestoneState,
    PlanSection,
    PlanState,
    ReplicationAction,
    ReplicationStage,
    Review,
)
from pka_tracker.operations import files, notes, replications
from pka_tracker.operations.plans import milestones
from pka_tracker.operations.practices import practices
from pka_tracker.operations.reviews import answers, comments, reviews
from pka_tracker.storage.content import Content
from tests.factories import (
    make_entry,
    make_evaluation,
    make_extension,
    make_membership,
    make_note,
    make_plan,
    make_plan_in,
    make_practice,
    make_replication,
    make_user,
    make_value,
    setup_data,
)

#: The state in which each action on a plan is possible, and who does it.
PLAN_ACTIONS = {
    "submit": (PlanState.DRAFT, "owner"),
    "withdraw": (PlanState.SUBMITTED, "owner"),
    "start_review": (PlanState.SUBMITTED, "mentor"),
    "request_revision": (PlanState.IN_REVIEW, "mentor"),
    "approve": (PlanState.IN_REVIEW, "mentor"),
    "resubmit": (PlanState.REVISION_REQUESTED, "owner"),
    "take_back": (PlanState.APPROVED, "mentor"),
    "reopen": (PlanState.APPROVED, "owner"),
    "start_implementation": (PlanState.APPROVED, "owner"),
    "close": (PlanState.IN_IMPLEMENTATION, "mentor"),
}
#: Where the last word counts, or saying it twice is saying it once; each is tested where it belongs.
LAST_WORD = {
    "reviews.mark", "reviews.comment", "reviews.begin", "comments.settle", "comments.reopen",
    "reviewing.save_view", "reviewing.forget_view", "reviewing.snippets", "reviewing.forget_snippet",
    "reviewing.skip", "bulk.run", "bulk.request_revision", "plans.new", "notes.new",
    "settings.show", "account.sign_out_elsewhere", "files.note", "files.plan", "files.milestone",
    "files.replication", "files.practice", "replications.new", "agencies.new", "cohorts.new", "visits.new", "people.new", "people.invite",
    "paper_templates.show", "paper_templates.remove", "packages.ask",  # asked twice, made once
    "practices.new", "practice_import.upload", "practice_import.confirm", "practice_import.report", "presence.here",
    "people_import.upload", "people_import.preview", "people_import.confirm", "people_import.report",
    "files.indicator", "calendar.renew", "calendar.revoke",
    "accounts.new", "accounts.invite", "accounts.disable", "accounts.enable", "accounts.end_sessions", "accounts.anonymise", "retention.run",
}  # fmt: skip


def one(model, **values):
    return db.session.scalars(sa.select(model).filter_by(**values)).first()


def section():
    plan = make_plan_in(PlanState.DRAFT)
    row = one(PlanSection, plan_id=plan.id, key="goals")
    texts = [{"short": "Tujuan pertama"}, {"short": "Tujuan kedua"}]
    return plan.owner, f"/plans/{plan.id}/sections/goals", token(row), texts


def note():
    row = make_note()
    texts = [{"context-practice": "LAKSA"}, {"context-practice": "SIMASN"}]
    return row.owner, f"/notes/{row.id}/edit", token(row), texts


def note_action(name: str, by_mentor: bool):
    row = make_note(complete=True)
    if by_mentor:
        notes.submit(row, row.owner, seen=row.lock_version)
        db.session.commit()
    who = row.owner.memberships[0].mentor if by_mentor else row.owner
    words = [{"message": "Lengkapi."}, {"message": "Lengkapi angkanya."}]
    return who, f"/notes/{row.id}/{name}", token(row), words


def plan_action(name: str):
    state, who = PLAN_ACTIONS[name]
    plan = make_plan_in(state)
    if name in ("request_revision", "approve"):
        make_ready(plan, name)
    if name == "resubmit":
        answers.save_answer(one(Comment, plan_id=plan.id), plan.owner, "Sudah.", seen=0)
    if name == "close":
        verify_all(plan)
    db.session.commit()
    plan = one(ActionPlan, id=plan.id)
    words = [{"message": "Pertama."}, {"message": "Kedua."}]
    return getattr(plan, who), f"/plans/{plan.id}/{name.replace('_', '-')}", token(plan), words


def make_ready(plan, name: str) -> None:
    review = one(Review, plan_id=plan.id)
    if name == "request_revision":
        reviews.mark_section(review, plan.mentor, "goals", "needs_work")
        add_comment(plan, review)
        return
    values = {"checklist": [], "verdict": "capable", "verdict_reason": "Kuat", "support": ["mandate"]}
    reviews.save_assessment(review, plan.mentor, seen=review.lock_version, support_note="", **values)


def add_comment(plan, review):
    return comments.add(review, plan.mentor, section="goals", kind="required", body="Kapan?", form_key="k1")


def verify_all(plan) -> None:
    for row in db.session.scalars(sa.select(Milestone).filter_by(plan_id=plan.id)):
        told = {"report": "Selesai.", "evidence_url": "https://example.org/bukti"}
        milestones.report(row, plan.owner, seen=row.lock_version, **told)
        milestones.verify(row, plan.mentor, seen=row.lock_version)


def comment(address: str):
    plan = make_plan_in(PlanState.IN_REVIEW)
    row = add_comment(plan, one(Review, plan_id=plan.id))
    db.session.commit()
    texts = [{"kind": "required", "body": "Satu?"}, {"kind": "required", "body": "Dua?"}]
    return plan.mentor, f"/comments/{row.id}/{address}", token(row), texts


def answer():
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    row = one(Comment, plan_id=plan.id)
    return (
        plan.owner,
        f"/comments/{row.id}/answer",
        answer_token(row, plan.owner.id),
        [{"body": "Satu."}, {"body": "Dua."}],
    )


def assessment():
    plan = make_plan_in(PlanState.IN_REVIEW)
    texts = [{"verdict_reason": "Kuat"}, {"verdict_reason": "Lemah"}]
    return plan.mentor, f"/reviews/{plan.id}/assessment", token(one(Review, plan_id=plan.id)), texts


def milestone(name: str):
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    row = one(Milestone, plan_id=plan.id)
    told = {"report": "Selesai.", "evidence_url": "https://example.org/bukti"}
    if name != "report":
        milestones.report(row, plan.owner, seen=row.lock_version, **told)
        assert row.state is MilestoneState.REPORTED
        db.session.commit()
    who = plan.owner if name == "report" else plan.mentor
    words = [told | {"reason": "Foto?"}, told | {"report": "Belum.", "reason": "Bukti?"}]
    return who, f"/milestones/{row.id}/{name}", token(row), words


def measured():
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    row = one(Indicator, plan_id=plan.id)
    told = {"measured_on": "2026-10-20", "evidence_url": "https://example.org/bukti"}
    words = [told | {"value": "4", "note": "Satu."}, told | {"value": "5", "note": "Dua."}]
    return plan.owner, f"/indicators/{row.id}/report", token(row), words


def succession():
    plan = make_plan_in(PlanState.IN_IMPLEMENTATION)
    people = [(make_user(), why) for why in ("Mutasi.", "Pensiun.")]
    reasons = [{"email": one.email, "reason": why, "confirm": one.id} for one, why in people]
    return plan.owner, f"/plans/{plan.id}/hand-over", token(plan), reasons


def evaluation(by: str):
    plan = make_plan_in(PlanState.COMPLETED)
    row, address = make_evaluation(plan)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    if by == "organizer":
        return organizer, f"/cohorts/{plan.cohort_id}/evaluations/{row.id}/ask-again", token(row), [{}, {}]
    return plan.owner, address, token(row), [{"remarks": "Satu."}, {"remarks": "Dua."}]


def value(name: str):
    row = make_value(make_plan_in(PlanState.IN_IMPLEMENTATION))
    words = [{"reason": "Foto?"}, {"reason": "Rekap?"}]
    return row.indicator.plan.mentor, f"/indicator-values/{row.id}/{name}", token(row), words


def file():
    row = make_note()
    kept = files.attach(row, row.owner, Content("SK.pdf", "application/pdf", b"%PDF isi"))
    db.session.commit()
    return row.owner, f"/files/{kept.id}/delete", "", [{}, {}]


def assign(role: CohortRole):
    member = make_membership()
    organizer = make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    others = [make_membership(role, cohort=member.cohort).user for _ in range(2)]
    words = [{"person": str(other.id), "reason": "Mutasi"} for other in others]
    return organizer, f"/memberships/{member.id}/assign-{role}", token(member), words


def entry():
    row = make_entry()
    talk = {"held_on": "2025-09-15", "medium": "zoom", "stage": "plan", "topic": "Judul"}
    texts = [talk | {"direction": "Satu."}, talk | {"direction": "Dua."}]
    return row.writer, f"/consultations/entries/{row.id}/edit", token(row), texts


def days_off():
    organizer = make_membership(CohortRole.ORGANIZER)
    words = [{"days": "2026-12-25 Hari Natal"}, {"days": "2026-12-24 Cuti bersama"}]
    cohort = organizer.cohort
    return organizer.user, f"/cohorts/{cohort.id}/holidays", token(cohort), words


def practice(name: str):
    organizer = make_membership(CohortRole.ORGANIZER)
    row = make_practice(organizer.cohort.visits[0].host, "Taman")
    if name == "restore":
        practices.retire(row, organizer.user, seen=row.lock_version)
        db.session.commit()
    texts = [{"name": "Taman Satu"}, {"name": "Taman Dua"}]
    return organizer.user, f"/practices/{row.id}/{name}", token(row), texts


def replication(name: str):
    stage = ReplicationStage.MOU if name == "take_back" else ReplicationStage.INTEREST
    row = make_replication(stage=stage)
    if name == "resume":
        replications.stop(row, row.owner, seen=row.lock_version, reason="Mutasi")
        db.session.commit()
    typed = {"happened_on": "2025-11-03", "receiver": "Diskominfo", "waits_for": "host", "note": "Pertama."}
    words = [typed | {"next_step": "Menjawab surat"}, typed | {"next_step": "Rapat", "note": "Kedua."}]
    return row.owner, f"/replications/{row.id}/{name.replace('_', '-')}", token(row), words


def extension():
    plan = make_plan()
    request = make_extension(plan)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    words = [{"decision": "grant", "answer": "Baik."}, {"decision": "refuse", "answer": "Tidak."}]
    return organizer, f"/extensions/{request.id}", token(request), words


def settings():
    organizer = make_membership(CohortRole.ORGANIZER)
    cohort = organizer.cohort
    words = [setup_data(cohort, name="Angkatan Satu"), setup_data(cohort, name="Angkatan Dua")]
    return organizer.user, f"/cohorts/{cohort.id}/settings", token(cohort), words


def person(name: str):
    member = make_membership()
    organizer = make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    if name == "remove":
        words = [{"reason": "Mutasi"}, {"reason": "Pensiun"}]
        member = make_membership(CohortRole.COACH, cohort=member.cohort)
    elif name == "edit":
        words = [{"group_name": "Kelompok 1"}, {"group_name": "Kelompok 2"}]
    else:
        told = {"email": member.user.email, "name": member.user.name}
        words = [told | {"position": "Camat"}, told | {"position": "Sekretaris"}]
        seen = token(member.user, member.user.profile_no, "Profile")
        return organizer, f"/memberships/{member.id}/{name}", seen, words
    return organizer, f"/memberships/{member.id}/{name}", token(member), words


def visit(name: str):
    organizer = make_membership(CohortRole.ORGANIZER)
    row = organizer.cohort.visits[0]
    days = {"mode": "virtual", "starts_on": "2026-10-05", "ends_on": "2026-10-07"}
    words = [days | {"host": "Kota Satu"}, days | {"host": "Kota Dua"}]
    return organizer.user, f"/visits/{row.id}/{name}", token(row), words


def agency():
    organizer = make_membership(CohortRole.ORGANIZER).user
    words = [{"name": "Dinas Satu"}, {"name": "Dinas Dua"}]
    return organizer, f"/agencies/{organizer.agency_id}/edit", token(organizer.agency), words


CASES = {
    "agencies.edit": agency,
    "visits.edit": lambda: visit("edit"),
    "visits.remove": lambda: visit("remove"),
    "people.profile": lambda: person("profile"),
    "people.edit": lambda: person("edit"),
    "people.remove": lambda: person("remove"),
    "cohorts.settings": settings,
    "consultations.edit": entry,
    "holidays.edit": days_off,
    "extensions.answer": extension,
    "practices.edit": lambda: practice("edit"),
    "practices.retire": lambda: practice("retire"),
    "practices.restore": lambda: practice("restore"),
    "plans.section": section,
    "notes.edit": note,
    "note_actions.submit": lambda: note_action("submit", by_mentor=False),
    "note_actions.delete": lambda: note_action("delete", by_mentor=False),
    "note_actions.return": lambda: note_action("return", by_mentor=True),
    "note_actions.accept": lambda: note_action("accept", by_mentor=True),
    "comments.save": lambda: comment("edit"),
    "comments.delete": lambda: comment("delete"),
    "comments.save_answer": answer,
    "reviews.assessment": assessment,
    "milestones.report": lambda: milestone("report"),
    "milestones.verify": lambda: milestone("verify"),
    "milestones.return": lambda: milestone("return"),
    "indicators.report": measured,
    "indicators.verify": lambda: value("verify"),
    "indicators.return": lambda: value("return"),
    "succession.hand_over": succession,
    "evaluation_links.answer": lambda: evaluation("owner"),
    "evaluations.ask_again": lambda: evaluation("organizer"),
    "files.delete": file,
    "members.assign_mentor": lambda: assign(CohortRole.MENTOR),
    "members.assign_coach": lambda: assign(CohortRole.COACH),
}
CASES |= {f"replication_actions.{name}": (lambda name=name: replication(name)) for name in ReplicationAction}
CASES |= {f"plan_actions.{name}": (lambda name=name: plan_action(name)) for name in PLAN_ACTIONS}
#: Gone rather than changed: the thing was deleted, so the second finds nothing.
GONE = {"visits.remove", "people.remove", "files.delete", "note_actions.delete", "comments.delete"}
#: Tested with their own pages in test_endorsements.py, test_extensions.py and test_consultations.py.
ELSEWHERE = {
    "extensions.ask", "extensions.take_back", "endorsements.endorse", "endorsements.retract", "endorsements.advise", "consultations.new", "consultations.acknowledge",
}  # fmt: skip


def test_every_address_that_changes_something_is_walked(app):
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and not rule.endpoint.startswith("security.")
    }
    assert changing == set(CASES) | LAST_WORD | ELSEWHERE


@pytest.mark.parametrize(
    "endpoint", sorted(set(CASES) - {"files.delete"})
)  # a file never changes: no form is older
def test_the_form_of_another_thing_changes_nothing(sign_in, endpoint):
    who, address, own, (typed, _second) = CASES[endpoint]()
    foreign = CASES[endpoint]()[2]
    client = sign_in(who)
    for seen in (foreign, foreign.rpartition(":")[2], "", "x:1:1"):
        answer = client.post(address, data=typed | {"seen": seen})
        assert answer.status_code == 409, seen
        areas = re.findall(r'<textarea[^>]* name="([^"]+)"', answer.text)
        assert all(f">\n{typed[name]}</textarea>" in answer.text for name in areas if name in typed)
    assert client.post(address, data=typed | {"seen": own}).status_code == 303, "it is as it was"


@pytest.mark.parametrize("endpoint", CASES)
def test_the_second_of_two_sessions_never_overwrites(sign_in, endpoint):
    who, address, seen, (first, second) = CASES[endpoint]()
    here, there = sign_in(who), sign_in(who)
    assert here.post(address, data=first | {"seen": seen}).status_code == 303
    refused = there.post(address, data=second | {"seen": seen}).status_code
    assert refused == (404 if endpoint in GONE else 409)
