from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import AtmNote, NoteState
from pka_tracker.operations import notes
from tests.factories import make_cohort, make_membership, make_note

JSON = {"Accept": "application/json"}


def stored(note: AtmNote) -> AtmNote:
    return db.session.scalars(
        sa.select(AtmNote).filter_by(id=note.id).execution_options(populate_existing=True)
    ).one()


def form_of(note: AtmNote, **changes: str) -> dict[str, str]:
    """What the page would send for the note as it stands."""
    data = {"seen": token(note)}
    for block, fields in note.content.items():
        data |= {f"{block}-{key}": str(value) for key, value in fields.items() if value not in (None, False)}
    return data | changes


def test_a_note_begins_with_one_press(sign_in):
    client = sign_in(make_membership().user)
    assert "Your first note" in client.get("/notes/").text
    answer = client.post("/notes/new")
    assert re.fullmatch(r"/notes/\d+/edit", answer.location)
    assert 'value="LAKSA"' in client.get(answer.location).text


def test_autosave_keeps_the_note_and_tells_the_time(sign_in):
    note = make_note()
    answer = sign_in(note.owner).post(
        f"/notes/{note.id}/edit", data=form_of(note, **{"observe-facts": "Papan kendali"}), headers=JSON
    )
    assert (answer.status_code, answer.json["seen"]) == (200, token(stored(note)))
    assert re.search(r"Saved \d\d:\d\d WITA", answer.json["saved"])
    assert stored(note).content["observe"]["facts"] == "Papan kendali"


def test_a_stale_note_is_answered_with_both_texts(sign_in):
    note = make_note()
    old = form_of(note, **{"observe-facts": "dari <ponsel>"})
    notes.save(note, note.owner, {"observe": {"facts": "dari <laptop>"}}, seen=note.lock_version)
    db.session.commit()
    page = sign_in(note.owner).post(f"/notes/{note.id}/edit", data=old)
    assert page.status_code == 409
    assert "dari &lt;laptop&gt;" in page.text
    assert "dari &lt;ponsel&gt;" in page.text
    assert stored(note).content["observe"]["facts"] == "dari <laptop>"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("observe-facts", "x" * 10_001, "At most 10000 characters"),
        ("context-observed_on", "31/02/2026", "There is no such day"),
        ("observe-links", "ftp://x", "begins with https://"),
    ],
)
def test_what_cannot_be_read_stays_on_the_page_and_the_rest_is_kept(sign_in, name, value, says):
    note = make_note()
    data = form_of(note, **{name: value, "lessons-first": "Ukur setiap hari"})
    page = sign_in(note.owner).post(f"/notes/{note.id}/edit", data=data)
    assert page.status_code == 422
    assert says in page.text
    assert value in page.text
    assert stored(note).content["lessons"]["first"] == "Ukur setiap hari"


def test_the_story_of_a_note(sign_in):
    note = make_note(complete=True)
    mentor = note.owner.memberships[0].mentor
    writer, judge = sign_in(note.owner), sign_in(mentor)
    page = f"/notes/{note.id}"
    assert writer.post(f"{page}/submit", data={"seen": token(note)}).status_code == 303
    assert writer.get(f"{page}/edit").status_code == 409
    seen = token(stored(note))
    assert judge.post(f"{page}/return", data={"seen": seen, "message": ""}).status_code == 422
    assert (
        judge.post(f"{page}/return", data={"seen": seen, "message": "Sebutkan angkanya"}).status_code == 303
    )
    assert "Sebutkan angkanya" in writer.get(f"{page}/edit").text
    seen = token(stored(note))
    assert writer.post(f"{page}/submit", data={"seen": seen}).status_code == 303
    assert judge.post(f"{page}/accept", data={"seen": token(stored(note))}).status_code == 303
    assert stored(note).state is NoteState.ACCEPTED
    assert judge.post(f"{page}/accept", data={"seen": "1"}).status_code == 409


def test_an_unfinished_note_says_what_is_missing(sign_in):
    note = make_note()
    writer, address = sign_in(note.owner), f"/notes/{note.id}/submit"
    assert f"/notes/{note.id}/edit#observe-facts" in writer.get(address).text  # before the button is pressed
    page = writer.post(address, data={"seen": token(note)})
    assert page.status_code == 409
    assert f"/notes/{note.id}/edit#observe-facts" in page.text


def test_a_draft_is_deleted_after_asking(sign_in):
    note = make_note()
    client = sign_in(note.owner)
    assert client.get(f"/notes/{note.id}/delete").status_code == 200
    assert client.post(f"/notes/{note.id}/delete", data={"seen": token(note)}).location == "/notes/"
    assert client.get(f"/notes/{note.id}").status_code == 404


def test_a_mentor_reads_what_is_handed_in_by_state_and_word(sign_in):
    note = make_note(complete=True)
    notes.submit(note, note.owner, seen=note.lock_version)
    db.session.commit()
    client = sign_in(note.owner.memberships[0].mentor)
    assert f"/notes/{note.id}" in client.get("/notes/?state=submitted&q=laksa&sort=name").text
    assert f'href="/notes/{note.id}"' not in client.get("/notes/?state=accepted").text
    assert client.get("/notes/?state=nonsense&sort=nonsense&page=x").status_code == 200


def test_the_list_costs_the_same_however_long(sign_in, count_queries):
    cohort = make_cohort()
    owner = make_membership(cohort=cohort).user
    make_note(owner)
    client = sign_in(owner)
    client.get("/notes/")
    with count_queries() as one:
        client.get("/notes/")
    for _ in range(30):
        make_note(owner)
    with count_queries() as many:
        assert client.get("/notes/").text.count('class="card"') == 25
    assert len(many) == len(one) <= 5, "\n".join(many)
