"""A mentor or coach whom a row names: by address, by NIP, or by name."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Judgement, User
from pka_tracker.operations.people import rows as words
from tests import factories
from tests.operations.test_people_import import carry_out, judge, reasons, row, row_of


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def test_a_mentor_may_be_named_by_the_exact_name(organizer):
    mentor = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    mentor.name = "Dr. Budi Rumambi, M.Si."
    db.session.commit()
    pupil = row(email="a@example.org", mentor="DR Budi  Rumambi, MSi")
    (verdict,) = carry_out(organizer, pupil)
    assert verdict.judgement is Judgement.NEW and verdict.mentor == mentor.id
    user = db.session.query(User).filter_by(email="a@example.org").one()
    assert user.memberships[0].mentor_id == mentor.id
    (again,) = judge(organizer, pupil)
    assert again.judgement is Judgement.SAME
    for part in ("Budi Rumambi", "Budi"):
        assert reasons(organizer, row(email="b@example.org", mentor=part)) == [words.NO_GUIDE["mentor"]]


def test_a_mentor_of_the_same_file_is_found_by_name_and_a_changed_one_is_named(organizer):
    member = factories.make_membership(cohort=organizer.cohort)
    new = row("Cici, S.H.", "mentor", email="cici@example.org")
    changed, _mentor = judge(organizer, row_of(member.user, mentor="Cici, S.H."), new)
    assert [(c.field, c.after) for c in changed.changes] == [("mentor", "Cici, S.H.")]
    kept = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    (changed,) = judge(organizer, row_of(member.user, mentor=kept.name))
    assert [(c.field, c.after) for c in changed.changes] == [("mentor", kept.name)]


def test_a_name_that_several_mentors_have_is_refused_and_so_is_a_coach_as_mentor(organizer):
    one, two = (factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user for _n in "ab")
    coach = factories.make_membership(CohortRole.COACH, cohort=organizer.cohort).user
    one.name = two.name = "Budi"
    coach.name = "Dedi"
    db.session.commit()
    found = [row(email=f"{name}@example.org", mentor=name) for name in ("Budi", "Dedi")]
    assert reasons(organizer, *found) == [words.SEVERAL_GUIDES["mentor"], words.NO_GUIDE["mentor"]]
    assert reasons(organizer, row(email="c@example.org", mentor=one.email)) == [""]
