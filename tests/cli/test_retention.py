"""People go when their time is over, their plans stay, and a dry run changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, story_time
from pka_tracker.models import (
    AccountEvent,
    ActionPlan,
    CohortRole,
    ConsultationEntry,
    File,
    KeptText,
    OutboxEmail,
    PlanState,
    PlanVersion,
    Snippet,
    User,
)
from pka_tracker.models.texts.fingerprint import fingerprint
from pka_tracker.operations import files
from pka_tracker.operations.personal import anonymising
from pka_tracker.queries.personal.retention import ended_before
from pka_tracker.storage.content import Content
from tests.factories import make_cohort, make_entry, make_membership, make_plan_in, make_user, write_section

LATER = datetime(2032, 1, 15, tzinfo=UTC)


@pytest.fixture
def plan(app):
    """An approved plan of a cohort that ended in December 2026, and all a person leaves behind."""
    cohort = make_cohort(coach_required=False)
    user = make_user(name="Dr. Maria Wowor, S.Sos.", nip="198001012005012001")
    member = make_membership(user=user, cohort=cohort, roster_no=7)
    plan = make_plan_in(PlanState.REVISION_REQUESTED, member)
    write_section(plan, "scope", {"in_scope": "Digagas oleh Maria Wowor.", "out_of_scope": "", "target": ""})
    files.attach(plan, user, Content("SK Maria Wowor.pdf", "application/pdf", b"%PDF-", None))
    make_entry(member, topic="Anak sakit", direction="Istirahat.")
    db.session.add(KeptText(writer_id=user.id, section_id=plan.sections[0].id, saved={}, typed={"a": "b"}))
    db.session.add(Snippet(user_id=plan.mentor_id, body="Sebutkan data."))
    db.session.execute(sa.update(OutboxEmail).values(sent_at=OutboxEmail.created_at))
    db.session.commit()
    return plan


@pytest.fixture
def later():
    token = story_time.set(LATER)
    yield
    story_time.reset(token)


def run(app, *arguments):
    result = app.test_cli_runner().invoke(args=[*arguments])
    db.session.expire_all()
    return result


def everything() -> dict[str, list]:
    tables = db.metadata.sorted_tables
    return {
        table.name: db.session.execute(sa.select(table).order_by(*table.primary_key)).all()
        for table in tables
    }


def test_a_dry_run_says_what_would_happen_and_changes_nothing(app, plan, later):
    before = everything()
    result = run(app, "retention", "--dry-run")
    assert result.exit_code == 0, result.output
    assert f"{plan.owner_id} {plan.owner.email}: " in result.output and "plan_version 1" in result.output
    assert "Would make anonymous: 2 accounts" in result.output
    assert everything() == before


def test_after_its_time_nothing_says_who_it_was_and_the_plan_stays(app, plan, later):
    owner, mentor = plan.owner, plan.mentor
    told = (owner.email, owner.nip, "Wowor", mentor.email, mentor.name, "Anak sakit")
    count, states = db.session.query(ActionPlan).count(), plan.state
    result = run(app, "retention")
    assert result.exit_code == 0 and "Made anonymous: 2 accounts" in result.output
    kept = str(everything())
    assert not [name for name in told if name in kept]
    person = db.session.get_one(User, plan.owner_id)
    assert (person.name, person.active, person.password) == (f"Anonim {person.id}", False, None)
    assert person.agency_id and person.anonymised_at == LATER
    assert (db.session.query(ActionPlan).count(), plan.state) == (count, states)
    assert db.session.scalars(sa.select(ConsultationEntry)).one().topic == "–"
    assert db.session.scalars(sa.select(File)).one().name.endswith(".pdf")
    for model in (KeptText, Snippet, OutboxEmail):
        assert not db.session.query(model).count()
    assert "anonymous: 0 accounts" in run(app, "retention").output  # and it is over


def test_a_version_keeps_its_fingerprint_and_says_that_its_text_is_another(app, plan, later, sign_in):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort, user=make_user(is_admin=True)).user
    page = sign_in(organizer).get(f"/plans/{plan.id}/versions/1").text
    assert "Maria Wowor" in page  # and is known by heart now
    version = db.session.scalars(sa.select(PlanVersion).where(PlanVersion.plan_id == plan.id)).one()
    name = version.sha256
    assert fingerprint(version.content) == name
    code = app.test_client().get(f"/verify/{name}")
    assert code.status_code == 200 and "Data pribadi" not in code.text
    run(app, "retention")
    version = db.session.scalars(sa.select(PlanVersion).where(PlanVersion.plan_id == plan.id)).one()
    assert version.sha256 == name != fingerprint(version.content) and version.redacted_at
    assert "Data pribadi" in app.test_client().get(f"/verify/{name}").text
    page = sign_in(organizer).get(f"/plans/{plan.id}/versions/1").text
    assert "Maria Wowor" not in page and "pelayanan 30 hari menjadi 3 hari" in page
    paper = sign_in(organizer).get(f"/plans/{plan.id}/versions/1/paper.docx")
    assert paper.status_code == 200


def test_only_whose_last_cohort_is_long_over_is_touched(app, plan):
    token = story_time.set(datetime(2031, 12, 11, tzinfo=UTC))  # five years to the day: not before
    try:
        assert "anonymous: 0 accounts" in run(app, "retention").output
        story_time.set(LATER)
        make_membership(  # who comes back stays
            CohortRole.MENTOR,
            user=plan.owner,
            cohort=make_cohort(starts_on=date(2031, 1, 1), ends_on=date(2031, 6, 1)),
        )
        result = run(app, "retention")
        assert plan.owner.email not in result.output and plan.owner.nip
        app.config["RETENTION_YEARS"] = 0
        assert "nothing is done" in run(app, "retention").output
    finally:
        app.config["RETENTION_YEARS"] = 5
        story_time.reset(token)


def test_years_are_counted_on_leap_days_too():
    assert ended_before(date(2032, 2, 29), 5) == date(2027, 2, 28)


def test_one_account_goes_at_once_unless_its_cohort_runs(app, plan, later):
    email, before = plan.owner.email, everything()
    assert "Nothing was changed." in run(app, "users", "anonymise", email, "--dry-run").output
    assert everything() == before
    reason = ("--reason", "Permintaan Maria Wowor.")
    result = run(app, "users", "anonymise", email, "--yes", *reason)
    assert result.exit_code == 0 and "is anonymous" in result.output
    event = db.session.scalars(sa.select(AccountEvent)).one()
    assert (event.user_id, event.actor_id, event.reason) == (plan.owner_id, None, "Permintaan –.")
    assert db.session.get_one(User, plan.owner_id).anonymised_at
    assert run(app, "users", "anonymise", email, "--yes").exit_code == 1  # there is none any more
    story_time.set(datetime(2026, 12, 1, tzinfo=UTC))
    result = run(app, "users", "anonymise", plan.mentor.email, "--yes")
    assert result.exit_code == 1 and "in a cohort that has not ended" in result.output
    admin = make_user(is_admin=True)
    assert run(app, "users", "anonymise", admin.email, "--yes").exit_code == 1


def test_one_that_fails_does_not_stop_the_others(app, plan, later, monkeypatch):
    real = anonymising.anonymise

    def fails_for_the_mentor(user):
        if user.id == plan.mentor_id:
            raise sa.exc.OperationalError("update", {}, Exception("the disk is full"))
        return real(user)

    monkeypatch.setattr(anonymising, "anonymise", fails_for_the_mentor)
    result = run(app, "retention")
    assert result.exit_code == 1 and "Made anonymous: 1 accounts" in result.output
    assert "1 accounts could not be made anonymous" in result.output
    assert plan.owner.anonymised_at and not plan.mentor.anonymised_at
