"""The catalogue."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.models import Practice
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
    db.session.add_all([Practice(host=host, name=f"Aplikasi {n}", category="Lain") for n in range(40)])
    db.session.commit()
    with count_queries() as many:
        page = client.get("/practices/")
    assert len(few) == len(many) <= 4
    assert page.text.count('class="card"') == 25 and 'rel="next"' in page.text
