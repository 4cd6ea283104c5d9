"""The commands that an operator's timer runs, and the one that says when nobody works."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import OperationalError

from pka_tracker.extensions import db, story_time
from pka_tracker.models import Cohort, DigestItem, LetterKind, OutboxEmail
from pka_tracker.operations.letters import reminders
from tests.factories import make_cohort, make_membership


@pytest.fixture(autouse=True)
def friday():
    """Friday morning in Manado."""
    token = story_time.set(datetime(2026, 12, 4, 8, 5, tzinfo=ZoneInfo("Asia/Makassar")))
    yield
    story_time.reset(token)


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=[*arguments])


def wait_for_daily_letter(count: int) -> None:
    for _number in range(count):
        user = make_membership().user
        kind, before = LetterKind.NOTE_REVIEWED, datetime(2026, 12, 3, 9, tzinfo=ZoneInfo("Asia/Makassar"))
        db.session.add(DigestItem(user_id=user.id, kind=kind, subject="Kabar", body="Isi", created_at=before))
    db.session.commit()


def test_sending_writes_what_is_due_and_says_how_much(app):
    wait_for_daily_letter(2)
    assert "written: 2" in run(app, "reminders", "send").output
    assert "written: 0" in run(app, "reminders", "send").output
    assert db.session.query(OutboxEmail).count() == 2


def test_one_reader_that_fails_does_not_stop_the_others(app, monkeypatch):
    wait_for_daily_letter(2)
    first, _second = reminders.list_readers()
    write = reminders.write_letters

    def fail_once(user_id):
        if user_id == first:
            raise OperationalError("select", {}, Exception("gone"))
        return write(user_id)

    monkeypatch.setattr(reminders, "write_letters", fail_once)
    result = run(app, "reminders", "send")
    assert result.exit_code == 1 and "written: 1" in result.output


def test_holidays_are_set_by_a_command(app):
    cohort = make_cohort(holidays={"2026-12-25": "Hari Natal"})
    result = run(app, "cohorts", "holidays", str(cohort.id), "2026-12-25", "2026-12-24", "2026-12-25")
    assert result.exit_code == 0 and cohort.name in result.output
    db.session.expire_all()
    assert db.session.get_one(Cohort, cohort.id).holidays == {"2026-12-24": "", "2026-12-25": "Hari Natal"}


def test_a_day_that_is_none_and_an_unknown_cohort_are_refused(app):
    assert run(app, "cohorts", "holidays", "1", "25-12-2026").exit_code == 2
    result = run(app, "cohorts", "holidays", "999999", "2026-12-25")
    assert result.exit_code == 1 and "no cohort 999999" in result.output
