"""The pages of replications: the board, where one begins, and its actions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from pka_tracker.extensions import db, now, story_time
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Replication, ReplicationStage
from pka_tracker.operations import files, notes, replications
from pka_tracker.queries.replications.pipeline import SHOWN
from pka_tracker.storage.content import Content
from tests import factories

WISH = {
    "receiver": "Diskominfo Kabupaten Minahasa",
    "facilitator": "Diskominfo Provinsi",
    "next_step": "Surat permohonan ditandatangani Sekda",
    "next_on": "2027-01-15",
    "waits_for": "receiver",
    "note": "Untuk pengaduan warga.",
}


@pytest.fixture
def member(app):
    return factories.make_membership()


def practice_of(member, name="Antrean Daring"):
    return factories.make_practice(member.cohort.visits[0].host, name, contact="Kabid Aplikasi")


def current(row) -> Replication:
    db.session.expire_all()
    return db.session.get_one(Replication, row.id)


def test_interest_is_declared_from_the_page_of_a_practice(member, sign_in):
    practice, client = practice_of(member), sign_in(member.user)
    begin = f"/replications/new?practice={practice.id}"
    assert begin in client.get(f"/practices/{practice.id}").text
    page = client.get(begin).text
    assert member.user.agency.name in page and "Kabid Aplikasi" in page
    assert member.mentor.name in page, "who will be told"
    made = client.post(begin, data=WISH)
    assert made.status_code == 303
    shown = client.get(made.location).text
    for text in ("Diskominfo Provinsi", "Surat permohonan ditandatangani Sekda", "15 Jan 2027"):
        assert text in shown
    assert client.post(begin, data=WISH).location == made.location, "a second wish finds the first"
    assert made.location in client.get(f"/practices/{practice.id}").text


def test_the_facilitator_chosen_in_the_form_is_among_those_told(member, sign_in):
    practice, client = practice_of(member), sign_in(member.user)
    helper = factories.make_membership(CohortRole.COACH, cohort=member.cohort).user
    stranger = factories.make_membership().user
    begin = f"/replications/new?practice={practice.id}"
    told = client.get(begin).text.partition("Who will be told")[2]
    assert "The facilitator with an account" in told and helper.name not in told
    for person in (helper, stranger):
        typed = WISH | {"receiver": "", "facilitator_id": str(person.id)}
        told = client.post(begin, data=typed).text.partition("Who will be told")[2]
        assert (person.name in told) == (person is helper)


def test_what_is_missing_is_said_and_the_rest_stays(member, sign_in):
    practice = practice_of(member)
    typed = WISH | {"receiver": "", "next_on": "besok"}
    answer = sign_in(member.user).post(f"/replications/new?practice={practice.id}", data=typed)
    assert answer.status_code == 422
    assert "Say which agency is to receive it." in answer.text and "There is no such day" in answer.text
    assert "Untuk pengaduan warga." in answer.text


def test_it_comes_from_an_own_note_on_that_practice_or_an_own_plan(member, sign_in):
    plan = factories.make_complete_plan(member)
    note = plan.links[0].note
    client, practice = sign_in(member.user), note.practice_id
    from_note = f"/replications/new?practice={practice}&amp;note={note.id}"
    from_plan = f"/replications/new?practice={practice}&amp;plan={plan.id}"
    assert from_note in client.get(f"/notes/{note.id}").text
    assert from_plan in client.get(f"/plans/{plan.id}").text
    made = client.post(from_plan.replace("&amp;", "&"), data=WISH)
    assert f"/plans/{plan.id}" in client.get(made.location).text
    assert made.location in client.get(f"/plans/{plan.id}").text
    other = practice_of(member)
    assert client.get(f"/replications/new?practice={other.id}&note={note.id}").status_code == 404
    assert client.get(f"/replications/new?practice={other.id}&plan={plan.id}").status_code == 404


def test_nobody_but_a_participant_declares_interest(member, sign_in):
    practice = practice_of(member)
    address = f"/replications/new?practice={practice.id}"
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    assert sign_in(organizer).get(address).status_code == 403
    assert sign_in(factories.make_membership().user).get(address).status_code == 404
    practice.active = False
    db.session.commit()
    assert sign_in(member.user).get(address).status_code == 409


def test_a_replication_walks_the_whole_path_on_its_pages(member, sign_in):
    row, client = factories.make_replication(member), sign_in(member.user)
    address = f"/replications/{row.id}"
    for stage in list(ReplicationStage)[1:]:
        action = "skip" if stage is ReplicationStage.MOU else "advance"
        page = client.get(f"{address}/{action}").text
        assert "Who will be told" in page
        typed = WISH | {"happened_on": "2025-11-03", "reference": f"No {stage}", "seen": token(current(row))}
        if stage is ReplicationStage.MONITORED:
            typed["next_step"] = ""
        assert client.post(f"{address}/{action}", data=typed).status_code == 303
        assert current(row).stage is stage
    shown = client.get(address).text
    assert shown.count("3 Nov 2025") >= 7 and "passed over" in shown and "No live" in shown
    assert f"{address}/advance" not in shown and f"{address}/stop" not in shown


def test_a_page_left_open_shows_both_and_keeps_what_was_typed(member, sign_in):
    row, client = factories.make_replication(member), sign_in(member.user)
    typed = WISH | {"seen": token(row)}
    assert client.post(f"/replications/{row.id}/update", data=typed).status_code == 303
    mine = typed | {"next_step": "Rapat <b>daring</b>", "note": "Catatan saya."}
    late = client.post(f"/replications/{row.id}/update", data=mine)
    assert late.status_code == 409
    assert "Rapat &lt;b&gt;daring&lt;/b&gt;" in late.text and "Catatan saya." in late.text
    assert "Surat permohonan ditandatangani Sekda" in late.text
    again = re.search(r'name="seen"[^>]* value="([^"]+)"', late.text)[1]
    assert client.post(f"/replications/{row.id}/update", data=mine | {"seen": again}).status_code == 303
    history = client.get(f"/replications/{row.id}").text
    assert "Receiving agency: Dinas Kominfo, Kabupaten Minahasa → Diskominfo Kabupaten Minahasa" in history
    assert "(Receiving agency, by 15 Jan 2027)" in history, "nothing that was agreed is overwritten"


def test_a_day_to_come_is_refused_and_the_text_stays(member, sign_in):
    row = factories.make_replication(member)
    typed = WISH | {"happened_on": f"{now().date() + timedelta(days=9)}", "seen": token(row)}
    answer = sign_in(member.user).post(f"/replications/{row.id}/advance", data=typed)
    assert answer.status_code == 422
    assert "This day has not come yet." in answer.text and "Untuk pengaduan warga." in answer.text


def test_stopped_it_says_why_and_can_be_resumed(member, sign_in):
    row, client = factories.make_replication(member), sign_in(member.user)
    address = f"/replications/{row.id}"
    assert client.post(f"{address}/stop", data={"note": "", "seen": token(row)}).status_code == 422
    client.post(f"{address}/stop", data={"note": "Anggaran dialihkan.", "seen": token(row)})
    page = client.get(address).text
    assert "Anggaran dialihkan." in page and f"{address}/resume" in page and f"{address}/advance" not in page
    assert client.get(f"{address}/advance").status_code == 409
    typed = WISH | {"seen": token(current(row))}
    assert client.post(f"{address}/resume", data=typed).status_code == 303
    assert current(row).stopped_at is None


def test_its_files_are_for_those_who_see_it(member, sign_in):
    row = factories.make_replication(member)
    kept = files.attach(row, member.user, Content("Surat.pdf", "application/pdf", b"%PDF isi"))
    db.session.commit()
    assert "Surat.pdf" in sign_in(member.mentor).get(f"/replications/{row.id}").text
    assert sign_in(member.mentor).get(f"/files/{kept.id}").status_code == 200
    stranger = sign_in(factories.make_membership(cohort=member.cohort).user)
    assert stranger.get(f"/files/{kept.id}").status_code == 404
    assert stranger.get(f"/replications/{row.id}").status_code == 404
    assert sign_in(member.user).get(f"/files/{kept.id}/delete").status_code == 200


def test_the_board_is_narrowed_by_its_address_and_shows_only_ones_own(member, sign_in):
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    token_ = story_time.set(datetime(2026, 1, 5, 3, tzinfo=UTC))
    old = factories.make_replication(member, practice=practice_of(member, "Lama"))
    story_time.reset(token_)
    new = factories.make_replication(member, ReplicationStage.MOU, practice=practice_of(member, "Baru"))
    stopped = factories.make_replication(member, practice=practice_of(member, "Berhenti"))
    replications.stop(stopped, member.user, seen=stopped.lock_version, reason="Mutasi")
    foreign = factories.make_replication()
    db.session.commit()
    client = sign_in(organizer)

    def found(query: str) -> set[int]:
        return {
            int(i)
            for i in re.findall(r'href="/replications/(\d+)"', client.get(f"/replications/?{query}").text)
        }

    assert found("") == {old.id, new.id, stopped.id}
    board = client.get(f"/cohorts/{member.cohort_id}").text
    assert "2 replications under way" in board and "1 of them without progress in 90 days" in board
    assert (
        found("stale=1") == {old.id} and "1 without progress in 90 days" in client.get("/replications/").text
    )
    assert found("stage=mou") == {new.id} and found("stage=stopped") == {stopped.id}
    assert found("q=BARU") == {new.id} and found("q=%25") == set()
    assert found("party=receiver") == {old.id, new.id} and found("party=host") == set()
    assert (
        found(f"cohort={foreign.cohort_id}") == set()
        and found("stage=nonsense&page=x&cohort=99999999999") != set()
    )
    assert foreign.id not in found("")
    assert found(f"host={member.cohort.visits[0].host}&stage=interest") == {old.id}


def test_the_board_costs_the_same_for_one_and_for_many_and_long_columns_are_paged(
    member, sign_in, count_queries
):
    client = sign_in(member.user)
    counts = []
    for many in (1, 29):
        for _number in range(many):
            factories.make_replication(member)
        client.get("/replications/")
        with count_queries() as board:
            page = client.get("/replications/").text
        with count_queries() as column:
            client.get("/replications/?stage=interest")
        counts.append((len(board), len(column)))
    assert counts[0] == counts[1] and max(counts[0]) <= 8
    assert page.count('class="pipeline__card"') == SHOWN and "All 30" in page
    assert client.get("/replications/?stage=interest&page=2").text.count('<li class="card">') == 5


def test_an_empty_board_says_what_to_do(member, sign_in):
    assert "/practices/" in sign_in(member.user).get("/replications/").text
    assert "No replication found" in sign_in(member.user).get("/replications/?q=x").text


def test_what_is_typed_on_a_page_that_came_too_late_is_still_there(member, sign_in):
    row, client = factories.make_replication(member), sign_in(member.user)
    typed = WISH | {"happened_on": "2025-11-03", "seen": token(row)}
    replications.stop(row, member.user, seen=row.lock_version, reason="Mutasi")
    db.session.commit()
    late = client.post(f"/replications/{row.id}/advance", data=typed)
    assert late.status_code == 409
    assert "It was stopped" in late.text and "Untuk pengaduan warga." in late.text
    assert 'class="button button--primary"' not in late.text
    assert sign_in(member.mentor).post(f"/replications/{row.id}/advance", data=typed).status_code == 403


def test_a_stage_is_taken_back_on_its_page(member, sign_in):
    row, client = factories.make_replication(member, ReplicationStage.MOU), sign_in(member.user)
    typed = WISH | {"note": "Salah catat.", "seen": token(row)}
    assert client.post(f"/replications/{row.id}/take-back", data=typed).status_code == 303
    shown = client.get(f"/replications/{row.id}").text
    assert "Taken back to: Letter of request" in shown and "Salah catat." in shown
    assert current(row).stage is ReplicationStage.REQUEST_LETTER


def test_what_a_note_says_of_contact_and_day_is_in_the_form(member, sign_in):
    note = factories.make_note(member.user, complete=True)
    content = note.content | {"follow_up": {"use": "yes", "contact": "Ibu Ratna", "target_on": "2027-02-03"}}
    notes.save(note, member.user, content, seen=note.lock_version)
    db.session.commit()
    page = sign_in(member.user).get(f"/replications/new?practice={note.practice_id}&note={note.id}").text
    assert 'value="Ibu Ratna"' in page and 'value="2027-02-03"' in page
