"""The pages that hand typed text back: after a session ended, after a form grew old, after broken bytes."""

from __future__ import annotations

import re

import pytest

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
