"""The organizer's page of a cohort, and changing mentors."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, DigestItem, Membership, PlanState
from tests import factories


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


@pytest.fixture
def member(organizer):
    return factories.make_membership(cohort=organizer.cohort, roster_no=7)


def test_the_table_names_participant_mentor_and_plan(sign_in, organizer, member):
    factories.make_submitted_plan(member)
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}/members")
    assert page.status_code == 200
    for words in (member.user.name, member.mentor.name, member.user.agency.name, "Submitted", "100 %"):
        assert words in page.text


def test_the_list_of_cohorts_counts_by_state(sign_in, organizer, member):
    factories.make_plan(member)
    factories.make_membership(cohort=organizer.cohort)
    page = sign_in(organizer.user).get("/cohorts/")
    assert f"/cohorts/{organizer.cohort_id}/members?state=draft" in page.text
    assert f"/cohorts/{organizer.cohort_id}/members?state=not_started" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?state=draft", True),
        ("?state=approved", False),
        ("?state=nonsense", True),
        ("?q=Pejabat", True),
        ("?q=%25", False),
        ("?mentor=0", False),
        ("?mentor=abc", True),
        ("?page=99", True),
        ("?page=x", True),
        ("?all=1", True),
    ],
)
def test_the_filters_are_in_the_address(sign_in, organizer, member, query, found):
    factories.make_plan(member)
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}/members{query}")
    assert page.status_code == 200
    assert (f"/memberships/{member.id}/assign-mentor" in page.text) is found


def test_nobody_else_sees_a_cohort(sign_in, organizer, member):
    stranger = factories.make_membership(CohortRole.ORGANIZER).user
    for user in (member.user, member.mentor, stranger):
        client = sign_in(user)
        assert client.get(f"/cohorts/{organizer.cohort_id}/members").status_code == 404
        assert client.get(f"/memberships/{member.id}/assign-mentor").status_code == 404
    assert sign_in(member.user).get("/cohorts/").status_code == 404


def test_the_page_costs_the_same_with_one_participant_and_with_many(
    sign_in, organizer, member, count_queries
):
    client = sign_in(organizer.user)
    address = f"/cohorts/{organizer.cohort_id}/members"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for _number in range(4):
        factories.make_submitted_plan(cohort=organizer.cohort)
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 6


def test_an_organizer_changes_a_mentor(sign_in, organizer, member):
    plan = factories.make_plan_in(PlanState.IN_REVIEW, member)
    new = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    old = member.mentor
    client = sign_in(organizer.user)
    page = client.get(f"/memberships/{member.id}/assign-mentor")
    assert old.name in page.text and new.name in page.text
    answer = client.post(
        f"/memberships/{member.id}/assign-mentor",
        data={"person": new.id, "reason": "Mutasi", "seen": token(member)},
    )
    assert answer.status_code == 303
    assert sign_in(new).get(f"/reviews/{plan.id}").status_code == 200
    assert sign_in(old).get(f"/reviews/{plan.id}").status_code == 404
    assert sign_in(old).get(f"/plans/{plan.id}").status_code == 404
    assert {item.user_id for item in db.session.query(DigestItem)} == {member.user_id, new.id, old.id}


@pytest.mark.parametrize(("post", "role"), [("mentor", CohortRole.MENTOR), ("coach", CohortRole.COACH)])
def test_a_first_assignment_is_not_spoken_of_as_a_replacement(sign_in, organizer, post, role):
    alone = factories.make_membership(cohort=organizer.cohort, mentor=None)
    first, second = (factories.make_membership(role, cohort=organizer.cohort).user for _n in "ab")
    client, address = sign_in(organizer.user), f"/memberships/{alone.id}/assign-{post}"
    profile = f"/memberships/{alone.id}"
    page = client.get(address).text
    assert f"Choose the {post}" in page and f"Choose the {post}" in client.get(profile).text
    for words in (f"Change the {post}", "loses access", "takes over", f"The new {post}", 'name="reason"'):
        assert words not in page
    assert client.post(address, data={"person": first.id, "seen": token(alone)}).status_code == 303
    letter = db.session.query(DigestItem).filter_by(user_id=alone.user_id).one()
    assert letter.subject.startswith(f"You now have a {post}") and "stay as they are" not in letter.body
    db.session.refresh(alone)
    again = client.get(address).text
    assert f"Change the {post}" in again and 'name="reason"' in again
    answer = client.post(address, data={"person": second.id, "reason": "Mutasi", "seen": token(alone)})
    assert answer.status_code == 303
    subjects = [one.subject for one in db.session.query(DigestItem).filter_by(user_id=alone.user_id)]
    assert any("has changed" in subject for subject in subjects)


def test_what_was_typed_stays_when_something_is_missing(sign_in, organizer, member):
    factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort)
    answer = sign_in(organizer.user).post(
        f"/memberships/{member.id}/assign-mentor",
        data={"person": "", "reason": "Mutasi ke Bappeda", "seen": token(member)},
    )
    assert answer.status_code == 422
    assert "Mutasi ke Bappeda" in answer.text and "Choose a person." in answer.text


@pytest.mark.parametrize("chosen", ["999999", "abc", "-1"])
def test_a_mentor_from_elsewhere_is_refused(sign_in, organizer, member, chosen):
    answer = sign_in(organizer.user).post(
        f"/memberships/{member.id}/assign-mentor",
        data={"person": chosen, "reason": "x", "seen": token(member)},
    )
    assert answer.status_code == 422
    assert "not a mentor of the cohort" in answer.text


def test_the_second_of_two_organizers_is_told(sign_in, organizer, member):
    first, second = (
        factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user for _n in "ab"
    )
    client, address = sign_in(organizer.user), f"/memberships/{member.id}/assign-mentor"
    seen = token(member)
    assert client.post(address, data={"person": first.id, "reason": "a", "seen": seen}).status_code == 303
    late = client.post(address, data={"person": second.id, "reason": "Alasan kedua", "seen": seen})
    assert late.status_code == 409
    assert first.name in late.text and "Alasan kedua" in late.text
    db.session.expire_all()
    assert db.session.get_one(Membership, member.id).mentor_id == first.id


def test_the_access_of_a_coach_begins_and_ends_with_the_post(sign_in, organizer, member):
    plan = factories.make_submitted_plan(member)
    old, new = (factories.make_membership(CohortRole.COACH, cohort=organizer.cohort).user for _n in "ab")
    client, address = sign_in(organizer.user), f"/memberships/{member.id}/assign-coach"

    def choose(person, reason=""):
        db.session.refresh(member)
        return client.post(address, data={"person": person, "reason": reason, "seen": token(member)})

    assert choose(old.id).status_code == 303, "the first needs no reason"
    first, second = sign_in(old), sign_in(new)
    pages = (f"/reviews/{plan.id}", f"/plans/{plan.id}", f"/consultations/{member.id}")
    assert [first.get(page).status_code for page in pages] == [200, 200, 200]
    refused = choose(new.id)
    assert refused.status_code == 422 and "Say why: it is kept in the history." in refused.text
    assert choose(new.id, "Mutasi").status_code == 303
    assert [first.get(page).status_code for page in pages] == [404, 404, 404]
    assert [second.get(page).status_code for page in pages] == [200, 200, 200]
    history = client.get(f"/memberships/{member.id}").text
    assert f"{old.name} → {new.name} Mutasi" in history, "the title has the full stop"
    assert f"nobody → {old.name}" not in history
    assert "Coach assigned" in client.get(f"/plans/{plan.id}/history").text
    assert choose("0", "Pensiun").status_code == 303
    assert second.get(f"/plans/{plan.id}").status_code == 404
    assert choose(member.mentor_id, "x").status_code == 422, "a mentor is no coach"


def test_the_list_is_filtered_by_group(sign_in, organizer, member):
    member.group_name = "Kelompok 1"
    db.session.commit()
    client, address = sign_in(organizer.user), f"/cohorts/{organizer.cohort_id}/members"
    here = f"/memberships/{member.id}/assign-coach"
    assert here in client.get(f"{address}?group=Kelompok+1").text
    assert here not in client.get(f"{address}?group=Kelompok+2").text
