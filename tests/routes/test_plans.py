from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, CohortRole, PlanSection, PlanState
from tests.factories import (
    complete_content,
    make_complete_plan,
    make_membership,
    make_note,
    make_plan,
    make_plan_in,
    make_submitted_plan,
    make_user,
    write_section,
)

JSON = {"Accept": "application/json"}


def stored(plan, key):
    return db.session.scalars(
        sa.select(PlanSection).filter_by(plan_id=plan.id, key=key).execution_options(populate_existing=True)
    ).one()


def first(plan, key):
    """What the page of a section that nobody wrote in yet says of it."""
    return f"PlanSection:{stored(plan, key).id}:1"


def state(plan):
    return db.session.scalar(sa.select(ActionPlan.state).filter_by(id=plan.id))


def url(plan, key):
    return f"/plans/{plan.id}/sections/{key}"


def test_a_participant_starts_the_one_plan(sign_in):
    client = sign_in(make_membership().user)
    assert "Start your plan" in client.get("/plans/").text
    assert client.get("/plans/new").status_code == 200
    first = client.post("/plans/new")
    assert first.status_code == 303
    assert client.post("/plans/new").location == first.location


def test_the_button_saves_and_goes_on(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    answer = client.post(
        url(plan, "scope"), data={"seen": first(plan, "scope"), "inside": "  dalam\r\nkota ", "next": "1"}
    )
    assert (answer.status_code, answer.location) == (303, url(plan, "outputs"))
    assert stored(plan, "scope").content["inside"] == "dalam\nkota"


def test_autosave_answers_with_the_new_version_and_completeness(sign_in):
    plan = make_plan()
    answer = sign_in(plan.owner).post(
        url(plan, "title"), data={"seen": first(plan, "title"), "title": "SIMTAMAN"}, headers=JSON
    )
    assert answer.status_code == 200
    assert answer.json["seen"] == token(stored(plan, "title"))
    assert re.search(r"Saved \d\d:\d\d WITA", answer.json["saved"])
    assert answer.json["meter"]["missing"] == plan.required - 1


def test_a_stale_page_is_answered_with_both_texts(sign_in):
    plan = make_plan()
    early = first(plan, "scope")
    write_section(plan, "scope", {"inside": "yang <b>tersimpan</b>"})
    page = sign_in(plan.owner).post(url(plan, "scope"), data={"seen": early, "inside": "yang <i>diketik</i>"})
    assert page.status_code == 409
    assert "yang &lt;b&gt;tersimpan&lt;/b&gt;" in page.text
    assert "yang &lt;i&gt;diketik&lt;/i&gt;" in page.text
    assert stored(plan, "scope").content["inside"] == "yang <b>tersimpan</b>"
    seen = re.search(r'name="seen" type="hidden" value="([^"]+)"', page.text)[1]
    again = sign_in(plan.owner).post(url(plan, "scope"), data={"seen": seen, "inside": "gabungan"})
    assert again.status_code == 303
    answer = sign_in(plan.owner).post(url(plan, "scope"), data={"seen": seen, "inside": "z"}, headers=JSON)
    assert (answer.status_code, "message" in answer.json) == (409, True)


@pytest.mark.parametrize(
    ("key", "name", "value", "says"),
    [
        ("scope", "inside", "x" * 10_001, "At most 10000 characters"),
        ("title", "title", "x" * 301, "At most 300 characters"),
        ("milestones", "rows-0-starts_on", "2026-02-31", "There is no such day"),
        ("stakeholders", "rows-0-influence", "9", "Type a number from 1 to 5"),
        ("stakeholders", "rows-0-influence", "banyak", "Type a whole number"),
        ("budget", "rows-0-price", "sejuta", "Type an amount in whole rupiah"),
        ("budget", "rows-0-volume", "dua", "Type a number"),
        ("attachments", "rows-0-link", "javascript:alert(1)", "begins with https://"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_stays_on_the_page(sign_in, key, name, value, says):
    plan = make_plan()
    answer = sign_in(plan.owner).post(url(plan, key), data={"seen": first(plan, key), name: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert value in answer.text or "influence" in name  # a scale of five buttons shows none of them pressed
    assert 'role="alert"' in answer.text
    told = sign_in(plan.owner).post(
        url(plan, key), data={"seen": token(stored(plan, key)), name: value}, headers=JSON
    )
    assert told.status_code == 422
    assert says in told.json["errors"][name][0]


def test_the_rest_is_kept_when_one_field_cannot_be_read(sign_in):
    plan = make_plan()
    data = {
        "seen": first(plan, "milestones"),
        "rows-0-activity": "Uji coba",
        "rows-0-starts_on": "besok",
        "rows-0-id": "r1",
    }
    sign_in(plan.owner).post(url(plan, "milestones"), data=data)
    (row,) = stored(plan, "milestones").content["rows"]
    assert (row["activity"], row["starts_on"]) == ("Uji coba", None)


@pytest.mark.parametrize(
    ("typed", "kept"), [("1.500.000", 1_500_000), ("Rp 2.000", 2000), ("750000", 750_000)]
)
def test_rupiah_are_read_as_they_are_written_here(sign_in, typed, kept):
    plan = make_plan()
    sign_in(plan.owner).post(
        url(plan, "budget"),
        data={"seen": first(plan, "budget"), "rows-0-price": typed, "rows-0-volume": "1,5"},
    )
    row = stored(plan, "budget").content["rows"][0]
    assert (row["price"], row["volume"]) == (kept, "1.5")


def test_broken_text_does_not_break_the_page(sign_in):
    plan = make_plan()
    body = b"seen=" + first(plan, "scope").encode() + b"&inside=a%00b%ff%fe%ed%a0%80c"
    answer = sign_in(plan.owner).post(
        url(plan, "scope"), data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400  # shown to be mended, tests/routes/test_resume.py
    assert "ab\N{REPLACEMENT CHARACTER}" in answer.text
    assert not stored(plan, "scope").content.get("inside")


def test_a_body_of_20_megabytes_is_refused_in_words(sign_in):
    plan = make_plan()
    answer = sign_in(plan.owner).post(
        url(plan, "scope"), data={"seen": first(plan, "scope"), "inside": "x" * 20_000_000}
    )
    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_rows_are_added_moved_and_removed_without_scripts(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)

    def press(button, **rows):
        section = stored(plan, "team")
        data = {"seen": token(section), "rows": button}
        for index, row in enumerate(section.content.get("rows", [])):
            data |= {f"rows-{index}-{key}": value or "" for key, value in row.items()}
        answer = client.post(url(plan, "team"), data=data | rows)
        assert answer.status_code == 303
        assert "#rows-" in answer.location
        return [row.get("name") for row in stored(plan, "team").content["rows"]]

    assert press("add:rows", **{"rows-0-name": "Ani"}) == ["Ani", None]
    assert press("down:rows:0", **{"rows-1-name": "Budi"}) == ["Budi", "Ani"]
    assert press("up:rows:1") == ["Ani", "Budi"]
    assert press("remove:rows:0") == ["Budi"]
    assert press("remove:rows:7") == ["Budi"]
    assert press("up:nonsense:x") == ["Budi"]


def test_linking_a_note_brings_its_words(sign_in):
    plan = make_plan()
    note = make_note(plan.owner, complete=True)
    client = sign_in(plan.owner)
    data = {"seen": first(plan, "atm"), "rows": "link:links", "link_note": note.id}
    assert client.post(url(plan, "atm"), data=data).status_code == 303
    page = client.get(url(plan, "atm")).text
    assert note.content["imitate"]["element"] in page
    foreign = make_note(complete=True)
    client.post(
        url(plan, "atm"),
        data={"seen": token(stored(plan, "atm")), "rows": "link:links", "link_note": foreign.id},
    )
    assert foreign.id not in [row.get("note") for row in stored(plan, "atm").content["links"]]


def test_the_meter_links_to_what_is_missing(sign_in):
    plan = make_plan()
    page = sign_in(plan.owner).get(f"/plans/{plan.id}").text
    assert f'href="{url(plan, "background")}#gap"' in page
    assert f'href="{url(plan, "stakeholders")}#rows"' in page


def test_the_story_of_submitting(sign_in):
    plan = make_complete_plan()
    client = sign_in(plan.owner)
    page = client.get(f"/plans/{plan.id}/submit").text
    assert plan.mentor.name in page
    answer = client.post(f"/plans/{plan.id}/submit", data={"seen": token(plan)})
    assert (answer.status_code, state(plan)) == (303, PlanState.SUBMITTED)
    assert client.post(f"/plans/{plan.id}/submit", data={"seen": token(plan)}).status_code == 409
    assert client.get(f"/plans/{plan.id}/versions/1").status_code == 200
    assert client.get(f"/plans/{plan.id}/versions/2").status_code == 404


def test_an_unfinished_plan_is_answered_with_what_is_missing(sign_in):
    plan = make_plan()
    writer, address = sign_in(plan.owner), f"/plans/{plan.id}/submit"
    assert url(plan, "innovation") in writer.get(address).text  # before the button is pressed
    page = writer.post(address, data={"seen": token(plan)})
    assert page.status_code == 409
    assert url(plan, "innovation") in page.text
    assert state(plan) is PlanState.DRAFT


def test_an_outdated_decision_page_keeps_the_words(sign_in):
    plan = make_plan_in(PlanState.APPROVED)
    page = sign_in(plan.owner).post(
        f"/plans/{plan.id}/reopen", data={"seen": f"ActionPlan:{plan.id}:1", "message": "Anggaran berubah"}
    )
    assert page.status_code == 409
    assert "Anggaran berubah" in page.text
    assert state(plan) is PlanState.APPROVED


def test_reopening_needs_a_reason(sign_in):
    plan = make_plan_in(PlanState.APPROVED)
    page = sign_in(plan.owner).post(f"/plans/{plan.id}/reopen", data={"seen": token(plan), "message": " "})
    assert page.status_code == 422
    assert "Say why" in page.text


@pytest.mark.parametrize("tail", ["", "/history", "/submit", "/versions/1", "/sections/scope", "/milestones"])
def test_the_plan_of_somebody_else_does_not_exist(sign_in, tail):
    plan = make_submitted_plan()
    for stranger in (make_user(), make_membership(cohort=plan.cohort).user, make_membership().mentor):
        assert sign_in(stranger).get(f"/plans/{plan.id}{tail}").status_code == 404


def test_nobody_but_the_owner_reads_a_text_that_is_not_submitted(sign_in):
    plan = make_plan()
    write_section(plan, "scope", complete_content("scope", 0) | {"inside": "RAHASIA"})
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    assert sign_in(plan.mentor).get(f"/plans/{plan.id}").status_code == 404
    page = sign_in(organizer).get(f"/plans/{plan.id}")
    assert page.status_code == 200
    assert "RAHASIA" not in page.text
    assert sign_in(organizer).get(url(plan, "scope")).status_code == 404


def test_the_list_costs_the_same_however_long(sign_in, count_queries):
    organizer = make_membership(CohortRole.ORGANIZER)
    client = sign_in(organizer.user)
    make_plan(make_membership(cohort=organizer.cohort))
    client.get("/plans/")
    with count_queries() as one:
        client.get("/plans/")
    for _ in range(30):
        make_plan(make_membership(cohort=organizer.cohort))
    with count_queries() as many:
        assert client.get("/plans/").text.count('class="card"') == 25
    assert len(many) == len(one), "\n".join(many)
    assert client.get("/plans/?page=2").text.count('class="card"') == 6
    assert client.get("/plans/?page=99&q=%25").status_code == 200


def test_the_plan_costs_the_same_however_long(sign_in, count_queries):
    plan = make_complete_plan()
    client = sign_in(plan.owner)
    client.get(f"/plans/{plan.id}")
    with count_queries() as one:
        client.get(f"/plans/{plan.id}")
    rows = [{"id": f"r{n}", "name": f"N{n}", "role": "r", "task": "t"} for n in range(50)]
    write_section(plan, "team", {"rows": rows})
    with count_queries() as many:
        client.get(f"/plans/{plan.id}")
    assert len(many) == len(one) <= 11, "\n".join(many)
