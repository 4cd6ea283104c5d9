"""A refusal says which row and which cell it means, and what is no row is not refused."""

from __future__ import annotations

import pytest

from pka_tracker.models import CohortRole, Judgement
from pka_tracker.operations.people import rows as words
from tests import factories
from tests.operations.test_people_import import carry_out, judge, row

NIP = "197503032000121005"


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def test_a_repeated_person_is_told_by_row_and_by_what_is_the_same(organizer):
    first = row(email="a@example.org", nip=NIP)
    by_nip, by_email = row(email="b@example.org", nip=NIP), row(email="a@example.org")
    _one, two, three = judge(organizer, first, by_nip, by_email)
    assert (two.reason, two.about) == (words.REPEATED, {"field": "nip", "row": first.number})
    assert (three.reason, three.about) == (words.REPEATED, {"field": "email", "row": first.number})


def test_a_cell_that_is_too_long_is_named_with_its_limit(organizer):
    (verdict,) = judge(organizer, row(email="a@example.org", position="J" * 201))
    assert (verdict.reason, verdict.about) == (words.TOO_LONG, {"field": "position", "most": 200})


def test_who_is_known_needs_no_name(organizer):
    mentor = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    member = factories.make_membership(cohort=organizer.cohort)
    known = row("", email=member.user.email, mentor=mentor.nip)
    (verdict,) = carry_out(organizer, known, reason="Mutasi")
    assert verdict.judgement is Judgement.CHANGES and verdict.title == member.user.name
    assert [change.field for change in verdict.changes] == ["mentor"]
    joins = row("", "coach", email=member.user.email)
    (verdict,) = judge(organizer, joins)
    assert verdict.letters == (member.user.name,)
    (verdict,) = judge(organizer, row("", email="neu@example.org"))
    assert verdict.reason == words.NO_NAME
    elsewhere = factories.make_membership().user
    (verdict,) = judge(organizer, row("", nip=elsewhere.nip))
    assert verdict.reason == words.NO_NAME and verdict.title == ""
