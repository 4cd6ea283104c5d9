"""Inviting from the command line."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Membership, User
from tests.factories import make_cohort


def invite(app, *arguments):
    return app.test_cli_runner().invoke(args=["users", "invite", "baru@minahasa.go.id", *arguments])


@pytest.mark.parametrize("role", ["participant", "mentor", "coach", "examiner", "organizer"])
def test_a_role_in_a_cohort_is_named_as_it_is_kept(app, role):
    cohort = make_cohort()
    db.session.commit()
    result = invite(app, "--role", role, "--cohort", str(cohort.id))
    assert result.exit_code == 0, result.output
    assert f"is invited as {role}." in result.output
    held = sa.select(Membership.role).join(User, User.id == Membership.user_id)
    assert db.session.scalars(held.filter(User.email == "baru@minahasa.go.id")).all() == [CohortRole(role)]


def test_the_help_names_every_role_so(app):
    told = app.test_cli_runner().invoke(args=["users", "invite", "--help"]).output
    assert "[admin|participant|mentor|coach|examiner|organizer]" in "".join(told.split())


def test_another_word_is_no_role(app):
    result = invite(app, "--role", "ORGANISATOR", "--cohort", "1")
    assert result.exit_code == 2
    assert "organizer" in result.output
