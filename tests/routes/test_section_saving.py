"""What the page of a section is told after each save: what follows from the text, row by row."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import AtmNote, PlanSection
from tests.factories import make_note, make_plan

JSON = {"Accept": "application/json"}


def stored(plan, key):
    return db.session.scalars(
        sa.select(PlanSection).filter_by(plan_id=plan.id, key=key).execution_options(populate_existing=True)
    ).one()


def url(plan, key):
    return f"/plans/{plan.id}/sections/{key}"


def rows(*typed, field="rows"):
    """Rows as a form sends them."""
    return {f"{field}-{n}-{name}": value for n, row in enumerate(typed) for name, value in row.items()}


def save(client, plan, key, data, headers=JSON):
    return client.post(url(plan, key), data={"seen": token(stored(plan, key))} | data, headers=headers)


@pytest.mark.parametrize(
    ("key", "field", "first", "second", "says"),
    [
        ("budget", "rows", {"volume": "2", "price": "1.000"}, {}, ["Amount: Rp2.000", ""]),
        (
            "stakeholders",
            "rows",
            {"influence": "5", "interest": "4"},
            {"influence": "1", "interest": "1"},
            ["Quadrant: Promoters", "Quadrant: Apathetics"],
        ),
        (
            "risks",
            "rows",
            {"likelihood": "5", "impact": "5"},
            {"likelihood": "1"},
            ["Risk level: Extreme", ""],
        ),
        (
            "diagnosis",
            "issues",
            {"urgency": "2", "seriousness": "2", "growth": "2"},
            {"urgency": "3", "seriousness": "3", "growth": "3"},
            ["Score 8, rank 2", "Score 27, rank 1"],
        ),
    ],
)
def test_saving_tells_what_follows_from_each_row(sign_in, key, field, first, second, says):
    plan = make_plan()
    client = sign_in(plan.owner)
    data = rows({"id": "r1"} | first, {"id": "r2"} | second, field=field)
    told = save(client, plan, key, data).json
    assert told["derived"] == dict(zip(("r1", "r2"), says, strict=True))
    page = client.get(url(plan, key)).text
    assert all(words in page for words in says)


def test_saving_tells_the_total_also_where_a_field_cannot_be_read(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    need = {"id": "r1", "volume": "2", "price": "1.000"}
    assert save(client, plan, "budget", rows(need)).json["total"] == "Rp2.000"
    answer = save(client, plan, "budget", rows(need, {"id": "r2", "price": "sejuta"}))
    assert (answer.status_code, answer.json["total"]) == (422, "Rp2.000")
    assert save(client, plan, "scope", {"inside": "kota"}).json["total"] == ""


def test_saving_tells_what_is_still_missing(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    told = save(client, plan, "goals", {"short": "Selesai"}).json["missing"]
    assert "What is still missing (2)" in told
    assert told in client.get(url(plan, "goals")).text
    whole = save(client, plan, "goals", {"short": "Selesai", "medium": "Dipakai", "long": "Meluas"}).json
    assert whole["missing"] == ""
    assert "What is still missing" not in client.get(url(plan, "goals")).text


def milestone(starts_on, ends_on, horizon="short", row_id="m1"):
    return {"id": row_id, "horizon": horizon, "starts_on": starts_on, "ends_on": ends_on}


OUTSIDE = "Milestone 1 lies outside its horizon, which goes from 1 Sep 2026 to 11 Dec 2026"
BACKWARDS = "Milestone 1 finishes before it starts"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "start_says", "finish_says"),
    [
        ("2026-10-01", "2026-10-31", "", ""),
        ("2026-10-01", "", "", ""),
        ("2026-10-31", "2026-10-01", BACKWARDS, BACKWARDS),
        ("2026-10-01", "2027-05-01", "", OUTSIDE),
        ("2027-05-01", "", OUTSIDE, ""),
        ("2027-05-01", "2027-04-01", f"{BACKWARDS}. {OUTSIDE}", f"{BACKWARDS}. {OUTSIDE}"),
    ],
)
def test_dates_that_cannot_be_meant_are_said_at_their_fields(
    sign_in, starts_on, ends_on, start_says, finish_says
):
    plan = make_plan()
    client = sign_in(plan.owner)
    data = rows(milestone(starts_on, ends_on))
    told = save(client, plan, "milestones", data)
    wanted = {"starts_on": start_says, "ends_on": finish_says}
    assert told.status_code == 200  # a draft is never refused
    assert told.json["remarks"] == (
        {"m1": {k: v for k, v in wanted.items() if v}} if any(wanted.values()) else {}
    )
    assert save(client, plan, "milestones", data, headers={}).status_code == 303
    page = client.get(url(plan, "milestones")).text
    for name, says in wanted.items():
        field = f"rows-0-{name}"
        assert re.search(rf'<input [^>]*id="{field}"[^>]* aria-describedby="{field}-remark"', page)
        remark = re.search(rf'<p [^>]*id="{field}-remark"[^>]*>([^<]*)</p>', page)
        assert (remark[1], "hidden" in remark[0]) == (says, not says)


def test_the_form_of_milestones_says_which_days_each_horizon_has(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    page = client.get(url(plan, "milestones")).text
    assert "Short: to the end of the course, 1 Sep – 11 Dec 2026" in page
    assert "Medium: up to 12 months after it, 11 Dec 2026 – 11 Dec 2027" in page
    assert "Long: up to 2 years after it, 11 Dec 2027 – 10 Dec 2028" in page
    assert "Short: to the end" not in client.get(url(plan, "team")).text


@pytest.mark.parametrize(
    ("ago", "pattern"), [(0, r"Saved \d\d:\d\d WITA<"), (3, r"Saved \d+ \w+ \d{4}, \d\d:\d\d WITA<")]
)
def test_a_text_saved_on_another_day_says_which(sign_in, ago, pattern):
    plan = make_plan()
    client = sign_in(plan.owner)
    save(client, plan, "goals", {"short": "Selesai"})
    note = make_note(plan.owner)
    at = now() - timedelta(days=ago)
    for row in (stored(plan, "goals"), note):
        db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(updated_at=at))
    db.session.commit()
    for page in (url(plan, "goals"), f"/notes/{note.id}/edit"):
        assert re.search(pattern, client.get(page).text)


NOT_YOURS = "This note is not there any more or is not yours. Choose another."
TWICE = "This note is linked in another row already. Choose another."


def links(*notes):
    """A row for each note, with a word typed in it."""
    return rows(
        *({"id": f"l{n}", "note": note, "reason": f"Diketik {n}"} for n, note in enumerate(notes)),
        field="links",
    )


@pytest.mark.parametrize("kind", ["foreign", "deleted", "huge", "nonsense"])
def test_a_note_that_cannot_be_linked_is_said_at_its_field(sign_in, kind):
    plan = make_plan()
    client = sign_in(plan.owner)
    notes = {"foreign": make_note(complete=True).id, "deleted": 4711, "huge": "9" * 25, "nonsense": "x"}
    data = links(notes[kind]) | {"adjust_people": "Tambah petugas"}
    page = save(client, plan, "atm", data, headers={})
    assert page.status_code == 422
    assert NOT_YOURS in page.text
    assert "Diketik 0" in page.text
    assert "Tambah petugas" in page.text
    told = save(client, plan, "atm", data)
    assert (told.status_code, told.json["errors"]) == (422, {"links-0-note": [NOT_YOURS]})
    content = stored(plan, "atm").content
    assert (content["adjust_people"], content["links"][0]["note"]) == ("Tambah petugas", None)


def test_a_stale_page_with_such_a_note_keeps_the_text_too(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    early = token(stored(plan, "atm"))
    save(client, plan, "atm", {"adjust_people": "tersimpan"})
    typed = links("9" * 25) | {"seen": early, "base": "links-0-note=" + "9" * 25}
    page = client.post(url(plan, "atm"), data=typed)
    assert (page.status_code, "Diketik 0" in page.text) == (409, True)


def test_a_note_whose_title_was_taken_away_stays_linked(sign_in):
    plan = make_plan()
    note = make_note(plan.owner, complete=True)
    client = sign_in(plan.owner)
    save(client, plan, "atm", links(note.id))
    db.session.execute(sa.update(AtmNote).where(AtmNote.id == note.id).values(title=""))
    db.session.commit()
    assert f'<option value="{note.id}" selected>' in client.get(url(plan, "atm")).text
    assert save(client, plan, "atm", links(note.id)).status_code == 200


def test_a_note_is_linked_once(sign_in):
    plan = make_plan()
    note, other = make_note(plan.owner, complete=True), make_note(plan.owner, complete=True)
    client = sign_in(plan.owner)
    offered = rf'<select id="link_note".*?<option value="{note.id}">.*?</select>'
    assert re.search(offered, client.get(url(plan, "atm")).text, re.DOTALL)
    save(client, plan, "atm", links(note.id))
    page = client.get(url(plan, "atm")).text
    assert not re.search(offered, page, re.DOTALL)
    assert re.search(offered.replace(str(note.id), str(other.id)), page, re.DOTALL)
    told = save(client, plan, "atm", links(note.id, note.id))
    assert (told.status_code, told.json["errors"]) == (422, {"links-1-note": [TWICE]})
    page = save(client, plan, "atm", links(note.id, note.id), headers={})
    assert (page.status_code, TWICE in page.text, "Diketik 1" in page.text) == (422, True, True)


def test_the_button_does_not_link_a_note_again(sign_in):
    plan = make_plan()
    note = make_note(plan.owner, complete=True)
    client = sign_in(plan.owner)
    data = {"rows": "link:links", "link_note": note.id}
    save(client, plan, "atm", data, headers={})
    again = save(client, plan, "atm", links(note.id) | data, headers={})
    assert "That note is linked already." in client.get(again.location).text
    assert [row["note"] for row in stored(plan, "atm").content["links"]] == [note.id]
    for unknown in (make_note(complete=True).id, "9" * 25):
        answer = save(client, plan, "atm", links(note.id) | data | {"link_note": unknown}, headers={})
        assert NOT_YOURS in client.get(answer.location).text


def test_a_visit_that_is_gone_is_said_at_its_field(sign_in):
    note = make_note()
    typed = {"seen": token(note), "context-visit": "9" * 25, "compare-gap": "Diketik"}
    page = sign_in(note.owner).post(f"/notes/{note.id}/edit", data=typed)
    assert page.status_code == 422
    assert "This visit is not there any more. Choose another." in page.text
    assert "Diketik" in page.text


def test_attachments_say_what_links_and_what_files_are_for(sign_in):
    plan = make_plan()
    page = sign_in(plan.owner).get(url(plan, "attachments")).text
    assert "For documents that are online" in page.partition("<h2>Files</h2>")[0]
    assert "For documents on your device" in page.partition("<h2>Files</h2>")[2]
