"""The pages that hand typed text back: after a session ended, after a form grew old, after broken bytes."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import PlanSection
from pka_tracker.routes.texts.typed import Typed, typed
from tests.factories import make_note, make_plan


def shown(page) -> list[str]:
    return re.findall(r'<blockquote class="kept-text">(.*?)</blockquote>', page.text, re.DOTALL)


@pytest.fixture
def checked(app, monkeypatch):
    """The forms' tokens are asked for, as in production."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def milestone(plan) -> dict[str, str]:
    return {
        "csrf_token": "old",
        "seen": f"PlanSection:{plan.id}:5",
        "base": "rows-0-activity=Lama&rows-0-horizon=short",
        "rows-0-id": "a1b2c3d4",
        "rows-0-horizon": "short",
        "rows-0-activity": "Sosialisasi ke kelurahan",
        "rows-0-starts_on": "2026-12-01",
        "rows": "add:rows",
    }


def test_after_a_session_ended_only_what_was_typed_is_listed(app):
    plan = make_plan()
    page = app.test_client().post(f"/plans/{plan.id}/sections/milestones", data=milestone(plan))
    assert page.status_code == 401
    assert shown(page) == ["Sosialisasi ke kelurahan", "2026-12-01"]
    assert "<h3>Kegiatan</h3>" in page.text


def test_after_a_missing_token_only_what_was_typed_is_listed(app, sign_in, checked):
    plan = make_plan()
    page = sign_in(plan.owner).post(f"/plans/{plan.id}/sections/milestones", data=milestone(plan))
    assert page.status_code == 400
    assert shown(page) == ["Sosialisasi ke kelurahan", "2026-12-01"]
    assert 'name="base"' in page.text  # kept all the same


def test_a_note_has_the_labels_of_its_blocks(app):
    note = make_note()
    data = {"seen": f"AtmNote:{note.id}:1", "context-visit": "7", "observe-facts": "Antrean pendek"}
    page = app.test_client().post(f"/notes/{note.id}/edit", data=data)
    assert shown(page) == ["Antrean pendek"]
    assert page.text.index("<h3>Fakta") < page.text.index("Antrean pendek</blockquote>")


def test_a_form_without_an_outline_shows_its_texts_alone():
    fields = [
        ("seen", "ActionPlan:4:2"),
        ("review", "Review:3:goals"),
        ("place", "PlanSection:45:5"),
        ("form_key", "abc"),
        ("message", "Terlalu luas"),
        ("category", "Perizinan"),
        ("reason", "  "),
    ]
    assert typed("plan_actions.approve", {"plan_id": 4}, fields) == [
        Typed("", "Terlalu luas"),
        Typed("", "Perizinan"),
    ]


FORM = "application/x-www-form-urlencoded"
BROKEN = [
    b"seen=%(seen)s&inside=dalam+k%%FFota&outside=luar",
    b"seen=%(seen)s&inside=dalam+k\xffota&outside=luar",
]


def scope(plan) -> PlanSection:
    return db.session.scalars(
        sa.select(PlanSection)
        .filter_by(plan_id=plan.id, key="scope")
        .execution_options(populate_existing=True)
    ).one()


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("asks", [False, True])
def test_broken_text_is_shown_to_be_mended_and_not_kept(sign_in, app, monkeypatch, body, asks):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", asks)
    plan = make_plan()
    client, address = sign_in(plan.owner), f"/plans/{plan.id}/sections/scope"
    data = body % {b"seen": token(scope(plan)).encode()}
    page = client.post(address, data=data, content_type=FORM)
    assert page.status_code == 400
    assert re.search(
        r'<textarea id="mend-\d" name="inside"[^>]*>\ndalam k\N{REPLACEMENT CHARACTER}ota<', page.text
    )
    assert re.search(r'<textarea name="outside" hidden>\nluar<', page.text)
    assert "type it again" in page.text
    assert scope(plan).content.get("inside") is None


def test_a_script_is_told_in_words_that_text_was_broken(sign_in):
    plan = make_plan()
    answer = sign_in(plan.owner).post(
        f"/plans/{plan.id}/sections/scope",
        data=b"inside=%FF",
        content_type=FORM,
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert "did not arrive whole" in answer.json["message"]


def test_the_sign_itself_is_text_like_any_other(sign_in):
    plan = make_plan()
    data = {"seen": token(scope(plan)), "inside": "salinan \N{REPLACEMENT CHARACTER}"}
    assert sign_in(plan.owner).post(f"/plans/{plan.id}/sections/scope", data=data).status_code == 303
    assert scope(plan).content["inside"] == data["inside"]


@pytest.mark.parametrize("address", ["/login", "/reset"])
def test_broken_bytes_of_nobody_are_refused_in_words(app, address):
    answer = app.test_client().post(address, data=b"email=%FF&password=%FF", content_type=FORM)
    assert answer.status_code == 400
    assert "tidak terbaca" in answer.text


def test_broken_bytes_beside_files_are_refused_too(sign_in):
    note = make_note()
    body = b'--x\r\nContent-Disposition: form-data; name="seen"\r\n\r\nA\xff\r\n--x--\r\n'
    answer = sign_in(note.owner).post(
        f"/notes/{note.id}/files", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 400
