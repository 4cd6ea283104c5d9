"""Comments, answers, assessments and entries in two windows: three texts, compared in words, and nothing lost."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import part_token
from pka_tracker.models import Comment, KeptText, PlanState, Review
from pka_tracker.operations.reviews import answers, comments, reviews
from tests.factories import make_entry, make_plan_in

EVIL = "<script>alert(1)</script>"
BEFORE = "Sebutkan data dari buku."
#: Functions below: who writes it, its page, its form's address, the field both windows change, what only the other
#: one changes, and the page of earlier conflicts.
THINGS = ("comment", "answer", "assessment", "entry")


def review_of(plan):
    return db.session.scalars(sa.select(Review).filter_by(plan_id=plan.id)).one()


def comment():
    plan = make_plan_in(PlanState.IN_REVIEW)
    row = comments.add(
        review_of(plan), plan.mentor, section="goals", kind="required", body=BEFORE, form_key="k1"
    )
    db.session.commit()
    page = f"/comments/{row.id}/edit"
    return plan.mentor, page, page, "body", {"kind": "suggestion"}, f"/comments/{row.id}/earlier"


def answer():
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    row = db.session.scalars(sa.select(Comment).filter_by(plan_id=plan.id)).one()
    answers.save_answer(row, plan.owner, BEFORE, seen=0)
    db.session.commit()
    page = f"/comments/{row.id}/answer"
    return plan.owner, page, page, "body", {}, f"/comments/{row.id}/earlier"


def assessment():
    plan = make_plan_in(PlanState.IN_REVIEW)
    values = {"checklist": ["diagnosis"], "verdict": "capable", "support": [], "support_note": ""}
    reviews.save_assessment(review_of(plan), plan.mentor, seen=1, verdict_reason=BEFORE, **values)
    db.session.commit()
    desk = f"/reviews/{plan.id}"
    other = {"checklist": ["diagnosis", "innovation"], "support": ["mandate"], "verdict": "very_capable"}
    return plan.mentor, desk, f"{desk}/assessment", "verdict_reason", other, f"{desk}/earlier"


def entry():
    row = make_entry(direction=BEFORE)
    page = f"/consultations/entries/{row.id}/edit"
    other = {"due_on": "2025-10-20", "medium": "whatsapp"}
    return row.writer, page, page, "direction", other, f"/consultations/entries/{row.id}/earlier"


def hidden(html: str, address: str, name: str) -> str:
    """A hidden field of the form that is sent to an address."""
    form = re.search(rf'<form[^>]*action="{address}".*?</form>', html, re.DOTALL)[0]
    return unescape(re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', form)[1])


def open_form(client, page, address) -> tuple[dict, str]:
    """What the form says when it is opened, and its token."""
    html = client.get(page).text
    fields = {}
    for name, value in parse_qsl(hidden(html, address, "base"), keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return fields, hidden(html, address, "seen")


@pytest.mark.parametrize("thing", THINGS)
def test_three_texts_meet_and_both_are_kept(sign_in, thing):
    who, page, address, field, other, earlier = globals()[thing]()
    here, there = sign_in(who), sign_in(who)
    fields, seen = open_form(here, page, address)
    assert fields[field] == [BEFORE]
    theirs = fields | other | {field: "Sebutkan data dari lembar kerja.", "seen": seen}
    assert there.post(address, data=theirs).status_code == 303
    mine = fields | {field: f"Sebutkan data dari aplikasi. {EVIL}", "base": urlencode(fields, doseq=True)}
    for _ in range(2):
        late = here.post(address, data=mine | {"seen": seen})
        assert late.status_code == 409
    assert "<del>buku</del>" in late.text
    assert "<ins>lembar kerja</ins>" in late.text
    assert EVIL not in late.text
    assert "aplikasi. &lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in late.text
    assert late.text.count("You had not changed this") == len(other)
    again = {name: value for name, value in open_again(late.text, address).items() if name in other}
    assert again == {name: value if isinstance(value, list) else [value] for name, value in other.items()}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptText)) == 1
    chosen = theirs | {field: "Semua.", "seen": hidden(late.text, address, "seen")}
    assert here.post(address, data=chosen).status_code == 303
    kept = here.get(earlier).text
    assert "Sebutkan data dari lembar kerja." in kept
    assert "aplikasi. &lt;script&gt;" in kept
    assert EVIL not in kept
    assert f'href="{earlier}"' in here.get(page).text


def open_again(html: str, address: str) -> dict[str, list[str]]:
    """What the fields of the conflict page hold, beside its text areas."""
    form = re.search(rf'<form[^>]*action="{address}".*?</form>', html, re.DOTALL)[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)" checked', form):
        found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options)
    for name, value in re.findall(r'<input type="date"[^>]* name="(\w+)" value="([^"]*)"', form):
        found[name] = [value]
    return found


@pytest.mark.parametrize("thing", THINGS)
def test_the_text_typed_for_another_thing_stays_whole(sign_in, thing):
    who, page, address, field, _other, _earlier = globals()[thing]()
    client = sign_in(who)
    fields, seen = open_form(client, page, address)
    mine = fields | {"seen": f"x{seen}", "base": urlencode(fields, doseq=True), field: "Bukan di sini."}
    late = client.post(address, data=mine)
    assert late.status_code == 409
    assert "Bukan di sini.</textarea>" in late.text
    assert BEFORE in late.text
    assert "<ins>" not in late.text
    assert open_form(client, page, address) == (fields, seen), "nothing changed"


def test_nobody_reads_what_another_typed_in_a_conflict(sign_in):
    owner, page, address, _field, _other, earlier = answer()
    client = sign_in(owner)
    fields, seen = open_form(client, page, address)
    client.post(address, data=fields | {"body": "Rahasia peserta.", "seen": f"x{seen}"})
    assert "Rahasia peserta." in client.get(earlier).text
    mentor = db.session.scalars(sa.select(Comment)).one().author
    assert "Rahasia peserta." not in sign_in(mentor).get(earlier).text


def test_a_deleted_comment_takes_its_kept_texts_with_it(sign_in):
    who, page, address, _field, _other, _earlier = comment()
    client = sign_in(who)
    fields, seen = open_form(client, page, address)
    client.post(address, data=fields | {"body": "Lain.", "seen": "x"})
    assert client.post(address.replace("edit", "delete"), data={"seen": seen}).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptText)) == 0


def test_a_late_copy_of_a_new_comment_meets_its_later_text(sign_in):
    plan = make_plan_in(PlanState.IN_REVIEW)
    client, address = sign_in(plan.mentor), f"/reviews/{plan.id}/sections/goals/comments"
    new = {"review": part_token(review_of(plan), "goals"), "form_key": "k", "kind": "required"}
    client.post(address, data=new | {"body": "Pertama."})
    row = db.session.scalars(sa.select(Comment)).one()
    comments.edit(row, plan.mentor, kind="required", body="Kedua.", seen=1)
    db.session.commit()
    late = client.post(address, data=new | {"body": "Ketiga."})
    assert late.status_code == 409
    assert "Kedua." in late.text and "Ketiga.</textarea>" in late.text
    assert f'action="/comments/{row.id}/edit"' in late.text
