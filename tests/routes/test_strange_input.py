"""What nobody types but machines send: numbers no row can have, signs no database keeps, broken bytes."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from pka_tracker.extensions import db
from pka_tracker.forms.plans.milestones import MilestoneForm
from pka_tracker.forms.seen import token
from pka_tracker.models import AtmNote, PlanSection
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.routes.texts import row_actions
from tests.factories import make_note, make_plan

#: One more than PostgreSQL's integer holds, more than SQLite's holds, more than Python reads.
TOO_LARGE = ("2147483648", "99999999999999999999999", "9" * 5000)
#: Every argument of an address that is read as a number.
NUMBERS = ("page", "practice", "note", "plan", "cohort", "agency", "mentor", "visit", "person")
#: Every argument that is searched for or narrows a list.
WORDS = ("q", "host", "category", "group", "state", "sort", "stage", "party", "role", "lang", "file", "next")
STRANGE = ("%00", "a%00b%ED%A0%80%FF")


@pytest.mark.parametrize("number", TOO_LARGE)
def test_a_number_that_no_row_has_is_no_address(app, sign_in, scene, number):
    people, _ids = scene
    client = sign_in(people[2])
    rules = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert rules
    for rule in rules:
        address = re.sub(r"<(\w+:)?\w+>", number, rule.rule)
        for method in rule.methods & {"GET", "POST"}:
            # 405 where another rule has the same shape and takes only the other method.
            assert client.open(address, method=method).status_code in (404, 405), address


def pages(app, ids):
    """Every page that is read, with something to show."""
    for rule in app.url_map.iter_rules():
        ours = not rule.endpoint.startswith(("security.", "static", "health."))
        if ours and "GET" in rule.methods and rule.arguments <= set(ids):
            yield rule.build({name: ids[name] for name in rule.arguments})[1]


@pytest.mark.parametrize("number", TOO_LARGE[1:])
def test_a_number_no_row_has_asks_for_nothing(app, sign_in, scene, number):
    people, ids = scene
    asked = "&".join(f"{name}={number}" for name in NUMBERS)
    for person in people[:3]:
        client = sign_in(person)
        for address in pages(app, ids):
            assert client.get(f"{address}?{asked}").status_code < 500, address


@pytest.mark.parametrize("strange", STRANGE)
def test_what_no_database_keeps_is_not_searched_for(app, sign_in, scene, strange):
    people, ids = scene
    asked = "&".join(f"{name}={strange}" for name in WORDS)
    for person in people[:3]:
        client = sign_in(person)
        for address in pages(app, ids):
            assert client.get(f"{address}?{asked}").status_code < 500, address


@pytest.mark.parametrize(
    ("key", "name", "words"),
    [
        ("stakeholders", "rows-0-influence", "Type a whole number"),
        ("budget", "rows-0-price", "Type an amount"),
    ],
)
@pytest.mark.parametrize("number", TOO_LARGE[1:])
def test_a_number_too_large_for_a_field_is_refused_in_words(app, sign_in, number, key, name, words):
    plan = make_plan()
    seen = token(db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key=key)).one())
    answer = sign_in(plan.owner).post(f"/plans/{plan.id}/sections/{key}", data={"seen": seen, name: number})
    assert answer.status_code == 422
    assert words in answer.text and "string conversion" not in answer.text


@pytest.mark.parametrize("wrong", ["99999999999999999999999", "9" * 5000, "x"])
def test_a_choice_that_is_no_number_is_refused_in_words(app, sign_in, wrong):
    note = make_note()
    address = f"/notes/{note.id}/edit"
    answer = sign_in(note.owner).post(address, data={"seen": token(note), "context-visit": wrong})
    assert answer.status_code == 422 and "Choose another" in answer.text


def test_a_nul_in_a_hidden_field_or_a_choice_is_not_kept(app, sign_in):
    note = make_note()
    client = sign_in(note.owner)
    assert client.post("/notes/new", data={"form_key": "a\0b"}).status_code == 303
    data = {"seen": token(note), "follow_up-use": "ye\0s", "observe-facts": "Fak\0ta"}
    assert client.post(f"/notes/{note.id}/edit", data=data).status_code == 303
    kept = db.session.scalars(
        sa.select(AtmNote).filter_by(id=note.id).execution_options(populate_existing=True)
    ).one()
    assert (kept.content["follow_up"]["use"], kept.content["observe"]["facts"]) == ("yes", "Fakta")
    assert (
        client.post("/notes/new", data={"form_key": "c\0d"}, content_type="multipart/form-data").status_code
        == 303
    )


def test_files_that_no_page_showed_are_none():
    assert seen_files("1,99999999999999999999999,x," + "9" * 5000) == {1}


def seen_files(text):
    form = MilestoneForm(formdata=MultiDict({"shown": text}), meta={"csrf": False})
    return form.seen_files


@pytest.mark.parametrize("place", ["9" * 5000, "-1", "x"])
def test_a_button_of_a_row_that_is_not_there_changes_nothing(place):
    content = {"issues": [{"id": "a"}, {"id": "b"}]}
    assert row_actions.apply(f"remove:issues:{place}", PLAN_SECTION["diagnosis"], content) == content
