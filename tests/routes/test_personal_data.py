"""Everything a person has here, in one ZIP for that person alone."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from pka_tracker import emails
from pka_tracker.extensions import db
from pka_tracker.models import CommentKind, KeptText, PlanState, Snippet, User
from pka_tracker.operations import files
from pka_tracker.operations.reviews import comments
from pka_tracker.storage.content import Content
from tests.factories import make_entry, make_membership, make_note, make_plan_in
from tests.personal import leave_everything, mark


@pytest.fixture
def taken(sign_in):
    """What somebody takes along: {name: bytes}."""

    def take(user: User) -> dict[str, bytes]:
        answer = sign_in(user).get("/settings/my-data.zip")
        assert answer.status_code == 200 and "data-saya.zip" in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return take


def data_of(members) -> dict:
    return json.loads(members["data.json"])


def test_a_participant_finds_all_they_wrote_and_all_that_was_sent_to_them(app, taken):
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    owner, member = plan.owner, plan.owner.memberships[0]
    note = make_note(owner, complete=True)
    files.attach(note, owner, Content("Foto: loket.webp", "image/webp", b"gambar", b"kecil"))
    make_entry(member, topic="Diagnosa dengan data")
    db.session.add(KeptText(writer_id=owner.id, note_id=note.id, saved={"a": "lama"}, typed={"a": "baru"}))
    db.session.commit()
    members = taken(owner)
    data = data_of(members)
    assert data["account"]["nip"] == owner.nip and data["account"]["agency"] == owner.agency.name
    assert data["cohorts"][0]["cohort"] == member.cohort.name
    written, received = data["written"], data["received"]
    assert {row["id"] for row in written["atm_note"]} >= {note.id} and written["atm_note"][0]["content"]
    assert written["kept_text"][0]["typed"] == {"a": "baru"}
    assert [row["id"] for row in written["action_plan"]] == [plan.id]
    assert written["plan_version"][0]["content"]["identity"]["nip"] == owner.nip
    assert [row["body"] for row in received["comment"]] == ["Sebutkan data."]
    assert received["review"][0]["message"] == "Perbaiki latar belakang."
    assert received["consultation_entry"][0]["topic"] == "Diagnosa dengan data"
    assert received["outbox_email"][0]["to"] == owner.email
    assert {event["action"] for event in received["plan_event"]} >= {"submit", "request_revision"}
    [picture] = [name for name in members if name.startswith("berkas/")]
    assert members[picture] == b"gambar" and picture.endswith("-Foto_ loket.webp")
    for name in (f"catatan-atm-{note.id}", f"rap-{plan.id}-v1", f"kartu-kendali-{member.id}"):
        assert PdfReader(io.BytesIO(members[f"dokumen/{name}.pdf"])).pages
    assert "data.json" in members["READ-ME.txt"].decode()


def test_whatever_somebody_is_the_zip_holds_their_part_of_every_table(app, taken):
    people = leave_everything()
    data = data_of(taken(people.owner))
    written, received = data["written"], data["received"]
    assert [row["reason"] for row in written["extension_request"]] == ["Banjir di kecamatan"]
    assert written["indicator_value"] and written["replication"] and written["post_evaluation"]
    assert received["replication_event"][0]["note"] == "Untuk loket." and received["account_event"]
    marks = mark("ada")
    members = [taken(person) for person in people[1:]]  # the owner's papers would not take marks for text
    told = "".join(one["data.json"].decode() for one in members)
    assert {"<review.message>", "<endorsement.message>", "<extension_request.answer>"} <= marks
    assert all(one in told for one in ("<review.message> ada", "<endorsement.message> ada", "<extension_request.answer> ada"))  # fmt: skip
    assert "<extension_request.reason> ada" not in told


def test_nothing_of_others_is_in_it_but_what_they_sent(app, taken):
    plan = make_plan_in(PlanState.IN_REVIEW)
    comments.add(
        plan.reviews[0],
        plan.mentor,
        section="background",
        kind=CommentKind.REQUIRED,
        body="Belum terkirim.",
        form_key="k9",
    )
    other = make_plan_in(PlanState.REVISION_REQUESTED)
    db.session.add(Snippet(user_id=plan.mentor_id, body="Potongan mentor"))
    db.session.commit()
    text = "".join(member.decode("latin-1") for member in taken(plan.owner).values())
    for hidden in (
        "Belum terkirim.",
        "Potongan mentor",
        other.owner.email,
        other.owner.nip,
        plan.mentor.email,
    ):
        assert hidden not in text
    mentor = taken(plan.mentor)
    data = data_of(mentor)
    assert [row["body"] for row in data["written"]["comment"]] == ["Belum terkirim."]
    assert data["written"]["snippet"][0]["body"] == "Potongan mentor"
    assert plan.owner.nip not in mentor["data.json"].decode() and not data["written"]["plan_version"]
    assert not [name for name in mentor if name.startswith("dokumen/")]


def test_no_key_to_an_account_leaves_with_it(app, taken):
    user = make_membership().user
    user.password = "$argon2id$geheim"
    emails.password_reset(user, "https://pka.test/reset/abc")
    db.session.commit()
    text = taken(user)["data.json"].decode()
    assert "argon2" not in text and user.fs_uniquifier not in text and "/reset/abc" not in text


def test_the_page_says_what_is_inside_and_how_long_it_is_kept(app, sign_in):
    client = sign_in(make_membership().user)
    page = client.get("/settings/my-data").text
    assert "/settings/my-data.zip" in page and "5 years after the end" in page
    assert "/settings/my-data" in client.get("/settings").text
