"""Letters as their readers want them: at once, together once a day, or never."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from pka_tracker import emails
from pka_tracker.extensions import db, story_time
from pka_tracker.models import CohortRole, DigestItem, LetterKind, OutboxEmail, PlanState, User
from pka_tracker.operations import notes
from pka_tracker.operations.letters import reminders
from pka_tracker.operations.plans import plans
from tests.factories import (
    hand_over,
    make_cohort,
    make_complete_plan,
    make_membership,
    make_note,
    make_plan_in,
)

WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture
def clock():
    """Sets the clock; the real one goes on afterwards."""
    token = story_time.set(None)
    yield lambda *moment: story_time.set(datetime(2026, *moment, tzinfo=WITA))
    story_time.reset(token)


@pytest.fixture
def owner(app, clock) -> User:
    """A participant one of whose notes was accepted on Thursday at ten."""
    clock(12, 3, 10)
    membership = make_membership(cohort=make_cohort(holidays={"2026-12-07": ""}))
    accept(membership.user)
    return membership.user


def accept(owner: User) -> None:
    note = make_note(owner, complete=True)
    notes.submit(note, owner, seen=note.lock_version)
    notes.accept(note, owner.memberships[0].mentor, seen=note.lock_version)
    db.session.commit()


def send() -> list[OutboxEmail]:
    """The letters that one run of the command wrote."""
    before = db.session.scalar(sa.select(sa.func.max(OutboxEmail.id))) or 0
    for reader in reminders.list_readers():
        reminders.write_letters(reader)
        db.session.commit()
    return list(db.session.scalars(sa.select(OutboxEmail).where(OutboxEmail.id > before)))


def outbox() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxEmail.kind).order_by(OutboxEmail.id)))


def test_what_is_not_urgent_comes_together_the_next_morning(owner, clock):
    accept(owner)
    assert outbox() == [] and send() == []
    clock(12, 4, 7)
    assert send() == []
    clock(12, 4, 8)
    (letter,) = send()
    assert (letter.kind, letter.to) == ("digest", owner.email)
    assert letter.subject == "Your daily letter: 2 messages"
    assert letter.body.count("Your mentor has accepted your note") == 2
    assert letter.body.count("Dear ") == letter.body.count("With kind regards") == 1
    assert letter.body.count("/notes/") == 2
    assert letter.body.rstrip().endswith("/settings")
    clock(12, 4, 9)
    assert send() == [] and db.session.query(DigestItem).count() == 0


def test_there_is_one_daily_letter_a_day(owner, clock):
    clock(12, 4, 8)
    assert len(send()) == 1
    accept(owner)
    clock(12, 4, 15)
    assert send() == []
    clock(12, 7, 9)  # Monday, a holiday of the cohort
    assert send() == []
    clock(12, 8, 15)  # the timer was late
    assert len(send()) == 1


def test_nothing_is_sent_on_a_weekend(owner, clock):
    clock(12, 5, 10)
    assert send() == []


def test_the_daily_letter_is_in_its_readers_language(owner, clock):
    owner.locale = "id"
    db.session.commit()
    accept(owner)
    clock(12, 4, 8)
    (letter,) = send()
    assert "Mentor menerima catatan Anda" in letter.body
    assert "Yth." in letter.body and "Dear" not in letter.body


def test_who_says_never_gets_nothing_not_even_what_waited(owner, clock):
    owner.letter_choices = {"note_reviewed": "never"}
    accept(owner)
    assert db.session.query(DigestItem).count() == 1
    clock(12, 4, 8)
    assert send() == [] and outbox() == []
    assert db.session.query(DigestItem).count() == 0


def test_who_says_at_once_gets_it_at_once(owner):
    owner.letter_choices = {"note_reviewed": "at_once"}
    accept(owner)
    assert outbox() == ["note_accepted"]
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert letter.body.startswith("Dear") and letter.body.rstrip().endswith("/settings")


@pytest.mark.parametrize(
    ("often", "letters", "items"), [(None, 1, 0), ("at_once", 1, 0), ("daily", 0, 1), ("never", 0, 0)]
)
def test_a_mentor_chooses_how_plans_are_announced(app, often, letters, items):
    plan = make_complete_plan()
    plan.mentor.letter_choices = {"plan_submitted": often} if often else {}
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    assert len(outbox()) == letters
    assert db.session.query(DigestItem).count() == items


@pytest.mark.parametrize(("often", "kinds"), [("at_once", 1), ("daily", 0), ("never", 0)])
def test_a_participant_chooses_how_reviews_come(app, often, kinds):
    membership = make_membership()
    membership.user.letter_choices = {"review_sent": often}
    make_plan_in(PlanState.REVISION_REQUESTED, membership)
    assert outbox().count("revision_requested") == kinds
    assert db.session.query(DigestItem).count() == (often == "daily")


def test_everybody_concerned_gets_one_daily_letter(owner, clock):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=owner.memberships[0].cohort).user
    new = make_membership(CohortRole.MENTOR, cohort=organizer.memberships[0].cohort).user
    member = owner.memberships[0]
    old = member.mentor
    hand_over(member, new, organizer)
    db.session.commit()
    clock(12, 4, 8)
    letters = {letter.to: letter.subject for letter in send()}
    assert set(letters) == {owner.email, new.email, old.email}
    assert letters[owner.email] == "Your daily letter: 2 messages"


def test_letters_about_an_account_always_come_at_once(app):
    user = make_membership().user
    user.letter_choices = dict.fromkeys(LetterKind, "never")
    emails.invitation(user, "http://pka.test/reset/x")
    emails.password_reset(user, "http://pka.test/reset/x")
    emails.password_changed(user)
    assert outbox() == ["invitation", "password_reset", "password_changed"]
    bodies = db.session.scalars(sa.select(OutboxEmail.body)).all()
    assert not any("/settings" in body for body in bodies)


def test_every_letter_is_of_a_kind_or_was_asked_for_or_is_about_an_account(app):
    written = {path.removesuffix(".txt") for path in app.jinja_env.list_templates() if "emails/" in path}
    names = {name.removeprefix("emails/") for name in written}
    shared = {"_greeting", "_closing", "reminder", "reminder_to_begin", "digest"}
    account = {"invitation", "password_reset", "password_changed", "enrolled"}
    waited_for = {
        "package_ready",
        "extension_asked",
        "extension_refused",
        "plan_handed_over",
        "evaluation_asked",
    }
    assert names - shared == {*emails.KINDS, *account, *waited_for}
