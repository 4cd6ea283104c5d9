"""Signing in, invitations, resets, throttle, sessions, settings, and text kept over a session's end."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
import time_machine
from flask_security.utils import hash_password

from pka_tracker.extensions import db, now
from pka_tracker.models import Attempt, OutboxEmail, PlanSection, User
from pka_tracker.routes.site.access import is_public
from tests.factories import make_plan, make_user

PASSWORD = "danau tondano biru"


@pytest.fixture
def person(app) -> User:
    return make_user(email="ani@minahasa.go.id", password=hash_password(PASSWORD))


def sign_in_as(client, person, password=PASSWORD, **more):
    return client.post("/login", data={"email": person.email, "password": password} | more)


def link_in(letter: OutboxEmail) -> str:
    return re.search(r"https?://[^/\s]+(/reset/\S+)", letter.body)[1]


def ask_for_a_link(client, person) -> str:
    client.post("/reset", data={"email": person.email})
    return link_in(db.session.scalars(sa.select(OutboxEmail).order_by(OutboxEmail.id.desc()).limit(1)).one())


def test_people_sign_in_and_out(app, person):
    client = app.test_client()
    assert client.get("/").location.startswith("/login")
    answer = sign_in_as(client, person, next="/notes/")
    assert (answer.status_code, answer.location) == (303, "/notes/")
    assert client.get("/login").status_code in (302, 303)
    assert client.post("/logout").status_code in (302, 303)
    assert client.get("/").location.startswith("/login")


def test_signing_in_never_leads_to_another_site(app, person):
    answer = sign_in_as(app.test_client(), person, next="https://example.org/")
    assert answer.location in ("/", "http://pka.test/")


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(app, person):
    known = sign_in_as(app.test_client(), person, "salah sekali")
    unknown = app.test_client().post(
        "/login", data={"email": "siapa@minahasa.go.id", "password": "salah sekali"}
    )
    for page in (known, unknown):
        assert 'role="alert"' in page.text
    texts = [re.sub(r"\S+@minahasa.go.id|csrf\S+", "", page.text) for page in (known, unknown)]
    assert texts[0] == texts[1]
    assert PASSWORD not in known.text


def test_guessing_becomes_slow_and_ends_by_itself(app, person):
    client = app.test_client()
    statuses = [sign_in_as(client, person, f"salah {number}").status_code for number in range(25)]
    assert statuses[-1] in (200, 422, 429)
    page = sign_in_as(client, person)
    assert page.status_code == 429
    assert "Tunggu" in page.text
    assert client.get("/").location.startswith("/login")
    with time_machine.travel(now() + timedelta(hours=2)):
        assert sign_in_as(client, person).status_code in (302, 303)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) < 60


def test_a_reset_link_works_once(app, person):
    client = app.test_client()
    link = ask_for_a_link(client, person)
    new = {"password": "gunung klabat tinggi", "password_confirm": "gunung klabat tinggi"}
    assert client.get(link).status_code == 200
    assert client.post(link, data=new).status_code in (302, 303)
    again = app.test_client().post(
        link, data=new | {"password": "pantai malalayang", "password_confirm": "pantai malalayang"}
    )
    assert again.status_code in (302, 303)
    assert sign_in_as(app.test_client(), person, "pantai malalayang").status_code not in (302, 303)
    assert sign_in_as(app.test_client(), person, "gunung klabat tinggi").status_code in (302, 303)


def test_a_reset_link_ends_within_an_hour(app, person):
    client = app.test_client()
    link = ask_for_a_link(client, person)
    with time_machine.travel(now() + timedelta(minutes=61)):
        new = {"password": "gunung klabat tinggi", "password_confirm": "gunung klabat tinggi"}
        client.post(link, data=new)
        assert sign_in_as(app.test_client(), person, "gunung klabat tinggi").status_code not in (302, 303)


def test_asking_for_a_link_tells_nothing_about_accounts(app, person):
    known = app.test_client().post("/reset", data={"email": person.email}, follow_redirects=True)
    unknown = app.test_client().post("/reset", data={"email": "siapa@minahasa.go.id"}, follow_redirects=True)
    assert known.status_code == unknown.status_code
    assert [letter.to for letter in db.session.scalars(sa.select(OutboxEmail))] == [person.email]


def test_a_new_password_ends_every_other_session(app, person):
    here, there = app.test_client(), app.test_client()
    sign_in_as(here, person)
    sign_in_as(there, person)
    new = "sungai tondano deras"
    here.post("/change", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    assert here.get("/").status_code == 200
    assert there.get("/").location.startswith("/login")


EASY = [
    ("password123", "guessed soon"),
    ("Merdeka1945", "guessed soon"),
    ("sulawesi2026", "guessed soon"),
    ("198001012005012001", "Colleagues know"),
    ("1980 0101 2005 012001", "Colleagues know"),
    ("nip198001012005012001", "Colleagues know"),
    ("ani.rumambi@minahasa.go.id", "Colleagues know"),
    ("Ani_Rumambi_77", "Colleagues know"),
    ("081234567890", "A number alone"),
    ("197512312000031002", "A number alone"),
    ("pendek", "too short"),
    ("sungai tondano deras" + "x" * 109, "At most 128 characters"),
]


@pytest.mark.parametrize(("new", "says"), EASY)
def test_a_password_that_is_easy_to_guess_is_refused(app, sign_in, new, says):
    person = make_user(
        email="ani.rumambi@minahasa.go.id",
        name="Dra. Ani Rumambi, M.Si.",
        nip="198001012005012001",
        locale="en",
        password=hash_password(PASSWORD),
    )
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    changed = sign_in(person).post("/change", data=data)
    assert (changed.status_code, says in changed.text) == (422, True)
    client = app.test_client()
    link = ask_for_a_link(client, person)
    reset = client.post(link, data={"password": new, "password_confirm": new})
    assert reset.status_code == 422
    assert sign_in_as(app.test_client(), person, new).status_code not in (302, 303)


@pytest.mark.parametrize(
    "new", ["amati-tiru-modifikasi", "sungai tondano deras", "sungai tondano deras" + "x" * 108]
)
def test_a_password_of_a_few_words_is_taken(sign_in, person, new):
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert sign_in(person).post("/change", data=data).status_code == 303


def test_there_is_no_open_registration(app):
    assert app.test_client().get("/register").status_code == 404


def test_an_invitation_leads_to_a_password_and_works_once(app):
    result = app.test_cli_runner().invoke(args=["users", "invite", "baru@minahasa.go.id", "--role", "admin"])
    assert result.exit_code == 0, result.output
    link = link_in(db.session.scalars(sa.select(OutboxEmail)).one())
    assert link in result.output
    person = db.session.scalars(sa.select(User).filter_by(email="baru@minahasa.go.id")).one()
    assert sign_in_as(app.test_client(), person, "").status_code not in (302, 303)
    new = {"password": "gunung klabat tinggi", "password_confirm": "gunung klabat tinggi"}
    app.test_client().post(link, data=new)
    assert sign_in_as(app.test_client(), person, "gunung klabat tinggi").status_code in (302, 303)


def test_settings_keep_language_zone_and_profile(sign_in, person):
    client = sign_in(person)
    page = client.get("/settings")
    assert page.status_code == 200
    data = {
        "name": "Dra. Ani, M.Si.",
        "nip": "19800101 200501 2 001",
        "rank_grade": "IV/a",
        "position": "Camat",
        "work_unit": "Kecamatan",
        "locale": "id",
        "timezone": "Asia/Jakarta",
    }
    assert client.post("/settings", data=data).status_code == 303
    assert '<html lang="id">' in client.get("/settings").text
    stored = db.session.scalars(
        sa.select(User).filter_by(id=person.id).execution_options(populate_existing=True)
    ).one()
    assert (stored.nip, stored.timezone) == ("198001012005012001", "Asia/Jakarta")
    bad = client.post("/settings", data=data | {"nip": "123"})
    assert bad.status_code == 422
    assert "18" in bad.text
    assert 'value="123"' in bad.text


def section_of(plan) -> int:
    return db.session.scalars(sa.select(PlanSection.id).filter_by(plan_id=plan.id, key="scope")).one()


def test_text_survives_the_end_of_a_session(app, person):
    plan = make_plan()
    plan.owner.password = hash_password(PASSWORD)
    db.session.commit()
    client = app.test_client()
    address = f"/plans/{plan.id}/sections/scope"
    page = client.post(
        address, data={"seen": f"PlanSection:{section_of(plan)}:1", "inside": "yang <b>panjang</b>"}
    )
    assert page.status_code == 401
    kept = re.search(r'name="kept"[^>]*value="([^"]*)"', page.text)[1]
    page = sign_in_as(client, plan.owner, kept=unescape(kept))
    assert page.status_code == 200
    assert "yang &lt;b&gt;panjang&lt;/b&gt;" in page.text
    assert f'action="{address}"' in page.text
    again = client.post(
        address, data={"seen": f"PlanSection:{section_of(plan)}:1", "inside": "yang <b>panjang</b>"}
    )
    assert again.status_code == 303, again.text
    stored = db.session.scalars(
        sa.select(PlanSection)
        .filter_by(plan_id=plan.id, key="scope")
        .execution_options(populate_existing=True)
    ).one()
    assert stored.content["inside"] == "yang <b>panjang</b>"


def test_the_script_is_told_that_the_session_ended(app):
    plan = make_plan()
    answer = app.test_client().post(
        f"/plans/{plan.id}/sections/scope",
        data={"seen": f"PlanSection:{section_of(plan)}:1"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 401
    assert answer.json["login_url"] == "/login"


def test_every_answer_tells_the_browser_to_run_only_our_scripts(app):
    headers = app.test_client().get("/login").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/login", "/reset", "/reset/x", "/change", "/settings", "/"])
def test_no_page_of_an_account_is_kept_by_a_browser(app, sign_in, person, address):
    for client in (app.test_client(), sign_in(person)):
        assert client.get(address).headers["Cache-Control"] == "no-store, private"


def test_only_these_pages_are_public(app):
    public = {name for name, view in app.view_functions.items() if is_public(view)}
    assert public == {
        "static",
        "static_version",
        "health.live",
        "health.ready",
        "health.metrics",
        "papers.verify",
        "calendar.feed",
        "evaluation_links.answer",
        "security.login",
        "security.forgot_password",
        "security.reset_password",
    }, public
