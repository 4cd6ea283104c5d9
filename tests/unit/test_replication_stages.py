"""The path of a replication, step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    CohortRole,
    Membership,
    Replication,
    ReplicationAction,
    ReplicationStage,
    User,
)
from pka_tracker.policy.replications import ensure_replication, replication_actions

OWNER, MENTOR, ADMIN = (User(id=number) for number in (1, 2, 5))
ADMIN.is_admin = True
ORGANIZER = User(id=6, memberships=[Membership(cohort_id=1, user_id=6, role=CohortRole.ORGANIZER)])
ELSEWHERE = User(id=7, memberships=[Membership(cohort_id=2, user_id=7, role=CohortRole.ORGANIZER)])
FACILITATOR = User(id=8, memberships=[Membership(cohort_id=1, user_id=8, role=CohortRole.COACH)])
PEOPLE = (OWNER, MENTOR, ADMIN, ORGANIZER, ELSEWHERE, FACILITATOR)
#: Written out by hand from the domain, not read from the code.
PATH = [
    "interest",
    "request_letter",
    "mou",
    "cooperation_agreement",
    "training",
    "adaptation",
    "trial",
    "live",
    "monitored",
]
WHEN = {
    ReplicationAction.ADVANCE: set(PATH[:-1]),
    ReplicationAction.SKIP: set(PATH[:6]),  # going live and monitoring are never passed over
    ReplicationAction.UPDATE: set(PATH),
    ReplicationAction.TAKE_BACK: set(PATH[1:]),
    ReplicationAction.STOP: set(PATH[:-1]),
    ReplicationAction.RESUME: set(),
}


def replication_at(stage: ReplicationStage, *, stopped: bool) -> Replication:
    return Replication(
        owner_id=1,
        cohort_id=1,
        facilitator_id=8,
        stage=stage,
        stopped_at=datetime(2026, 1, 1, tzinfo=UTC) if stopped else None,
    )


def test_the_path_is_the_one_of_the_domain():
    assert [str(stage) for stage in ReplicationStage] == PATH


@pytest.mark.parametrize(
    ("stage", "action", "person", "stopped"),
    list(product(ReplicationStage, ReplicationAction, PEOPLE, (False, True))),
    ids=str,
)
def test_an_action_is_for_these_people_at_this_moment(stage, action, person, stopped):
    replication = replication_at(stage, stopped=stopped)
    possible = stage in WHEN[action] and not stopped
    if stopped and stage != "monitored":
        possible = action is ReplicationAction.RESUME
    facilitates = person is FACILITATOR and action in ("advance", "update")
    may = person.id in (OWNER.id, ORGANIZER.id) or facilitates
    if not may:
        with pytest.raises(NotPermitted):
            ensure_replication(person, action, replication)
    elif not possible:
        with pytest.raises(NotPossibleNow):
            ensure_replication(person, action, replication)
    else:
        ensure_replication(person, action, replication)
    assert (action in replication_actions(person, replication)) == (may and possible)


def test_a_facilitator_who_left_the_cohort_can_do_nothing_any_more():
    left = User(id=8, memberships=[Membership(cohort_id=2, user_id=8, role=CohortRole.COACH)])
    assert replication_actions(left, replication_at(ReplicationStage.MOU, stopped=False)) == []
