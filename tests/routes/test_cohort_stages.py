"""The dates of a cohort's stages: set by its organizers, seen by everybody in it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pka_tracker.extensions import db, story_time
from pka_tracker.forms.seen import token
from pka_tracker.models import Cohort, CohortRole
from tests.factories import make_membership, make_plan, make_submitted_plan, setup_data

STAGES = {
    "design_seminar_starts_on": "2026-11-03",
    "design_seminar_ends_on": "2026-11-04",
    "implementation_starts_on": "2026-11-05",
    "implementation_ends_on": "2026-12-01",
    "report_due_at": "2026-12-03T16:00",
    "final_seminar_starts_on": "2026-12-08",
    "final_seminar_ends_on": "2026-12-09",
}


@pytest.fixture
def mine(app, sign_in):
    """An organizer's cohort: the client, the row and the address of its settings."""
    organizer = make_membership(CohortRole.ORGANIZER)
    return sign_in(organizer.user), organizer.cohort, f"/cohorts/{organizer.cohort_id}/settings"


def typed(cohort: Cohort, **values: str) -> dict[str, str]:
    return setup_data(cohort, **STAGES | values) | {"seen": token(cohort)}


def kept(cohort: Cohort) -> Cohort:
    return db.session.get_one(Cohort, cohort.id, populate_existing=True)


def test_an_organizer_gives_the_stages_their_dates_in_the_zone_of_the_cohort(mine):
    client, cohort, address = mine
    assert client.post(address, data=typed(cohort)).status_code == 303
    found = kept(cohort)
    assert (found.design_seminar_starts_on, found.final_seminar_ends_on) == (
        date(2026, 11, 3),
        date(2026, 12, 9),
    )
    assert found.report_due_at == datetime(2026, 12, 3, 8, tzinfo=UTC), "16:00 WITA"
    page = client.get(address).text
    assert all(f'value="{value}"' in page for value in STAGES.values())
    assert client.post(address, data=setup_data(found) | {"seen": token(found)}).status_code == 303
    assert kept(cohort).report_due_at is kept(cohort).implementation_starts_on is None, "and takes them back"


def test_what_cannot_be_is_said_at_its_field_and_stays_typed(mine):
    client, cohort, address = mine
    wrong = {"design_seminar_ends_on": "2026-11-02", "final_seminar_starts_on": "", "report_due_at": "besok"}
    answer = client.post(address, data=typed(cohort, **wrong))
    assert answer.status_code == 422 and "There is no such day and hour" in answer.text
    answer = client.post(address, data=typed(cohort, **wrong | {"report_due_at": ""}))
    assert answer.status_code == 422
    for field, words in (
        ("design_seminar_ends_on", "Give the first and the last day of the design seminar in their order"),
        ("final_seminar_ends_on", "Give the first and the last day of the final seminar in their order"),
    ):
        assert f'id="{field}-error">{words}' in answer.text
    assert 'value="2026-11-02"' in answer.text and kept(cohort).implementation_ends_on is None


def test_a_doubtful_order_is_told_once_and_kept_when_it_is_meant(mine):
    client, cohort, address = mine
    doubtful = {"report_due_at": "2026-12-09T16:00"}
    shown = client.post(address, data=typed(cohort, **doubtful))
    assert shown.status_code == 200 and "The report is due after the final seminar has begun" in shown.text
    assert kept(cohort).report_due_at is None
    assert client.post(address, data=typed(cohort, **doubtful, confirm="yes")).status_code == 303
    again = typed(kept(cohort), **doubtful, theme="Digital")
    assert client.post(address, data=again).status_code == 303, "what was so before is not asked again"


def test_a_new_cohort_is_asked_about_as_well(mine):
    client, _cohort, _address = mine
    data = setup_data(**STAGES, name="Angkatan baru", plans_due_at="2026-11-04T10:00")
    shown = client.post("/cohorts/new", data=data)
    assert shown.status_code == 200 and "Plans are due after the design seminar has begun" in shown.text
    assert client.post("/cohorts/new", data=data | {"confirm": "yes"}).status_code == 303
    made = db.session.scalars(sa.select(Cohort).filter_by(name="Angkatan baru")).one()
    assert made.implementation_ends_on == date(2026, 12, 1)


@pytest.mark.parametrize("last", [None, date(2026, 11, 2)])
def test_the_database_refuses_half_a_pair_and_a_pair_that_runs_backwards(mine, last):
    _client, cohort, _address = mine
    cohort.implementation_starts_on, cohort.implementation_ends_on = date(2026, 11, 3), last
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.fixture
def member(mine):
    """A participant of the cohort on 30 November, when the implementation of all stages is going on."""
    _client, cohort, _address = mine
    for name, value in STAGES.items():
        moment = datetime.fromisoformat(value)
        setattr(cohort, name, moment.replace(tzinfo=UTC) if name.endswith("_at") else moment.date())
    db.session.commit()
    token = story_time.set(datetime(2026, 11, 30, 3, tzinfo=UTC))
    yield make_membership(cohort=cohort)
    story_time.reset(token)


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split()).replace(" ,", ",")


def test_a_participant_reads_what_goes_on_and_what_comes_next(member, sign_in):
    host = member.cohort.visits[0].host
    page = text_of(sign_in(member.user).get("/").text)
    assert "Now: Implementation, 5 Nov – 1 Dec 2026 · 1 more day" in page
    assert "Next: Deadline for reports, 4 Dec 2026, 00:00 WITA · in 4 days" in page
    for words in (f"Study visit: {host} 5–7 Oct 2026, past", "Evaluation after 6 months 11 Jun 2027"):
        assert words in page
    assert page.index("Design seminar 3–4 Nov 2026, past") < page.index("Final seminar 8–9 Dec 2026")


def test_a_plan_that_was_begun_has_a_deadline_of_its_own(member, sign_in):
    member.cohort.report_due_at = None
    member.cohort.plans_due_at = datetime(2026, 12, 2, 8, tzinfo=UTC)
    db.session.commit()
    client = sign_in(member.user)
    assert "Next: Deadline for action plans," in text_of(client.get("/").text)
    make_plan(member)
    page = text_of(client.get("/").text)
    assert "Next: Final seminar," in page and "Next: Deadline for action plans" not in page
    assert "Deadline for action plans 2 Dec 2026, 16:00 WITA" in page, "the whole schedule has it"


def test_whoever_reads_a_plan_sees_the_seminars_the_implementation_and_the_report(member, sign_in):
    plan = make_submitted_plan(member)
    for reader in (plan.owner, plan.mentor):
        page = text_of(sign_in(reader).get(f"/plans/{plan.id}").text)
        assert "Now: Implementation," in page and "Next: Deadline for reports," in page


def test_the_board_shows_the_whole_path_and_which_stages_want_a_date(member, mine):
    client, cohort, address = mine
    page = client.get(f"/cohorts/{cohort.id}").text
    assert re.search(r'<li[^>]*aria-current="step">\s*<span[^>]*>Implementation<', page)
    assert "Next · in 4 days" in page and page.count("path__step--done") == 4
    assert "Not on the schedule yet: Deadline for ATM notes." in page and f'href="{address}"' in page


def test_the_dates_are_words_of_the_reader(member, sign_in):
    member.user.locale = "id"
    db.session.commit()
    page = text_of(sign_in(member.user).get("/").text)
    assert "Sekarang: Implementasi, 5 Nov – 1 Des 2026 · 1 hari lagi" in page
    assert "Berikutnya: Batas waktu laporan, 4 Des 2026, 00:00 WITA · dalam 4 hari" in page
