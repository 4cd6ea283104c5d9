"""Two windows wrote one text: all three texts on one page, nothing overwritten, both kept."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from pka_tracker.extensions import db
from pka_tracker.forms.content import section_form
from pka_tracker.forms.seen import token
from pka_tracker.models import KeptText, PlanSection
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.operations import notes
from pka_tracker.operations.plans import sections
from tests.factories import make_complete_plan, make_note, make_plan, make_user

BEFORE = {"duties": "Menata taman kota.", "current": "Data taman di buku.", "ideal": "", "gap": ""}


def written_plan():
    plan = make_plan()
    row = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="background")).one()
    sections.save(row, plan.owner, BEFORE, seen=row.lock_version)
    seen = token(row)
    sections.save(
        row,
        plan.owner,
        BEFORE | {"duties": "Menata taman dan makam.", "current": "Data di lembar kerja."},
        seen=row.lock_version,
    )
    db.session.commit()
    return plan, f"/plans/{plan.id}/sections/background", seen


def test_what_was_not_touched_here_takes_the_saved_text(sign_in):
    plan, page, seen = written_plan()
    mine = BEFORE | {"current": "Data taman di aplikasi."}
    answer = sign_in(plan.owner).post(page, data=mine | {"seen": seen, "base": urlencode(BEFORE)})
    assert answer.status_code == 409
    text = answer.text
    assert "Menata taman dan makam." in text.partition('name="duties"')[2].partition("</textarea>")[0]
    assert "Data taman di aplikasi." in text.partition('name="current"')[2].partition("</textarea>")[0]
    assert "<del>buku</del>" in text
    assert "<ins>aplikasi</ins>" in text
    assert "You had not changed this" in text


def hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)[1])


def test_without_scripts_the_form_itself_tells_what_was_there_before(sign_in):
    plan, page, _seen = written_plan()
    row = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="background")).one()
    here = sign_in(plan.owner).get(page).text
    sections.save(row, plan.owner, row.content | {"duties": "Menata makam."}, seen=row.lock_version)
    db.session.commit()
    typed = row.content | {
        "duties": "Menata taman dan makam.",
        "current": "Data di aplikasi.",
        "legal_basis": "",
    }
    typed = {name: value or "" for name, value in typed.items()}
    answer = sign_in(plan.owner).post(page, data=typed | {n: hidden(here, n) for n in ("seen", "base")})
    assert answer.status_code == 409
    kept = answer.text.partition('name="duties"')[2].partition("</textarea>")[0]
    assert "Menata makam." in kept, "not touched here"
    assert "<ins>aplikasi</ins>" in answer.text and "<del>lembar" in answer.text


def test_what_a_form_tells_is_what_it_would_send(app):
    plan = make_complete_plan()
    for section in plan.sections:
        content = json.loads(json.dumps(section.content))
        form = section_form(PLAN_SECTION[section.key])
        told = form(formdata=MultiDict(parse_qsl(form.sent({section.key: content}), keep_blank_values=True)))
        assert told.contents({})[section.key] == content


def test_without_what_was_there_before_both_texts_stand_side_by_side(sign_in):
    plan, page, seen = written_plan()
    answer = sign_in(plan.owner).post(page, data=BEFORE | {"duties": "Lain sama sekali.", "seen": seen})
    assert answer.status_code == 409
    assert "Lain sama sekali." in answer.text
    assert "Menata taman dan makam." in answer.text
    assert "<ins>" not in answer.text


def test_both_texts_are_kept_once_whatever_is_chosen(sign_in):
    plan, page, seen = written_plan()
    client = sign_in(plan.owner)
    mine = BEFORE | {"duties": "<script>alert(1)</script> makam", "seen": seen}
    for _ in range(2):
        assert client.post(page, data=mine).status_code == 409
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptText)) == 1
    db.session.rollback()
    row = db.session.scalars(sa.select(PlanSection).filter_by(plan_id=plan.id, key="background")).one()
    assert client.post(page, data=BEFORE | {"seen": token(row)}).status_code == 303
    assert f"{page}/earlier" in client.get(page).text
    kept = client.get(f"{page}/earlier").text
    assert "Menata taman dan makam." in kept
    assert "&lt;script&gt;alert(1)&lt;/script&gt; makam" in kept
    assert "<script>alert" not in kept
    assert sign_in(make_user()).get(f"{page}/earlier").status_code == 404


def test_a_note_in_two_windows_is_merged_by_field(sign_in):
    note = make_note()
    visit = note.visit_id
    base = {"context-visit": str(visit), "context-practice": "LAKSA", "observe-facts": "Papan kendali."}
    notes.save(
        note,
        note.owner,
        {"context": {"visit": visit, "practice": "LAKSA"}, "observe": {"facts": "Papan kendali."}},
        seen=note.lock_version,
    )
    seen = token(note)
    changed = note.content | {"observe": {"facts": "Papan kendali besar."}}
    notes.save(note, note.owner, changed, seen=note.lock_version)
    db.session.commit()
    client, page = sign_in(note.owner), f"/notes/{note.id}/edit"
    mine = base | {"observe-problem": "Laporan hilang.", "seen": seen, "base": urlencode(base)}
    answer = client.post(page, data=mine)
    assert answer.status_code == 409
    assert (
        "Papan kendali besar." in answer.text.partition('name="observe-facts"')[2].partition("</textarea>")[0]
    )
    assert "Laporan hilang." in answer.text.partition('name="observe-problem"')[2].partition("</textarea>")[0]
    assert "Papan kendali besar." in client.get(f"/notes/{note.id}/earlier").text
