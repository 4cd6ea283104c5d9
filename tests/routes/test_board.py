"""The organizer's board of a cohort and its report."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest

from pka_tracker.extensions import db, now
from pka_tracker.models import CohortRole, PlanState
from pka_tracker.operations import notes
from pka_tracker.operations.cohorts.deadlines import holder_of
from pka_tracker.queries.cohorts import board
from tests import factories


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


@pytest.fixture
def member(organizer):
    return factories.make_membership(cohort=organizer.cohort, roster_no=7, group_name="Kelompok 1")


def test_each_cell_leads_to_a_page_the_organizer_may_open(sign_in, organizer, member):
    plan = factories.make_plan_in(PlanState.COMPLETED, member)
    client = sign_in(organizer.user)
    page = client.get(f"/cohorts/{organizer.cohort_id}").text
    matrix = page.partition('<table class="matrix">')[2].partition("</table>")[0]
    links = re.findall(r'href="([^"]+)"', matrix)
    assert {
        f"/plans/{plan.id}",
        f"/plans/{plan.id}/versions/1",
        f"/plans/{plan.id}/history",
        f"/plans/{plan.id}/milestones",
    } < set(links)
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_who_has_no_plan_leads_to_their_page_and_notes_to_the_writers_own(sign_in, organizer, member):
    namesake = factories.make_membership(cohort=organizer.cohort)
    namesake.user.name = member.user.name
    for one in (member, namesake):
        note = factories.make_note(one.user, complete=True)
        notes.submit(note, one.user, seen=note.lock_version)
        note.title = f"Catatan {one.id}"
    db.session.commit()
    client = sign_in(organizer.user)
    page = client.get(f"/cohorts/{organizer.cohort_id}").text
    matrix, waiting = page.partition('id="waiting"')[::2]
    assert matrix.count(f'href="/memberships/{member.id}"') == 2, "name and state"
    assert f'href="/memberships/{member.id}"' in waiting
    link = f"/notes/?owner={member.user_id}&cohort={organizer.cohort_id}"
    assert html.escape(link) in matrix
    found = client.get(link).text
    assert f"Catatan {member.id}" in found and f"Catatan {namesake.id}" not in found
    assert f"Catatan {member.id}" not in client.get(link[:-1] + "0").text
    stranger = sign_in(factories.make_membership(CohortRole.ORGANIZER).user)
    assert f"Catatan {member.id}" not in stranger.get(link).text


def test_a_matrix_of_more_than_twenty_has_two_halves_and_says_every_name_in_full(sign_in, organizer):
    people = [factories.make_membership(cohort=organizer.cohort, roster_no=n).user.name for n in range(1, 21)]
    client, address = sign_in(organizer.user), f"/cohorts/{organizer.cohort_id}"
    assert client.get(address).text.count('<table class="matrix">') == 1
    people.append(factories.make_membership(cohort=organizer.cohort, roster_no=21).user.name)
    halves = client.get(address).text.split('<table class="matrix">')[1:]
    named = [re.findall(r'<a class="whole" href="[^"]+">([^<]+)</a></th>', half) for half in halves]
    assert [len(names) for names in named] == [11, 10]
    assert [html.unescape(name) for names in named for name in names] == people


def test_a_draft_note_is_counted_and_nothing_else_of_it_is_shown(sign_in, organizer, member):
    note = factories.make_note(member.user, complete=True)
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text
    assert "drafts: 1" in page and note.title not in page
    assert f"/notes/{note.id}" not in page


@pytest.mark.parametrize("state", PlanState)
def test_the_board_and_the_reminder_agree_on_who_must_act(organizer, member, state):
    plan = factories.make_plan_in(state, member)
    found = board.get_board(organizer.user, organizer.cohort_id, board.BoardView(), datetime.now(UTC))
    holder = holder_of(plan)
    people = {CohortRole.MENTOR: plan.mentor, CohortRole.PARTICIPANT: plan.owner, None: None}
    assert people[found.everybody[0].holder] is holder


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?stage=draft", True),
        ("?stage=approved", False),
        ("?stage=nonsense", True),
        ("?group=Kelompok+1", True),
        ("?group=Kelompok+9", False),
        ("?mentor=0", False),
        ("?mentor=abc", True),
        ("?late=1", True),
        ("?page=99", True),
    ],
)
def test_the_filters_are_in_the_address(sign_in, organizer, member, query, found):
    plan = factories.make_plan(member)
    plan.due_at = datetime(2020, 1, 1, tzinfo=UTC)
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}{query}")
    assert page.status_code == 200
    assert (f'href="/plans/{plan.id}"' in page.text) is found


def test_who_is_not_late_is_not_among_the_late(sign_in, organizer, member):
    plan = factories.make_plan(member)
    plan.due_at = datetime(2120, 1, 1, tzinfo=UTC)
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}?late=1").text
    assert f'href="/plans/{plan.id}"' not in page


def test_those_chosen_on_the_board_are_reminded_after_their_letters_were_seen(sign_in, organizer, member):
    factories.make_submitted_plan(member)
    client = sign_in(organizer.user)
    page = client.get(f"/cohorts/{organizer.cohort_id}").text
    assert f'form="remind" name="member" value="{member.id}"' in page
    answer = client.post(
        f"/cohorts/{organizer.cohort_id}/bulk", data={"action": "remind", "first": "yes", "member": member.id}
    )
    assert answer.status_code == 200 and member.mentor.email in answer.text


def test_an_empty_cohort_says_what_to_wait_for(sign_in, organizer):
    for rest in ("", "/report"):
        page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}{rest}")
        assert page.status_code == 200 and "No participants yet" in page.text


def test_the_report_names_hour_and_zone_of_the_cohort_and_what_is_late(sign_in, organizer, member):
    organizer.user.timezone = "Asia/Jayapura"
    plan = factories.make_submitted_plan(member)
    plan.due_at = datetime(2020, 1, 1, tzinfo=UTC)
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}/report").text
    assert re.search(r"As of \d+ \w+ \d{4}, \d\d:\d\d WITA", page)
    late = page.partition('id="late"')[2]
    assert member.user.name in late and member.mentor.name in late


def test_the_report_says_what_comes_next_who_is_late_since_today_and_has_a_place_to_sign(
    sign_in, organizer, member
):
    plan = factories.make_submitted_plan(member)
    plan.due_at = now() - timedelta(seconds=1)
    other = factories.make_plan(cohort=organizer.cohort)
    other.title = plan.title = "Penanganan Sampah Liar"
    organizer.cohort.report_due_at = now() + timedelta(days=3)
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}/report").text
    assert re.search(r"Next: <strong>[^<]+</strong>", page)
    assert '<td class="num">today</td>' in page
    assert "1 pair of plans has titles that are alike" in page and "Acknowledged by" in page


def test_the_funnel_counts_a_revision_beside_its_steps(sign_in, organizer, member):
    factories.make_plan_in(PlanState.REVISION_REQUESTED, member)
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text
    table, rest = page.partition('id="funnel"')[2].partition("</table>")[::2]
    assert "Revision requested" not in table and "Revision requested: 1" in rest.partition("</section>")[0]


def test_nobody_else_sees_a_board(sign_in, organizer, member):
    stranger = factories.make_membership(CohortRole.ORGANIZER).user
    for user in (member.user, member.mentor, stranger):
        for rest in ("", "/report"):
            assert sign_in(user).get(f"/cohorts/{organizer.cohort_id}{rest}").status_code == 404


def test_the_board_costs_the_same_with_one_participant_and_with_sixty(
    sign_in, organizer, member, count_queries
):
    factories.make_submitted_plan(member)
    client, address = sign_in(organizer.user), f"/cohorts/{organizer.cohort_id}"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(59):
        other = factories.make_membership(cohort=organizer.cohort, mentor=member.mentor)
        if number < 30:
            factories.make_plan(other)
    with count_queries() as many:
        page = client.get(address).text
    assert len(few) == len(many) <= 8
    assert "Page 1 of 2" in page


def hand_in_notes(*plans):
    for plan in plans:
        for link in plan.links:
            notes.submit(link.note, plan.owner, seen=link.note.lock_version)
    db.session.commit()


def test_alike_titles_are_named_with_their_words_and_shared_practices_with_their_plans(
    sign_in, organizer, member
):
    first = factories.make_submitted_plan(member)
    second = factories.make_submitted_plan(cohort=organizer.cohort)
    hand_in_notes(first, second)
    first.title, second.title = "Penanganan Sampah Liar", "Strategi Penanganan Sampah Liar di Minahasa"
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text
    pairs = page.partition('id="alike"')[2]
    assert "Words in both: Penanganan, Sampah, Liar" in pairs
    shared = pairs.partition('id="shared"')[2]
    assert "LAKSA" in shared and first.title in shared and second.title in shared


def test_every_pair_of_alike_titles_can_be_reached(sign_in, organizer, monkeypatch):
    monkeypatch.setattr(import_module("pka_tracker.routes.cohorts.board"), "MOST_ALIKE", 1)
    for _number in range(3):
        factories.make_plan(cohort=organizer.cohort).title = "Penanganan Sampah Liar"
    db.session.commit()
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text
    pairs = page.partition('id="alike"')[2].partition('id="shared"')[0]
    assert "3 pairs in the whole cohort" in pairs and "2 more pairs that are less alike" in pairs
    assert pairs.count("Words in both") == 3


def test_a_practice_in_a_plan_not_handed_in_is_not_told(sign_in, organizer, member):
    draft = factories.make_complete_plan(cohort=organizer.cohort)
    hand_in_notes(factories.make_submitted_plan(member), draft)
    draft.title = "Hal yang sama sekali lain"
    db.session.commit()
    shared = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text.partition('id="shared"')[2]
    assert "LAKSA" not in shared and draft.title not in shared


def test_a_draft_note_on_which_plans_build_is_not_told(sign_in, organizer, member):
    factories.make_submitted_plan(member)
    factories.make_submitted_plan(cohort=organizer.cohort)
    page = sign_in(organizer.user).get(f"/cohorts/{organizer.cohort_id}").text
    assert "LAKSA" not in page
