"""The days off of a cohort: pasted as a list, read line by line, nothing lost."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import Cohort, CohortRole
from tests.factories import make_membership

NATAL = {"2026-12-25": "Hari Natal"}


@pytest.fixture
def page(app, sign_in):
    """The organizer's page of a cohort that has one day off."""
    organizer = make_membership(CohortRole.ORGANIZER)
    organizer.cohort.holidays = NATAL
    db.session.commit()
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id

    def send(days=None, seen=None):
        address = f"/cohorts/{cohort_id}/holidays"
        if days is None:
            return client.get(address)
        return client.post(address, data={"days": days, "seen": seen or token(kept(cohort_id))})

    return send, cohort_id


def kept(cohort_id: int) -> Cohort:
    db.session.expire_all()
    return db.session.get_one(Cohort, cohort_id)


def test_a_pasted_list_becomes_the_days_off(page):
    send, cohort_id = page
    first = send().text
    assert "2026-12-25 Hari Natal</textarea>" in first and "built-in" not in first
    pasted = "2026-12-25\tHari Natal\r\n\r\n01/01/2027, Tahun Baru\n24.12.2026\n2026-12-25 Hari Natal"
    assert send(pasted).status_code == 303
    assert kept(cohort_id).holidays == NATAL | {"2026-12-24": "", "2027-01-01": "Tahun Baru"}
    shown = send().text
    assert "3 days off are kept" in shown and "– Tahun Baru" in shown
    assert send("").status_code == 303
    assert kept(cohort_id).holidays == {} and "None yet" in send().text


def test_lines_that_are_no_days_are_named_and_everything_stays_on_the_page(page):
    send, cohort_id = page
    answer = send("2026-12-24 Cuti\n2026-02-30 <b>Tidak ada</b>\nHari Raya")
    assert answer.status_code == 422
    assert "line 2 “2026-02-30 &lt;b&gt;Tidak ada&lt;/b&gt;”; line 3 “Hari Raya”" in answer.text
    assert "2026-12-24 Cuti\n2026-02-30" in answer.text.replace("\r\n", "\n")
    assert send("9999999-12-01 x\n2026-12-25 " + "x" * 300).status_code == 422
    assert kept(cohort_id).holidays == NATAL


def test_of_two_organizers_the_second_sees_both(page):
    send, cohort_id = page
    seen = token(kept(cohort_id))
    assert send("2026-12-24 Cuti bersama", seen).status_code == 303
    assert send("2026-12-24 Cuti bersama", seen).status_code == 303, "the same again changes nothing"
    answer = send("2027-01-01 Tahun Baru", seen)
    assert answer.status_code == 409
    assert "– Cuti bersama" in answer.text and "2027-01-01 Tahun Baru</textarea>" in answer.text
    assert kept(cohort_id).holidays == {"2026-12-24": "Cuti bersama"}


def test_a_stretch_of_days_is_kept_day_by_day_and_what_cannot_be_read_is_named(page):
    send, cohort_id = page
    assert send("2026-12-28 - 2026-12-30 Cuti panjang").status_code == 303
    assert kept(cohort_id).holidays == {f"2026-12-{day}": "Cuti panjang" for day in (28, 29, 30)}
    answer = send("25 Des 2026 Hari Natal\n2026-12-30 - 2026-12-28 Cuti")
    assert answer.status_code == 422 and "line 2" in answer.text
    assert len(kept(cohort_id).holidays) == 3
