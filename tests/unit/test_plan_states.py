"""The life of plans and notes, pair by pair."""

from __future__ import annotations

from itertools import product

import pytest

from pka_tracker import policy
from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    NOTE_TRANSITIONS,
    TRANSITIONS,
    ActionPlan,
    AtmNote,
    CohortRole,
    Membership,
    NoteAction,
    NoteState,
    PlanAction,
    PlanState,
    User,
)

OWNER, MENTOR, COACH, STRANGER, ADMIN = (User(id=number) for number in range(1, 6))
ADMIN.is_admin = True
ORGANIZER = User(id=6, memberships=[Membership(cohort_id=1, user_id=6, role=CohortRole.ORGANIZER)])
ELSEWHERE = User(id=7, memberships=[Membership(cohort_id=2, user_id=7, role=CohortRole.ORGANIZER)])

#: Who may do what, written out by hand from the domain, not read from the code.
WHO = {
    PlanAction.SUBMIT: {OWNER},
    PlanAction.WITHDRAW: {OWNER},
    PlanAction.START_REVIEW: {MENTOR},
    PlanAction.REQUEST_REVISION: {MENTOR},
    PlanAction.APPROVE: {MENTOR},
    PlanAction.RESUBMIT: {OWNER},
    PlanAction.REOPEN: {OWNER, ORGANIZER},
    PlanAction.START_IMPLEMENTATION: {OWNER},
    PlanAction.TAKE_BACK: {MENTOR},
    PlanAction.CLOSE: {MENTOR},
}
WHEN = {
    PlanAction.SUBMIT: {PlanState.DRAFT},
    PlanAction.WITHDRAW: {PlanState.SUBMITTED},
    PlanAction.START_REVIEW: {PlanState.SUBMITTED},
    PlanAction.REQUEST_REVISION: {PlanState.IN_REVIEW},
    PlanAction.APPROVE: {PlanState.IN_REVIEW},
    PlanAction.RESUBMIT: {PlanState.REVISION_REQUESTED},
    PlanAction.REOPEN: {PlanState.APPROVED},
    PlanAction.START_IMPLEMENTATION: {PlanState.APPROVED},
    PlanAction.TAKE_BACK: {PlanState.REVISION_REQUESTED, PlanState.APPROVED},
    PlanAction.CLOSE: {PlanState.IN_IMPLEMENTATION},
}
PEOPLE = (OWNER, MENTOR, COACH, STRANGER, ADMIN, ORGANIZER, ELSEWHERE)


def plan_in(state: PlanState) -> ActionPlan:
    return ActionPlan(owner_id=1, mentor_id=2, coach_id=3, cohort_id=1, state=state)


def note_in(state: NoteState) -> AtmNote:
    owner = User(id=1, memberships=[Membership(cohort_id=1, mentor_id=2, role=CohortRole.PARTICIPANT)])
    return AtmNote(owner_id=1, owner=owner, cohort_id=1, state=state)


def test_every_state_can_be_reached():
    assert {PlanState.DRAFT, *TRANSITIONS.values()} == set(PlanState)
    assert {NoteState.DRAFT, *NOTE_TRANSITIONS.values()} == set(NoteState)


@pytest.mark.parametrize(("state", "action", "person"), list(product(PlanState, PlanAction, PEOPLE)), ids=str)
def test_an_action_is_for_these_people_at_this_moment(state, action, person):
    plan = plan_in(state)
    if person not in WHO[action]:
        with pytest.raises(NotPermitted):
            policy.ensure(person, action, plan)
    elif state not in WHEN[action]:
        with pytest.raises(NotPossibleNow):
            policy.ensure(person, action, plan)
    else:
        policy.ensure(person, action, plan)
    offered = person in WHO[action] and state in WHEN[action]
    assert (action in policy.plan_actions(person, plan)) == offered


@pytest.mark.parametrize(("state", "action", "person"), list(product(NoteState, NoteAction, PEOPLE)), ids=str)
def test_a_note_is_handed_in_by_its_owner_and_judged_by_the_mentor(state, action, person):
    note = note_in(state)
    who, when = {
        NoteAction.SUBMIT: (OWNER, {NoteState.DRAFT, NoteState.RETURNED}),
        NoteAction.RETURN: (MENTOR, {NoteState.SUBMITTED}),
        NoteAction.ACCEPT: (MENTOR, {NoteState.SUBMITTED}),
    }[action]
    if person is not who:
        with pytest.raises(NotPermitted):
            policy.ensure_note(person, action, note)
    elif state not in when:
        with pytest.raises(NotPossibleNow):
            policy.ensure_note(person, action, note)
    else:
        policy.ensure_note(person, action, note)


@pytest.mark.parametrize("state", PlanState)
def test_the_owner_writes_only_drafts_and_revisions(state):
    if state in (PlanState.DRAFT, PlanState.REVISION_REQUESTED):
        policy.ensure_writes(OWNER, plan_in(state))
    else:
        with pytest.raises(NotPossibleNow):
            policy.ensure_writes(OWNER, plan_in(state))
    for person in PEOPLE[1:]:
        with pytest.raises(NotPermitted):
            policy.ensure_writes(person, plan_in(state))
