from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from pka_tracker import create_app
from pka_tracker.demo.people import home_of
from pka_tracker.demo.story import stage_of
from pka_tracker.demo.texts import note_content, plan_content, plan_slugs, read, table
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Cohort,
    ConsultationEntry,
    Decision,
    DigestItem,
    File,
    IndicatorValue,
    NoteState,
    PlanEvent,
    PlanState,
    PostEvaluation,
    Replication,
    Review,
    User,
)
from pka_tracker.models.cohorts.schedule import schedule_of
from pka_tracker.models.cohorts.workdays import is_workday
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.outline import Rows
from pka_tracker.operations.cohorts.setups import doubts_of, faults_of, setup_of
from pka_tracker.queries.plans.completeness import note_requirements, plan_requirements
from pka_tracker.queries.plans.plans import waits_for
from pka_tracker.queries.replications.replications import is_stale
from pka_tracker.queries.reviews.endorsements import endorsement_of
from tests.databases import database_url
from tests.factories import make_user

COHORT = Cohort(starts_on=date(2026, 9, 28), ends_on=date(2027, 1, 6), timezone="Asia/Makassar")


@contextmanager
def _told(uri: str):
    app = create_app("Testing", SQLALCHEMY_DATABASE_URI=uri)
    with app.app_context():
        db.create_all()
        assert seed(app).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def cohort_uri(database, tmp_path_factory, keep):
    """An empty database for the whole cohort."""
    return keep(database_url, database, tmp_path_factory.getbasetemp() / "cohort")


@pytest.fixture
def told(cohort_uri, keep):
    """The whole cohort, told once for all tests that only look at it."""
    with keep(_told, cohort_uri).app_context():
        yield


def seed(app, *arguments):
    result = app.test_cli_runner().invoke(args=["demo", "seed", *arguments])
    db.session.expire_all()
    return result


def plan_of(number: int) -> ActionPlan:
    return db.session.scalars(
        sa.select(ActionPlan).join(ActionPlan.owner).where(User.email == f"peserta{number:02d}@demo.test")
    ).one()


def test_the_cohort_covers_every_state_and_keeps_its_promises(told):
    assert set(db.session.scalars(sa.select(ActionPlan.state))) == set(PlanState)
    assert set(db.session.scalars(sa.select(AtmNote.state))) == set(NoteState)
    states = [plan_of(number).state for number in (1, 2, 3, 4)]
    assert states == ["draft", "submitted", "revision_requested", "in_implementation"]
    assert {plan_of(number).mentor.email for number in (1, 2, 3, 4)} == {"mentor01@demo.test"}
    nobody = db.session.scalars(sa.select(User).where(User.email == "peserta40@demo.test")).one()
    assert not db.session.scalar(sa.select(sa.func.count()).where(ActionPlan.owner_id == nobody.id))
    assert not db.session.scalar(sa.select(sa.func.count()).where(AtmNote.owner_id == nobody.id))
    assert 0 < plan_of(1).missing < plan_of(1).required


def test_no_history_lies_in_the_future_or_runs_backwards(told):
    for plan in db.session.scalars(sa.select(ActionPlan)):
        moments = db.session.scalars(
            sa.select(PlanEvent.at).filter_by(plan_id=plan.id).order_by(PlanEvent.id)
        ).all()
        assert list(moments) == sorted(moments)
        assert moments[-1] < datetime.now(UTC)


def test_the_first_seven_have_a_consultation_log(told):
    entries = db.session.scalars(sa.select(ConsultationEntry).order_by(ConsultationEntry.id)).all()
    assert {entry.membership.roster_no for entry in entries} == set(range(1, 8))
    assert {entry.membership.roster_no for entry in entries if not entry.acknowledged_at} == {1, 3, 5, 7}
    for entry in entries:
        assert entry.writer_id in (entry.membership.mentor_id, entry.membership.coach_id)
        assert entry.held_on.weekday() < 5 and (entry.acknowledged_at or entry.created_at) < datetime.now(UTC)


def test_a_coach_has_plans_waiting_notes_sent_and_an_approval_given(told):
    coach = db.session.scalars(sa.select(User).filter_by(email="coach01@demo.test")).one()
    waiting = db.session.scalar(sa.select(sa.func.count()).select_from(ActionPlan).where(waits_for(coach)))
    sent = db.session.scalars(sa.select(Review).filter_by(as_coach=True, decision=Decision.ADVISE)).all()
    assert waiting >= 2
    assert {plan_of(5).id} == {review.plan_id for review in sent if review.reviewer_id == coach.id}
    assert endorsement_of(plan_of(8)).coach_id == coach.id


def test_replications_stand_everywhere_and_one_made_no_progress(told):
    rows = db.session.scalars(sa.select(Replication)).all()
    assert {row.stage for row in rows} >= {"interest", "request_letter", "mou", "trial", "live", "monitored"}
    moment = datetime.now(UTC)
    stale = db.session.scalars(sa.select(Replication).where(is_stale(moment))).all()
    assert [row.practice.name for row in stale] == ["Pencaker"]
    assert [row.owner.email for row in rows if row.stopped_at] == ["peserta02@demo.test"]
    for row in rows:
        days = [event.at for event in row.events]
        assert days == sorted(days) and days[-1] < moment
    assert db.session.scalar(sa.select(sa.func.count(File.id)).where(File.replication_id.is_not(None))) >= 6


def test_the_year_before_shows_what_becomes_of_plans(told):
    answers = db.session.scalars(sa.select(PostEvaluation)).all()
    assert {one.content.get("outcome") for one in answers} == {"continued", "changed", "stopped", None}
    moment = datetime.now(UTC)
    assert {one.state_at(moment) for one in answers} == {"answered", "ended"}
    plans = db.session.scalars(
        sa.select(ActionPlan).join(ActionPlan.owner).where(User.email.like("alumni%"))
    ).all()
    assert len(answers) == 2 * len(plans)
    assert [bool(plan.successor_id) for plan in plans].count(True) == 1
    assert any(plan.quiet_since(moment, 30) for plan in plans)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(IndicatorValue)) > 5


def test_the_stages_of_both_cohorts_are_dated_in_the_usual_order_on_working_days(told):
    for cohort in db.session.scalars(sa.select(Cohort)):
        assert faults_of(setup_of(cohort)) == doubts_of(setup_of(cohort)) == []
        found = schedule_of(cohort, datetime.now(UTC))
        assert not set(found.undated) - {"notes_due", "plans_due"}, "the alumni's are long forgotten"
        for name in ("design_seminar", "final_seminar"):
            days = (getattr(cohort, f"{name}_starts_on"), getattr(cohort, f"{name}_ends_on"))
            assert all(is_workday(day, cohort.holidays) for day in days)
        assert (cohort.implementation_ends_on - cohort.implementation_starts_on).days == 59


def test_nobody_guides_more_than_five(told):
    counts = db.session.scalars(
        sa.select(sa.func.count()).select_from(ActionPlan).group_by(ActionPlan.mentor_id)
    ).all()
    assert max(counts) <= 5


def test_seeding_again_keeps_the_data(app):
    seed(app, "--participants", "4")
    plan_of(1).title = "Diubah"
    db.session.commit()
    assert "already" in seed(app).output
    assert plan_of(1).title == "Diubah"


def test_the_demo_does_not_go_among_real_people(app):
    make_user(email="kepala@minahasa.go.id")
    result = seed(app)
    assert result.exit_code != 0
    assert "real people" in result.output


def test_the_same_seed_gives_the_same_texts(app, tmp_path):
    def texts():
        people = db.session.execute(sa.select(User.name, User.nip).order_by(User.email)).all()
        wanted = sa.select(ActionPlan.title, ActionPlan.state, ActionPlan.state_since).order_by(ActionPlan.id)
        return people, db.session.execute(wanted).all()

    seed(app, "--participants", "9")
    first = texts()
    other = create_app("Testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with other.app_context():
        db.create_all()
        seed(other, "--participants", "9")
        assert texts() == first
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("index", range(40))
def test_every_plan_is_complete_and_fits_its_outline(index):
    home = home_of(index)
    places = {
        "judul_layanan": "X",
        "layanan": home.get("service", ""),
        "instansi": home["agency"],
        "unit": home["unit"],
        "merek": home.get("brand", ""),
        "pengguna": home.get("users", ""),
        "volume": "9",
        "hari_awal": "9",
        "hari_akhir": "3",
        "selisih": "6",
        "persen_awal": "40",
    }
    content = plan_content(home["plan"], COHORT, places)
    content["identity"] = dict.fromkeys(("nip", "position", "work_unit", "agency", "mentor"), "x")
    missing = [item for item in plan_requirements(content, COHORT) if not item.ok]
    assert [(item.section, item.field) for item in missing] == [("atm", "links")]
    assert "{" not in str({key: value for key, value in content.items()}).replace("{'", "").replace("{}", "")
    for section in PLAN_SECTIONS:
        check_lengths(section.fields, content.get(section.key, {}))


def check_lengths(fields, content):
    for field in fields:
        if isinstance(field, Rows):
            for row in content.get(field.key, []):
                assert set(row) - {"id"} == {column.key for column in field.columns}
                check_lengths(field.columns, row)
        elif isinstance(content.get(field.key), str):
            assert len(content[field.key]) <= field.max_length


def test_one_plan_is_not_an_application():
    assert "sampah" in plan_slugs()
    assert len(plan_slugs()) >= 8


def test_every_note_is_complete():
    for practice in read("notes")["practices"]:
        content = note_content(practice, 1, date(2026, 10, 20), "Dinas Sosial", "")
        assert all(item.ok for item in note_requirements(content)), practice["name"]
        assert set(content) == {block.key for block in NOTE_BLOCKS}


def test_stages_cover_the_flow():
    assert stage_of(1) == "begun"
    assert stage_of(40) == "nothing"


def test_the_cohort_keeps_the_public_holidays_of_its_dates(told):
    cohort = db.session.scalars(sa.select(Cohort).order_by(Cohort.id)).first()
    known = [row["date"] for row in table("holidays")]
    assert len(known) == len(set(known)) == 25 + 26 and known == sorted(known)  # two decrees
    assert sorted(cohort.holidays) == [
        day for day in known if cohort.starts_on <= date.fromisoformat(day) <= cohort.ends_on
    ]
    assert all(cohort.holidays.values())
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(DigestItem))
