"""A list that leaves titles out takes none from anybody."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Judgement
from pka_tracker.operations.people import rows as words
from pka_tracker.operations.people.titles import loses_titles, only_loses_titles
from tests import factories
from tests.operations.test_people_import import carry_out, judge, row

DEBBY = "Dr. Debby Sumolang, S.E., M.Si."


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def named(user, name):
    return row(name, email=user.email, nip=user.nip)


@pytest.mark.parametrize(
    "name", ["Debby Sumolang", "DEBBY SUMOLANG, SE", "Dr Debby  Sumolang", "Debby Sumolang, M.Si"]
)
def test_titles_that_a_row_leaves_out_stay(organizer, name):
    user = factories.make_membership(cohort=organizer.cohort).user
    user.name = DEBBY
    db.session.commit()
    (verdict,) = carry_out(organizer, named(user, name))
    assert verdict.judgement is Judgement.SAME and not verdict.doubtful
    assert verdict.notes == [words.Note(words.KEEPS_TITLES, DEBBY)]
    db.session.expire_all()
    assert user.name == DEBBY


@pytest.mark.parametrize("name", ["Debby Rorong", "Debby Sumolang, S.E., M.M."])
def test_another_name_that_loses_titles_wants_a_second_look(organizer, name):
    user = factories.make_membership(cohort=organizer.cohort).user
    user.name = DEBBY
    db.session.commit()
    (verdict,) = judge(organizer, named(user, name))
    assert [(c.before, c.after) for c in verdict.changes] == [(DEBBY, name)]
    assert verdict.doubtful and verdict.notes[0].words == words.LOSES_TITLES


@pytest.mark.parametrize(
    ("before", "after", "loses", "only"),
    [
        ("Debby Sumolang", DEBBY, False, False),
        ("Ruth Pangemanan S.Sos M.Si", "Ruth Pangemanan", True, True),
        ("Drs Jantje Mandagi", "Jantje Mandagi", True, True),
        ("Hj. Siti Aminah, S.Pd", "Hj. Siti Aminah, S.Pd.", False, False),
        ("Andi Wowor, M.Si.", "Andi Wower, M.Si.", False, False),
        ("dr. Maria Rumambi", "Dra. Maria Rumambi", True, False),
    ],
)
def test_what_is_a_title(before, after, loses, only):
    assert (loses_titles(before, after), only_loses_titles(before, after)) == (loses, only)
