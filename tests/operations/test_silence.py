"""Asking about replications of which nothing was heard for ninety days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, story_time
from pka_tracker.models import CohortRole, DigestItem, OutboxEmail, Party, Replication
from pka_tracker.operations import replications
from pka_tracker.operations.letters import reminders, silence
from pka_tracker.operations.replication_parties import Parties
from pka_tracker.operations.replications import NextStep
from tests.factories import AHEAD, make_membership, make_replication, make_user

WITA = ZoneInfo("Asia/Makassar")
BEGAN = datetime(2026, 1, 5, 9, tzinfo=WITA)  # a Monday
AT_ONCE = {"replication_silent": "at_once"}


@pytest.fixture
def at():
    """Sets the clock so many days after everything began, at an hour; the real one goes on afterwards."""
    token = story_time.set(BEGAN)
    yield lambda days, hour=9: story_time.set(BEGAN.replace(hour=hour) + timedelta(days=days))
    story_time.reset(token)


@pytest.fixture
def row(app, at) -> Replication:
    return make_replication(make_membership(user=make_user(letter_choices=AT_ONCE)))


def send() -> list[OutboxEmail]:
    """The letters that one run of the command wrote."""
    before = db.session.scalar(sa.select(sa.func.max(OutboxEmail.id))) or 0
    for reader in reminders.list_readers():
        reminders.write_letters(reader)
        db.session.commit()
    written = sa.select(OutboxEmail).where(OutboxEmail.id > before, OutboxEmail.kind == "replications_silent")
    return list(db.session.scalars(written))


def asked() -> list[str]:
    return [letter.to for letter in send()]


def facilitated(row: Replication, party: Party = Party.FACILITATOR):
    """The row with a coach as its facilitator, whose turn it may be."""
    coach = make_membership(CohortRole.COACH, cohort=row.cohort, user=make_user(letter_choices=AT_ONCE))
    parties = Parties(row.receiver, facilitator_id=coach.user_id)
    replications.update(
        row, row.owner, seen=row.lock_version, parties=parties, ahead=NextStep("Rapat.", None, party)
    )
    db.session.commit()
    return coach


def test_once_in_ninety_days_in_the_morning_of_a_working_day(row, at):
    days = []
    for day in range(86, 290):
        for hour in (7, 8, 15, 16):
            at(day, hour)
            days += [(day, hour)] * len(send())
    # Day 90 is a Sunday; the second letter waits as long again, and so does the third.
    assert days == [(91, 8), (182, 8), (273, 8)]


def test_the_letter_says_what_waits_since_when_and_where(row, at):
    at(91)
    (letter,) = send()
    assert letter.to == row.owner.email
    assert letter.subject == "1 replication has made no progress in 90 days"
    for words in (
        row.practice.name,
        "Stage: Expression of interest, last entry on 5 Jan 2026",
        "Next step: Kirim surat permohonan.",
        "Who must act: Receiving agency",
        f"/replications/{row.id}",
    ):
        assert words in letter.body
    assert letter.body.rstrip().endswith("/settings")


def test_something_written_down_ends_the_silence_and_begins_the_next(row, at):
    at(91)
    assert asked() == [row.owner.email]
    at(100)
    replications.update(row, row.owner, seen=row.lock_version, ahead=AHEAD)
    db.session.commit()
    at(182)
    assert asked() == []
    at(191)
    assert asked() == [row.owner.email]


def test_several_are_one_letter_and_stopped_ones_are_none(row, at):
    membership = row.owner.memberships[0]
    make_replication(membership)
    stopped = make_replication(membership)
    replications.stop(stopped, row.owner, seen=stopped.lock_version, reason="Anggaran")
    db.session.commit()
    at(91)
    (letter,) = send()
    assert letter.subject == "2 replications have made no progress in 90 days"
    assert stopped.practice.name not in letter.body


def test_whoever_must_act_is_asked(row, at):
    coach = facilitated(row)
    at(91)
    assert asked() == [coach.user.email]
    waiting_for_host = facilitated(row, Party.HOST)
    at(191)
    assert asked() == [row.owner.email], "the host has no account: the participant calls them"
    assert waiting_for_host.user_id == row.facilitator_id


def test_where_the_facilitator_or_the_participant_is_gone_the_next_is_asked(row, at):
    coach = facilitated(row)
    db.session.delete(coach)
    db.session.commit()
    at(91)
    assert asked() == [row.owner.email]
    organizer = make_membership(
        CohortRole.ORGANIZER, cohort=row.cohort, user=make_user(letter_choices=AT_ONCE)
    )
    row.owner.active = False
    db.session.commit()
    at(189)
    assert asked() == [organizer.user.email]


def test_by_default_it_is_part_of_the_daily_letter_and_in_the_readers_language(row, at):
    row.owner.letter_choices, row.owner.locale = {}, "id"
    db.session.commit()
    at(91)
    assert send() == []
    item = db.session.scalars(sa.select(DigestItem).filter_by(user_id=row.owner_id)).one()
    assert item.kind == "replication_silent"
    assert item.subject == "1 replikasi tanpa kemajuan selama 90 hari"
    at(92)
    reminders.write_letters(row.owner_id)
    digest = db.session.scalars(sa.select(OutboxEmail).filter_by(kind="digest", to=row.owner.email)).one()
    assert item.subject in digest.body


def test_who_wants_no_such_letter_gets_none_and_is_not_looked_at_again(row, at):
    row.owner.letter_choices = {"replication_silent": "never"}
    db.session.commit()
    at(91)
    assert silence.list_readers() == set() and asked() == []
    assert db.session.scalar(sa.select(Replication.reminded_at)) is None


def test_a_holiday_of_the_cohort_and_the_readers_own_zone_are_minded(row, at):
    row.cohort.holidays = {f"{(BEGAN + timedelta(days=91)).date()}": "Libur"}
    row.owner.timezone = "Asia/Jayapura"
    db.session.commit()
    at(91)
    assert asked() == []
    at(92, 7)  # eight o'clock in Jayapura
    assert asked() == [row.owner.email]


def test_a_page_that_is_open_does_not_grow_old_by_it(row, at):
    seen = row.lock_version
    at(91)
    assert asked() == [row.owner.email]
    db.session.expire_all()
    replications.update(row, row.owner, seen=seen, ahead=AHEAD)
    db.session.commit()
    assert row.reminded_at == (BEGAN + timedelta(days=91)).astimezone(UTC)


def test_a_second_worker_that_saw_the_same_writes_nothing(row, at, monkeypatch):
    at(91)
    seen = silence.list_silent(story_time.get(), row.owner_id)
    assert silence.ask(row.owner) == 1
    monkeypatch.setattr(silence, "list_silent", lambda *_asked: seen)
    assert silence.ask(row.owner) == 0
