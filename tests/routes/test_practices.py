"""The catalogue."""

from __future__ import annotations

import re

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Practice
from pka_tracker.operations import notes
from tests import factories


def test_a_participant_begins_a_note_on_a_practice(app, sign_in):
    member = factories.make_membership()
    page = sign_in(member.user).get("/practices/")
    practice = db.session.query(Practice).filter_by(host=member.cohort.visits[0].host, name="LAKSA").one()
    assert "LAKSA" in page.text and "SIMASN" in page.text
    assert f"/notes/new?practice={practice.id}" in page.text
    assert sign_in(member.user).get(f"/notes/new?practice={practice.id}").status_code == 200


def test_a_mentor_reads_but_writes_no_note(app, sign_in):
    page = sign_in(factories.make_membership().mentor).get("/practices/")
    assert "LAKSA" in page.text and "/notes/new" not in page.text


def test_the_hosts_of_others_stay_unknown(app, sign_in):
    member, other = factories.make_membership(), factories.make_membership()
    assert other.cohort.visits[0].host not in sign_in(member.user).get("/practices/").text
    assert "No practices yet" in sign_in(factories.make_user()).get("/practices/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=laksa", True),
        ("?q=zzz", False),
        ("?q=%25", False),
        ("?category=Pengaduan", True),
        ("?category=Kepegawaian", False),
        ("?category=x%00y", False),
        ("?page=99", True),
        ("?q=laksa&page=99", True),
        ("?q=zzz&page=99", False),
        ("?q=" + "a" * 5000, False),
    ],
)
def test_search_and_category_narrow_the_list(app, sign_in, query, found):
    page = sign_in(factories.make_membership().user).get(f"/practices/{query}")
    assert page.status_code == 200
    assert ("LAKSA" in page.text) is found


def test_the_page_costs_the_same_for_few_and_for_many(app, sign_in, count_queries):
    member = factories.make_membership()
    client = sign_in(member.user)
    client.get("/practices/")
    with count_queries() as few:
        client.get("/practices/")
    host = member.cohort.visits[0].host
    for number in range(40):
        factories.make_practice(host, f"Aplikasi {number}", category="Lain")
    with count_queries() as many:
        page = client.get("/practices/")
    assert len(few) == len(many) <= 4
    assert page.text.count('class="card"') == 25 and 'rel="next"' in page.text


def test_words_that_were_found_are_marked_and_typed_markup_stays_text(app, sign_in):
    member = factories.make_membership()
    factories.make_practice(member.cohort.visits[0].host, "Lapor", description="Pengaduan <b>warga</b>")
    page = sign_in(member.user).get("/practices/?q=adu+%3Cb%3E")
    assert page.status_code == 200
    assert "<mark>Pengaduan</mark> &lt;<mark>b</mark>&gt;" in page.text


def test_the_page_of_a_practice_tells_what_became_of_it(app, sign_in):
    plan = factories.make_submitted_plan()
    note = plan.links[0].note
    mentor, stranger = plan.mentor, factories.make_membership(cohort=plan.cohort).user
    plan.title = "Rahasia Loket"
    db.session.commit()
    address = f"/practices/{note.practice_id}"
    told = sign_in(mentor).get(address).text
    assert "Rahasia Loket" in told and plan.owner.name in told
    assert "1 participant wrote a note" in told and "1 action plan builds on it, in 1 agency." in told
    counted = sign_in(stranger).get(address).text
    assert "1 action plan builds on it" in counted
    assert "Rahasia Loket" not in counted and plan.owner.name not in counted


def test_the_page_of_a_practice_costs_the_same_for_few_and_for_many(app, sign_in, count_queries):
    organizer = factories.make_membership(CohortRole.ORGANIZER)
    address = None
    counts = []
    for people in (1, 4):
        for _person in range(people):
            note = factories.make_note(complete=True, cohort=organizer.cohort)
            notes.submit(note, note.owner, seen=note.lock_version)
        db.session.commit()
        address = f"/practices/{note.practice_id}"
        client = sign_in(organizer.user)
        client.get(address)
        with count_queries() as seen:
            assert client.get(address).text.count("/notes/") >= people
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9


def test_an_organizer_writes_edits_and_retires(app, sign_in):
    organizer = factories.make_membership(CohortRole.ORGANIZER)
    client, host = sign_in(organizer.user), organizer.cohort.visits[0].host
    typed = {"host": host, "name": "Taman Kita", "documents": "https://example.org/sop", "replicable": "y"}
    made = client.post("/practices/new", data=typed)
    practice = db.session.query(Practice).filter_by(name="Taman Kita").one()
    assert (made.status_code, made.location) == (303, f"/practices/{practice.id}")
    assert 'href="https://example.org/sop"' in client.get(made.location).text
    again = client.post("/practices/new", data=typed | {"name": "taman kita", "contact": "Loket 3"})
    assert again.status_code == 422 and "Edit that one" in again.text and "Loket 3" in again.text
    script = client.post("/practices/new", data=typed | {"name": "Lain", "documents": "javascript:alert(1)"})
    assert script.status_code == 422 and "begins with https" in script.text
    assert client.post(f"{made.location}/retire", data={"seen": token(practice)}).status_code == 303
    client.get(made.location)  # which shows the message
    assert "Taman Kita" not in client.get("/practices/").text
    assert "Taman Kita" in client.get("/practices/?retired=1").text


def test_two_organizers_meet_with_both_texts(app, sign_in):
    organizer = factories.make_membership(CohortRole.ORGANIZER)
    host = organizer.cohort.visits[0].host
    practice = factories.make_practice(host, "Taman", contact="Loket 1")
    client, seen = sign_in(organizer.user), token(practice)
    first = {"name": "Taman", "contact": "Loket 2", "seen": seen}
    assert client.post(f"/practices/{practice.id}/edit", data=first).status_code == 303
    refused = client.post(f"/practices/{practice.id}/edit", data=first | {"contact": "Loket 3"})
    assert refused.status_code == 409
    assert "Loket 2" in refused.text and "Loket 3" in refused.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pengadauan", ["pengaduan"]),
        ("antrian", ["antrean"]),
        ("gawat darurat", ["kegawatdaruratan"]),
        ("pengadauan rumahsakit", ["pengaduan"]),
        ("xyzxyz", []),
        ("%00 ' \"", []),
    ],
)
def test_a_search_that_found_nothing_leads_to_what_was_meant(app, sign_in, typed, meant):
    member = factories.make_membership()
    host = member.cohort.visits[0].host
    for name in ("Pengaduan Warga", "Antrean Puskesmas", "Layanan 112 kegawatdaruratan"):
        factories.make_practice(host, name)
    factories.make_practice("Kota Lain", "Pengadauan Antrian Gawat")  # which this reader may not know of
    page = sign_in(member.user).get("/practices/", query_string={"q": typed}).text
    assert re.findall(r'href="/practices/\?q=([^"]+)"', page) == meant
