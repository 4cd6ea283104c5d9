"""The facilitator of a replication on the pages: chosen, shown as who must act, and at work."""

from __future__ import annotations

import html

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Party, Replication
from pka_tracker.operations import files, replications
from pka_tracker.operations.replication_parties import Parties
from pka_tracker.operations.replications import NextStep
from pka_tracker.storage.content import Content
from tests import factories

TYPED = {
    "receiver": "Diskominfo Kabupaten Minahasa",
    "facilitator": "BPSDM",
    "next_step": "Menyepakati rancangan PKS",
    "waits_for": "facilitator",
    "note": "Rapat daring.",
}


@pytest.fixture
def row(app) -> Replication:
    return factories.make_replication()


@pytest.fixture
def coach(row):
    """A coach of the cohort, who guides nobody."""
    return factories.make_membership(CohortRole.COACH, cohort=row.cohort).user


@pytest.fixture
def facilitated(row, coach) -> str:
    """The address of the replication, with the coach as its facilitator, whose turn it is."""
    parties = Parties(row.receiver, facilitator="BPSDM", facilitator_id=coach.id)
    ahead = NextStep("Menyepakati rancangan PKS.", None, Party.FACILITATOR)
    replications.update(row, row.owner, seen=row.lock_version, parties=parties, ahead=ahead)
    db.session.commit()
    return f"/replications/{row.id}"


def current(row) -> Replication:
    return db.session.get_one(Replication, row.id, populate_existing=True)


def test_the_facilitator_is_chosen_when_it_begins(row, coach, sign_in):
    practice = factories.make_practice(row.cohort.visits[0].host, "Antrean Daring")
    client, begin = sign_in(row.owner), f"/replications/new?practice={practice.id}"
    assert f'<option value="{coach.id}"' in client.get(begin).text
    made = client.post(begin, data=TYPED | {"facilitator_id": str(coach.id)})
    assert made.status_code == 303
    page = html.unescape(client.get(made.location).text)
    assert f"{coach.name} · BPSDM" in page
    assert f"Who must act: Facilitator ({coach.name} · BPSDM)" in page


@pytest.mark.parametrize("wrong", ["0", "x", "99999999"])
def test_nobody_else_can_be_chosen_and_what_was_typed_stays(row, coach, sign_in, wrong):
    typed = TYPED | {"seen": token(row), "facilitator_id": wrong}
    answer = sign_in(row.owner).post(f"/replications/{row.id}/update", data=typed)
    assert answer.status_code == 422
    assert "This person cannot facilitate it." in answer.text and "Rapat daring." in answer.text
    assert current(row).facilitator_id is None


def test_the_history_says_who_facilitates_from_then_on(row, coach, facilitated, sign_in):
    client = sign_in(row.owner)
    other = factories.make_membership(CohortRole.COACH, cohort=row.cohort).user
    page = client.get(f"{facilitated}/update").text
    assert f'<option value="{coach.id}" selected' in page
    typed = TYPED | {"seen": token(current(row)), "facilitator_id": str(other.id)}
    assert client.post(f"{facilitated}/update", data=typed).status_code == 303
    history = html.unescape(client.get(facilitated).text)
    assert f"Facilitator: – → {coach.name}" in history
    assert f"Facilitator: {coach.name} → {other.name}" in history
    assert sign_in(coach).get(facilitated).status_code == 404, "who no longer facilitates no longer sees it"


def test_a_page_left_open_shows_both_facilitators_by_name(row, coach, facilitated, sign_in):
    typed = TYPED | {"seen": token(row).replace(f":{row.lock_version}", ":1"), "facilitator_id": ""}
    late = sign_in(row.owner).post(f"{facilitated}/update", data=typed)
    assert late.status_code == 409
    notice = html.unescape(late.text.partition("notice--warn")[2].partition("<form")[0])
    assert "Facilitator with an account here" in notice and coach.name in notice


def test_whoever_facilitates_finds_it_on_the_start_page_and_on_the_board(row, coach, facilitated, sign_in):
    factories.make_replication(row.owner.memberships[0])
    client = sign_in(coach)
    home = html.unescape(client.get("/").text)
    assert "1 replication under way" in home and "Your turn" in home and facilitated in home
    board = html.unescape(client.get("/replications/").text)
    assert facilitated in board and f"Facilitator ({coach.name}):" in board
    assert (
        "Your turn"
        not in sign_in(row.owner).get("/").text.partition(f'{facilitated}"')[2].partition("</li>")[0]
    )


def test_they_advance_and_update_without_the_parties_and_nothing_else(row, coach, facilitated, sign_in):
    client = sign_in(coach)
    page = client.get(facilitated).text
    shown = {name for name in ("advance", "update", "skip", "stop") if f"{facilitated}/{name}" in page}
    assert shown == {"advance", "update"}
    for action in ("skip", "stop"):
        assert client.get(f"{facilitated}/{action}").status_code == 403
    form = client.get(f"{facilitated}/update").text
    assert 'name="next_step"' in form and 'name="receiver"' not in form
    typed = TYPED | {"seen": token(current(row)), "receiver": "Lain", "facilitator_id": ""}
    assert client.post(f"{facilitated}/update", data=typed).status_code == 303
    assert (current(row).receiver, row.facilitator_id) != ("Lain", None), "what they may not say is not read"
    typed |= {"seen": token(current(row)), "happened_on": "2025-11-03", "reference": "100/5"}
    assert client.post(f"{facilitated}/advance", data=typed).status_code == 303
    assert current(row).stage == "request_letter"


def test_they_add_files_and_remove_only_their_own(row, coach, facilitated, sign_in):
    theirs = files.attach(row, row.owner, Content("Surat.pdf", "application/pdf", b"%PDF isi"))
    own = files.attach(row, coach, Content("Risalah.pdf", "application/pdf", b"%PDF lain"))
    db.session.commit()
    client = sign_in(coach)
    page = client.get(f"{facilitated}/files").text
    assert "Surat.pdf" in page and 'enctype="multipart/form-data"' in page
    assert f"/files/{own.id}/delete" in page and f"/files/{theirs.id}/delete" not in page
    assert client.get(f"/files/{theirs.id}/delete").status_code == 403
    assert client.post(f"/files/{own.id}/delete").status_code == 303


def test_a_coach_who_does_not_facilitate_it_does_not_know_of_it(row, coach, facilitated, sign_in):
    stranger = sign_in(factories.make_membership(CohortRole.COACH, cohort=row.cohort).user)
    assert stranger.get(facilitated).status_code == 404
    assert facilitated not in stranger.get("/replications/").text


def test_the_start_page_costs_a_coach_the_same_with_one_and_with_many(
    row, coach, facilitated, sign_in, count_queries
):
    client = sign_in(coach)
    client.get("/")
    with count_queries() as few:
        client.get("/")
    for _number in range(3):
        other = factories.make_replication(row.owner.memberships[0])
        parties = Parties(other.receiver, facilitator_id=coach.id)
        replications.update(other, row.owner, seen=other.lock_version, parties=parties, ahead=factories.AHEAD)
    db.session.commit()
    with count_queries() as many:
        page = client.get("/").text
    assert "4 replications under way" in page
    assert len(few) == len(many) <= 8
