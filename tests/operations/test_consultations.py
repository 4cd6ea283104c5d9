"""The consultation log of a participant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import CohortRole, ConsultationEntry, User
from pka_tracker.operations.reviews import consultations
from pka_tracker.queries.reviews.consultations import get_entry, get_log
from tests.factories import hand_over, make_cohort, make_entry, make_membership, make_talk, make_user


@pytest.fixture
def member(app):
    """A participant with a mentor and a coach."""
    cohort = make_cohort()
    coach = make_membership(CohortRole.COACH, cohort=cohort).user
    membership = make_membership(cohort=cohort)
    membership.coach = coach
    db.session.commit()
    return membership


def test_numbers_run_for_each_participant(member):
    other = make_membership(cohort=member.cohort)
    numbers = [make_entry(member).number, make_entry(other).number, make_entry(member).number]
    assert numbers == [1, 1, 2]


def test_mentor_and_coach_write_and_nobody_else(member):
    assert make_entry(member, writer=member.mentor).writer_id == member.mentor_id
    assert make_entry(member, writer=member.coach).number == 2
    organizer = make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    another = make_membership(CohortRole.MENTOR, cohort=member.cohort).user
    for actor in (member.user, organizer, another, make_user()):
        with pytest.raises(NotPermitted):
            make_entry(member, writer=actor)


def test_the_same_form_twice_is_one_entry(member):
    first = make_entry(member, form_key="k")
    assert make_entry(member, form_key="k").id == first.id
    assert make_entry(member, form_key="k", topic="Judul baru").topic == "Judul baru"
    assert make_entry(member, writer=member.coach, form_key="k").id != first.id


def test_an_old_form_does_not_overwrite_what_was_corrected_since(member):
    entry = make_entry(member, form_key="k")
    consultations.edit(entry, member.mentor, make_talk(topic="Diperbaiki"), seen=1)
    with pytest.raises(ChangedMeanwhile):
        make_entry(member, form_key="k", topic="Judul lama")
    consultations.acknowledge(entry, member.user, seen=entry.lock_version)
    with pytest.raises(NotPossibleNow):
        make_entry(member, form_key="k", topic="Judul lama")
    assert entry.topic == "Diperbaiki"


def test_only_its_writer_corrects_an_entry(member):
    entry = make_entry(member)
    for actor in (member.coach, member.user):
        with pytest.raises(NotPermitted):
            consultations.edit(entry, actor, make_talk(topic="x"), seen=entry.lock_version)
    consultations.edit(entry, member.mentor, make_talk(topic="  Judul  "), seen=entry.lock_version)
    assert entry.topic == "Judul"


def test_an_old_page_changes_nothing(member):
    entry = make_entry(member)
    seen = entry.lock_version
    consultations.edit(entry, member.mentor, make_talk(topic="Satu"), seen=seen)
    consultations.edit(entry, member.mentor, make_talk(topic="Satu"), seen=seen)  # sent again: kept already
    with pytest.raises(ChangedMeanwhile):
        consultations.edit(entry, member.mentor, make_talk(topic="Dua"), seen=seen)
    with pytest.raises(ChangedMeanwhile):
        consultations.acknowledge(entry, member.user, seen=seen)
    assert entry.topic == "Satu" and entry.acknowledged_at is None


def test_the_participant_acknowledges_once_and_the_entry_is_fixed(member):
    entry = make_entry(member)
    for actor in (member.mentor, member.coach):
        with pytest.raises(NotPermitted):
            consultations.acknowledge(entry, actor, seen=entry.lock_version)
    consultations.acknowledge(entry, member.user, seen=entry.lock_version)
    first = entry.acknowledged_at
    consultations.acknowledge(entry, member.user, seen=1)
    assert entry.acknowledged_at == first and entry.acknowledged_by_id == member.user_id
    with pytest.raises(NotPossibleNow):
        consultations.edit(entry, member.mentor, make_talk(topic="x"), seen=entry.lock_version)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"direction": ""}, "direction"),
        ({"held_on": date.max}, "held_on"),
        ({"due_on": date(2025, 9, 14)}, "due_on"),
    ],
)
def test_an_entry_must_be_sound(member, values, field):
    with pytest.raises(Incomplete) as refused:
        make_entry(member, **values)
    assert [item.field for item in refused.value.items] == [field]


def test_today_is_the_day_of_the_cohort(member):
    member.cohort.timezone = "Pacific/Kiritimati"  # a day ahead of UTC for most of the day
    today = member.cohort.day_of(now())
    assert make_entry(member, held_on=today, due_on=today).held_on == today
    with pytest.raises(Incomplete):
        make_entry(member, held_on=today + timedelta(days=1))


def test_the_new_mentor_takes_the_log_over_and_the_history_stays(member):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    new = make_membership(CohortRole.MENTOR, cohort=member.cohort).user
    old, entry = member.mentor, make_entry(member)
    hand_over(member, new, organizer)
    db.session.commit()
    for read in (lambda: get_entry(entry.id, old), lambda: get_log(member.id, old)):
        with pytest.raises(NotFound):
            read()
    with pytest.raises(NotPermitted):
        consultations.edit(entry, old, make_talk(topic="x"), seen=entry.lock_version)
    with pytest.raises(NotPermitted):
        make_entry(member, writer=old)
    assert get_entry(entry.id, new).writer_id == old.id
    assert make_entry(member, writer=new).number == 2


@pytest.mark.parametrize("values", [{"acknowledged_at": now()}, {"number": 0}, {"due_on": date(2020, 1, 1)}])
def test_the_database_refuses_nonsense_too(member, values):
    entry = make_entry(member)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(ConsultationEntry).filter_by(id=entry.id).values(values))
    db.session.rollback()


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Dr. Debby Sumolang, S.E., M.Si.", "DS"),
        ("Drs. Yohanis Christoffel Rondonuwu-Mandagi, S.STP., M.Si.", "YCRM"),
        ("Dr. Ir. Tommy Sinolungan, M.Si.", "TS"),
        ("dr. Maya Rambitan, M.Kes.", "MR"),
        ("A.B. Hamid", "ABH"),
        ("Ahmad H. Yani", "AHY"),
        ("Suharto", "S"),
        ("Ir.", "I"),
        ("", ""),
    ],
)
def test_initials_leave_titles_out(name, initials):
    assert User(name=name).initials == initials
