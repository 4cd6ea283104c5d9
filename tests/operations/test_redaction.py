"""Whoever goes is in no text any more: neither in their own nor in those of the people around them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, story_time
from pka_tracker.models import (
    ConsultationEntry,
    ExtensionRequest,
    IndicatorValue,
    MilestoneEvent,
    MilestoneState,
    OutboxEmail,
    PlanVersion,
    PostEvaluation,
    Practice,
    Replication,
    ReplicationEvent,
    Review,
    SearchText,
    Snippet,
)
from pka_tracker.models.personal import OWN
from pka_tracker.operations.personal.anonymising import anonymise
from pka_tracker.operations.personal.signs import signs_of, without
from tests.factories import make_membership, make_plan_in, make_user
from tests.personal import leave_everything, mark

LATER = datetime(2032, 1, 15, tzinfo=UTC)
MARIA = SimpleNamespace(name="Dr. Maria Wowor, S.Sos.", nip="198001012005012001", email="maria@minahasa.test")


@pytest.fixture
def people(app):
    people = leave_everything()
    db.session.execute(sa.update(OutboxEmail).values(sent_at=OutboxEmail.created_at))
    db.session.commit()
    token = story_time.set(LATER)
    yield people
    story_time.reset(token)


def everything() -> dict[str, list]:
    return {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}


def one(model, **values):
    return db.session.scalars(sa.select(model).filter_by(**values).order_by(model.id)).first()


@pytest.mark.parametrize(
    "text",
    [
        "Digagas oleh Dr. Maria Wowor, S.Sos.",
        "maria  wowor",
        "MARIA\nWOWOR sudah pindah",
        "NIP 19800101 200501 2 001",
        "NIP. 198001012005012001",
        "surat ke Maria@Minahasa.test saja",
        "Hubungi Maria Wowor (HP 0812-3456-7890) besok",
        "Maria Wowor, WA: +62 812 3456 7890",
    ],
)
def test_however_it_is_written_it_goes(text):
    left = without(text, signs_of(MARIA).anywhere)
    assert "–" in left
    assert not [one for one in ("maria", "wowor", "1980", "200501", "812", "7890") if one in left.lower()]


@pytest.mark.parametrize(
    "text",
    ["Maria", "Mariana Wowor", "Maria Wowora", "Rp 62.812.345.678", "1198001012005012001", "0431 851234"],
)
def test_what_tells_nobody_stays(text):
    assert without(text, signs_of(MARIA).own) == text


def test_a_number_is_somebodys_own_in_their_own_texts_alone():
    signs = signs_of(MARIA)
    assert without("Telepon 081234567890", signs.anywhere) == "Telepon 081234567890"
    assert without({"a": ["Telepon 0812 3456 7890"]}, signs.own) == {"a": ["Telepon –"]}


def test_a_single_word_is_no_name_but_the_address_and_the_number_tell():
    signs = signs_of(SimpleNamespace(name="Ani", nip="", email="ani@minahasa.test"))
    assert signs.words == ("ani@minahasa.test",) and without("Ani", signs.anywhere) == "Ani"


@pytest.mark.parametrize("place", ["owner", "mentor", "coach", "organizer"])
def test_in_no_text_of_any_table_a_sign_is_left(people, place):
    person = getattr(people, place)
    signs = (person.name, person.nip, person.email)
    marks = mark(person.name.upper())
    done = anonymise(person)
    db.session.commit()
    db.session.expire_all()
    kept = str(everything()).upper()
    assert not [sign for sign in signs if sign.upper() in kept]
    marked = {one.strip("<>").partition(".")[0] for one in marks}
    assert {name for name in marked if not OWN[name].goes} <= set(done.changed)


def test_the_history_of_a_milestone_stays_without_what_files_were_called(people):
    event = one(MilestoneEvent, state=MilestoneState.REPORTED)
    event.text, event.files = "Dilaporkan Maria Wowor.", ["Ijazah Ria.pdf", "absen"]
    db.session.commit()
    anonymise(people.owner)
    db.session.commit()
    db.session.refresh(event)
    assert (event.text, event.files) == ("Dilaporkan –.", [f"berkas-{event.id}.pdf", f"berkas-{event.id}"])
    assert event.actor_id == people.owner.id


def test_what_was_for_the_person_alone_is_emptied_and_the_rest_stays(people):
    owner = people.owner
    replication = one(Replication)
    replication.host_contact = "Ibu Sari, 0812 3456 7890"
    replication.facilitator = "Bapak Toni"
    one(ReplicationEvent).changes = {"facilitator": ["", "Bapak Toni"]}
    one(IndicatorValue).note = "Dihitung Maria Wowor, telepon 0812 3456 7890."
    one(PostEvaluation).content = {"remarks": "Tanya Maria Wowor, 081234567890.", "outcome": "changed"}
    one(ConsultationEntry).follow_up = "Istirahat."
    counts = {name: rows for name, rows in everything().items() if name != "outbox_email"}
    db.session.commit()
    anonymise(owner)
    db.session.commit()
    db.session.expire_all()
    assert (one(Replication).host_contact, one(Replication).facilitator) == ("–", "–")
    assert one(Replication).receiver == "Dinas Kominfo, Kabupaten Minahasa"
    assert one(ReplicationEvent).changes == {}
    assert one(IndicatorValue).note == "Dihitung –, telepon –."
    assert one(PostEvaluation).content == {"remarks": "Tanya –.", "outcome": "changed"}
    assert (one(ExtensionRequest).reason, one(ExtensionRequest).answer) == ("–", "–")
    assert one(ConsultationEntry).follow_up == "–" and one(Review).verdict_reason == "Layak."
    gone = {name for name, rows in everything().items() if len(rows) < len(counts.get(name, []))}
    assert gone == {"kept_text", "presence", "calendar_feed", "digest_item", "reminder"}


def test_others_keep_their_texts_and_whoever_never_met_the_person_is_not_searched(people):
    elsewhere = make_plan_in_another_cohort("Juga bernama Maria Wowor.")
    snippet = Snippet(user_id=people.mentor.id, body="Tanyakan kepada Maria Wowor atau 081234567890.")
    db.session.add(snippet)
    one(Review).verdict_reason = "Maria Wowor memakai data; telepon kantor 081234567890."
    db.session.commit()
    anonymise(people.owner)
    db.session.commit()
    db.session.expire_all()
    assert snippet.body == "Tanyakan kepada – atau 081234567890."
    assert one(Review, plan_id=one(PlanVersion).plan_id).verdict_reason.startswith("– memakai data")
    assert elsewhere.verdict_reason == "Juga bernama Maria Wowor."


def make_plan_in_another_cohort(text: str) -> Review:
    plan = make_plan_in("approved", make_membership(user=make_user(name="Maria Wowor, S.H.")))
    review = one(Review, plan_id=plan.id)
    review.verdict_reason = text
    db.session.commit()
    return review


def test_the_catalogue_is_searched_by_what_it_says_now(people):
    practice = one(Practice)
    practice.contact = "Maria Wowor"
    db.session.commit()
    done = anonymise(people.owner)
    db.session.commit()
    db.session.expire_all()
    assert practice.contact == "–" and done.changed["practice"] == 1
    assert "wowor" not in one(SearchText, subject_id=practice.id).body


def test_a_page_that_was_open_before_writes_nothing_back(people):
    replication = one(Replication)
    replication.host_contact = "Ibu Sari"
    db.session.commit()
    before = replication.lock_version
    anonymise(people.owner)
    db.session.commit()
    db.session.refresh(replication)
    assert replication.lock_version == before + 1


def test_a_facilitator_from_elsewhere_goes_from_the_replication_they_helped(people):
    facilitator = make_user(name="Toni Mandagi, S.T.")
    one(Replication).facilitator_id = facilitator.id
    one(Replication).facilitator = "Toni Mandagi, 0812-3456-7890"
    one(ReplicationEvent).note = "Dibantu Toni Mandagi."
    db.session.commit()
    anonymise(facilitator)
    db.session.commit()
    db.session.expire_all()
    assert (one(Replication).facilitator, one(ReplicationEvent).note) == ("–", "Dibantu –.")


def test_a_letter_that_waits_goes_on_without_the_name(people):
    words = {"kind": "plan_submitted", "message_id": "<a@b>", "to": people.mentor.email}
    letter = OutboxEmail(
        subject="Rencana Maria Wowor diajukan", body="Dr. Maria\nWowor, S.Sos. mengajukan versi 2.", **words
    )
    db.session.add(letter)
    db.session.commit()
    done = anonymise(people.owner)
    db.session.commit()
    db.session.expire_all()
    assert (letter.subject, letter.body) == ("Rencana – diajukan", "– mengajukan versi 2.")
    assert letter.sent_at is None and done.changed["outbox_email"] == 1
