"""Choosing which letters come, and how often."""

from __future__ import annotations

import re

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.accounts import LettersForm
from pka_tracker.models import OFFERED, Frequency, LetterKind, User
from pka_tracker.models.letters.letter import USUAL
from tests.factories import make_membership

PROFILE = {"name": "Ani", "locale": "en", "timezone": ""}


@pytest.fixture
def person(app) -> User:
    return make_membership().user


def chosen(html: str) -> dict[str, str]:
    """What the page shows for each kind."""
    selects = re.findall(r'<select[^>]*name="letters-(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL)
    return {kind: re.findall(r'value="(\w+)" selected', options)[0] for kind, options in selects}


def choices_of(person: User) -> dict[str, str]:
    return db.session.get_one(User, person.id, populate_existing=True).letter_choices


def test_the_page_shows_the_usual_where_nobody_chose(sign_in, person):
    assert chosen(sign_in(person).get("/settings").text) == {
        "review_sent": "at_once",
        "plan_submitted": "at_once",
        "note_reviewed": "daily",
        "mentor_changed": "daily",
        "progress": "daily",
        "replication": "daily",
        "replication_silent": "daily",
        "reminder": "daily",
    }


def test_a_choice_is_kept(sign_in, person):
    client = sign_in(person)
    letters = {"letters-review_sent": "daily", "letters-reminder": "never"}
    assert client.post("/settings", data=PROFILE | letters).status_code == 303
    shown = chosen(client.get("/settings").text)
    assert (shown["review_sent"], shown["reminder"], shown["note_reviewed"]) == ("daily", "never", "daily")
    assert choices_of(person)["reminder"] == "never"


@pytest.mark.parametrize(
    ("kind", "often"), [("reminder", "at_once"), ("review_sent", "hourly"), ("mentor_changed", "")]
)
def test_what_is_not_offered_is_refused_and_the_rest_stays(sign_in, person, kind, often):
    data = PROFILE | {"name": "Dra. Ani", f"letters-{kind}": often, "letters-note_reviewed": "never"}
    answer = sign_in(person).post("/settings", data=data)
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text and 'value="Dra. Ani"' in answer.text
    assert f'href="#letters-{kind}"' in answer.text
    assert 'value="never" selected' in answer.text
    assert choices_of(person) == {}


def test_the_choices_are_in_the_readers_language(sign_in, person):
    person.locale = "id"
    db.session.commit()
    page = sign_in(person).get("/settings").text
    assert '<html lang="id">' in page and len(chosen(page)) == len(LetterKind)


def test_every_kind_can_be_chosen_and_ended(app):
    assert set(LettersForm()._fields) == set(LetterKind) == set(OFFERED) == set(USUAL)
    assert all(Frequency.NEVER in offered and USUAL[kind] in offered for kind, offered in OFFERED.items())
