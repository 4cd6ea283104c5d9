"""The pages of the consultation log."""

from __future__ import annotations

import re

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, ConsultationEntry, PlanState
from pka_tracker.operations.reviews import consultations
from tests import factories
from tests.factories import hand_over

TYPED = {
    "held_on": "2025-09-20",
    "medium": "whatsapp",
    "stage": "review",
    "topic": "Komentar <b>latar belakang</b>",
    "direction": "Sebutkan sumber data.\nLampirkan tabel.",
    "follow_up": "Peserta memperbaiki bagian B.",
    "due_on": "2025-09-27",
    "form_key": "k1",
}


@pytest.fixture
def member(app):
    """A participant with a mentor and a coach."""
    cohort = factories.make_cohort()
    coach = factories.make_membership(CohortRole.COACH, cohort=cohort).user
    membership = factories.make_membership(cohort=cohort, roster_no=7)
    membership.coach = coach
    db.session.commit()
    return membership


def current(entry: ConsultationEntry) -> ConsultationEntry:
    db.session.expire_all()
    return db.session.get_one(ConsultationEntry, entry.id)


def entries() -> list[ConsultationEntry]:
    db.session.expire_all()
    return db.session.query(ConsultationEntry).order_by(ConsultationEntry.id).all()


def test_the_mentor_writes_and_the_participant_acknowledges(member, sign_in):
    mentor, owner = sign_in(member.mentor), sign_in(member.user)
    form = mentor.get(f"/consultations/{member.id}/new").text
    assert re.search(r'name="form_key"[^>]*value="[0-9a-f]{32}"', form)
    assert mentor.post(f"/consultations/{member.id}/new", data=TYPED).status_code == 303
    (entry,) = entries()
    assert (entry.number, entry.writer_id, str(entry.medium)) == (1, member.mentor_id, "whatsapp")
    assert "1 entry waits for you to acknowledge it." in owner.get("/").text
    page = owner.get(f"/consultations/{member.id}").text
    assert "Komentar &lt;b&gt;latar belakang&lt;/b&gt;" in page and member.mentor.initials in page
    assert f"/consultations/entries/{entry.id}/edit" not in page
    assert owner.get(f"/consultations/entries/{entry.id}/acknowledge").status_code == 200
    address, data = f"/consultations/entries/{entry.id}/acknowledge", {"seen": token(entry)}
    assert [owner.post(address, data=data).status_code for _click in "ab"] == [303, 303]
    entry = current(entry)
    assert entry.acknowledged_by_id == member.user_id and entry.lock_version == 2
    assert owner.get(address).status_code == 409
    page = mentor.get(f"/consultations/{member.id}").text
    assert f"/consultations/entries/{entry.id}/" not in page and member.user.initials in page


def test_a_double_click_writes_one_entry(member, sign_in):
    client = sign_in(member.mentor)
    for _click in "ab":
        assert client.post(f"/consultations/{member.id}/new", data=TYPED).status_code == 303
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"held_on": ""}, "Say on which day you talked"),
        ({"held_on": "2025-02-31"}, "Say on which day you talked"),
        ({"held_on": "2999-01-01", "due_on": ""}, "This day is still to come."),
        ({"medium": "pigeon"}, "Choose one of the words that are offered."),
        ({"stage": ""}, "Choose one of the words that are offered."),
        ({"topic": "  "}, "Say what you talked about."),
        ({"topic": "x" * 201}, "At most 200 characters"),
        ({"direction": ""}, "Say which direction you gave."),
        ({"due_on": "2025-09-01"}, "The due date lies before the talk."),
        ({"due_on": "soon"}, "There is no such day."),
        ({"form_key": ""}, "Open the page again"),
    ],
)
def test_bad_input_keeps_what_was_typed(member, sign_in, wrong, words):
    answer = sign_in(member.mentor).post(f"/consultations/{member.id}/new", data=TYPED | wrong)
    assert answer.status_code == 422
    assert words in answer.text and "Peserta memperbaiki bagian B." in answer.text
    entry = factories.make_entry(member)
    answer = sign_in(member.mentor).post(
        f"/consultations/entries/{entry.id}/edit", data=TYPED | wrong | {"seen": token(entry)}
    )
    assert answer.status_code == (303 if "form_key" in wrong else 422)


def test_a_stale_page_shows_both_texts(member, sign_in):
    entry = factories.make_entry(member)
    client, address = sign_in(member.mentor), f"/consultations/entries/{entry.id}/edit"
    assert client.get(address).status_code == 200
    assert (
        client.post(
            address, data=TYPED | {"seen": f"ConsultationEntry:{entry.id}:1", "topic": "Judul pertama"}
        ).status_code
        == 303
    )
    bad = client.post(address, data=TYPED | {"seen": f"ConsultationEntry:{entry.id}:1", "topic": ""})
    assert (
        bad.status_code == 422
        and f'name="seen" type="hidden" value="ConsultationEntry:{entry.id}:1"' in bad.text
    )
    late = client.post(
        address, data=TYPED | {"seen": f"ConsultationEntry:{entry.id}:1", "topic": "Judul <i>kedua</i>"}
    )
    assert late.status_code == 409
    assert "Judul pertama" in late.text and "Judul &lt;i&gt;kedua&lt;/i&gt;" in late.text
    assert f'name="seen" type="hidden" value="ConsultationEntry:{entry.id}:2"' in late.text
    assert current(entry).topic == "Judul pertama"


def test_going_back_to_the_empty_form_does_not_overwrite_a_correction(member, sign_in):
    entry = factories.make_entry(member, form_key="k1")
    consultations.edit(entry, member.mentor, factories.make_talk(topic="Diperbaiki"), seen=1)
    db.session.commit()
    late = sign_in(member.mentor).post(f"/consultations/{member.id}/new", data=TYPED)
    assert late.status_code == 409
    assert "Diperbaiki" in late.text and f'action="/consultations/entries/{entry.id}/edit"' in late.text


def test_what_is_acknowledged_cannot_be_changed_and_the_text_stays(member, sign_in):
    entry = factories.make_entry(member, form_key="k1")
    client, address = sign_in(member.mentor), f"/consultations/entries/{entry.id}/edit"
    consultations.acknowledge(entry, member.user, seen=1)
    db.session.commit()
    assert client.get(address).status_code == 409
    for target in (address, f"/consultations/{member.id}/new"):
        late = client.post(target, data=TYPED | {"seen": f"ConsultationEntry:{entry.id}:1"})
        assert late.status_code == 409
        assert "acknowledged the entry meanwhile" in late.text and "Lampirkan tabel." in late.text
    assert current(entry).topic == "Diagnosa masalah"


def test_nobody_acknowledges_what_they_did_not_read(member, sign_in):
    entry = factories.make_entry(member)
    consultations.edit(entry, member.mentor, factories.make_talk(topic="Judul baru"), seen=1)
    db.session.commit()
    client, address = sign_in(member.user), f"/consultations/entries/{entry.id}/acknowledge"
    for seen in (f"ConsultationEntry:{entry.id}:1", "", "x", "1"):
        late = client.post(address, data={"seen": seen})
        assert late.status_code == 409 and "Judul baru" in late.text
    assert current(entry).acknowledged_at is None


def test_who_may_see_and_who_may_do(member, sign_in):
    entry = factories.make_entry(member)
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    peer = factories.make_membership(cohort=member.cohort).user
    pages = (
        f"/consultations/{member.id}",
        f"/consultations/{member.id}/new",
        f"/consultations/entries/{entry.id}/edit",
        f"/consultations/entries/{entry.id}/acknowledge",
    )
    expected = {
        member.user: (200, 403, 403, 200),
        member.mentor: (200, 200, 200, 403),
        member.coach: (200, 200, 403, 403),
        organizer: (200, 403, 403, 403),
        peer: (404, 404, 404, 404),
        factories.make_membership(CohortRole.ORGANIZER).user: (404, 404, 404, 404),
    }
    for user, statuses in expected.items():
        client = sign_in(user)
        assert tuple(client.get(page).status_code for page in pages) == statuses, user
    assert sign_in(member.mentor).get("/consultations/999999").status_code == 404


def test_after_a_change_of_mentor_the_new_one_reads_on(member, sign_in):
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    new = factories.make_membership(CohortRole.MENTOR, cohort=member.cohort).user
    old, entry = member.mentor, factories.make_entry(member)
    hand_over(member, new, organizer)
    db.session.commit()
    assert sign_in(old).get(f"/consultations/{member.id}").status_code == 404
    assert sign_in(old).post(f"/consultations/{member.id}/new", data=TYPED).status_code == 404
    assert f"/consultations/{member.id}" not in sign_in(old).get("/consultations/").text
    client = sign_in(new)
    assert "Diagnosa masalah" in client.get(f"/consultations/{member.id}").text
    assert client.get(f"/consultations/entries/{entry.id}/edit").status_code == 403
    assert client.post(f"/consultations/{member.id}/new", data=TYPED).status_code == 303


def test_the_list_counts_and_a_participant_is_led_to_the_own_log(member, sign_in):
    first = factories.make_entry(member)
    factories.make_entry(member, held_on=first.held_on.replace(day=20))
    consultations.acknowledge(first, member.user, seen=1)
    db.session.commit()
    page = sign_in(member.mentor).get("/consultations/").text
    assert member.user.name in page and "1 entry" in page and "20 Sep 2025" in page
    assert sign_in(member.coach).get("/consultations/").text.count("Write an entry") == 1
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    assert "Write an entry" not in sign_in(organizer).get("/consultations/").text
    answer = sign_in(member.user).get("/consultations/")
    assert (answer.status_code, answer.location) == (303, f"/consultations/{member.id}")
    assert "No logs here" in sign_in(factories.make_user()).get("/consultations/").text


@pytest.mark.parametrize("locale", ["en", "id"])
def test_empty_logs_say_what_comes_in_both_languages(member, sign_in, locale):
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    for user in (member.user, member.mentor, organizer):
        user.locale = locale
        db.session.commit()
        page = sign_in(user).get(f"/consultations/{member.id}")
        assert page.status_code == 200 and f'<html lang="{locale}">' in page.text
        assert 'class="empty"' in page.text


@pytest.mark.parametrize("locale", ["en", "id"])
def test_every_page_reads_in_both_languages(member, sign_in, locale):
    entry = factories.make_entry(member, due_on=factories.COHORT_END)
    for user in (member.user, member.mentor):
        user.locale = locale
    db.session.commit()
    mentor, owner = sign_in(member.mentor), sign_in(member.user)
    for client, address in (
        (mentor, "/consultations/"),
        (mentor, f"/consultations/{member.id}"),
        (mentor, f"/consultations/{member.id}/new"),
        (mentor, f"/consultations/entries/{entry.id}/edit"),
        (owner, f"/consultations/entries/{entry.id}/acknowledge"),
        (owner, f"/consultations/{member.id}?page=99&all=1"),
    ):
        page = client.get(address)
        assert page.status_code == 200 and f'<html lang="{locale}">' in page.text, address


def test_plan_and_home_lead_to_the_log(member, sign_in):
    plan = factories.make_plan_in(PlanState.SUBMITTED, member)
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=member.cohort).user
    for user in (member.user, member.mentor, organizer):
        assert f'href="/consultations/{member.id}"' in sign_in(user).get(f"/plans/{plan.id}").text
    assert f'href="/consultations/{member.id}"' in sign_in(member.user).get("/").text
    assert 'href="/consultations/"' in sign_in(member.mentor).get("/").text
    assert 'href="/consultations/"' in sign_in(member.coach).get("/").text


def test_the_log_costs_the_same_for_one_and_for_many(member, sign_in, count_queries):
    client, address = sign_in(member.user), f"/consultations/{member.id}"
    factories.make_entry(member)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(30):
        factories.make_entry(member, writer=(member.mentor, member.coach)[number % 2])
    with count_queries() as many:
        assert client.get(address).text.count('id="entry-') == 25
    assert len(few) == len(many) <= 5, "\n".join(many)
    assert client.get(f"{address}?all=1").text.count('id="entry-') == 31
    assert client.get(f"{address}?page=2").text.count('id="entry-') == 6


def test_the_list_costs_the_same_for_one_and_for_many(member, sign_in, count_queries):
    client = sign_in(member.coach)
    factories.make_entry(member)
    client.get("/consultations/")
    with count_queries() as few:
        client.get("/consultations/")
    for _number in range(4):
        another = factories.make_membership(cohort=member.cohort)
        another.coach_id = member.coach_id
        factories.make_entry(another)
    with count_queries() as many:
        client.get("/consultations/")
    assert len(few) == len(many) <= 4, "\n".join(many)
