"""The facilitator of a replication with an account: named, told, replaced, and what is theirs to do."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from pka_tracker.errors import Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, DigestItem, Membership, Party, Replication, ReplicationEvent
from pka_tracker.operations import files, replications
from pka_tracker.operations.cohorts import leaving
from pka_tracker.operations.replication_parties import Parties
from pka_tracker.operations.replications import Happening, NextStep
from pka_tracker.queries.replications.replications import get_replication, list_facilitators
from pka_tracker.storage.content import Content
from tests.factories import AHEAD, make_membership, make_replication, make_user

STEP = NextStep("Menyepakati rancangan PKS.", date(2026, 12, 1), Party.FACILITATOR)
LETTER = Content("Surat.pdf", "application/pdf", b"%PDF isi")


@pytest.fixture
def row(app) -> Replication:
    return make_replication()


@pytest.fixture
def coach(row) -> Membership:
    return make_membership(CohortRole.COACH, cohort=row.cohort)


def name(row: Replication, user_id: int | None, **words: str) -> None:
    parties = Parties(row.receiver, row.host_contact, facilitator_id=user_id, **words)
    replications.update(
        row, row.owner, seen=row.lock_version, parties=parties, ahead=STEP if user_id else AHEAD
    )
    db.session.commit()


def test_organizers_mentors_and_coaches_of_the_cohort_can_be_named(row, coach):
    organizer = make_membership(CohortRole.ORGANIZER, cohort=row.cohort).user
    make_membership(CohortRole.EXAMINER, cohort=row.cohort)
    make_membership(CohortRole.COACH)  # of another cohort
    gone = make_membership(CohortRole.COACH, cohort=row.cohort, user=make_user(active=False)).user
    found = list_facilitators(row.cohort_id, row.owner_id)
    mentor = row.owner.memberships[0].mentor
    assert {one.id for one in found} == {coach.user_id, organizer.id, mentor.id}
    for nobody in (row.owner_id, gone.id, make_user().id, 0):
        with pytest.raises(Incomplete):
            name(row, nobody)


def test_the_history_keeps_who_facilitated_from_when_on(row, coach):
    other = make_membership(CohortRole.COACH, cohort=row.cohort).user
    name(row, coach.user_id, facilitator="BPSDM")
    assert row.facilitated_by == f"{coach.user.name} · BPSDM"
    name(row, other.id)
    name(row, None, facilitator="Diskominfo Provinsi")
    events = db.session.scalars(
        sa.select(ReplicationEvent).filter_by(replication_id=row.id).order_by(ReplicationEvent.id)
    )
    assert [event.facilitator_id for event in events] == [None, coach.user_id, other.id, None]
    assert row.facilitated_by == "Diskominfo Provinsi"


def test_whoever_facilitates_sees_it_and_is_told(row, coach):
    with pytest.raises(NotFound):
        get_replication(row.id, coach.user)
    name(row, coach.user_id)
    assert get_replication(row.id, coach.user) is row
    body = db.session.scalars(sa.select(DigestItem).filter_by(user_id=coach.user_id)).one().body
    assert "You facilitate it" in body and f"Who must act: Facilitator ({coach.user.name})" in body
    name(row, None)
    with pytest.raises(NotFound):
        get_replication(row.id, coach.user)


def test_they_write_down_what_was_reached_and_decide_nothing(row, coach):
    name(row, coach.user_id)
    happened = Happening(date(2025, 10, 1), "055/12")
    replications.advance(row, coach.user, seen=row.lock_version, happened=happened, ahead=STEP)
    replications.update(row, coach.user, seen=row.lock_version, ahead=AHEAD, note="Rapat daring.")
    assert (row.stage, row.next_step, row.facilitator_id) == ("request_letter", AHEAD.text, coach.user_id)
    seen = row.lock_version
    with pytest.raises(NotPermitted):  # nobody hands their own place on
        replications.update(row, coach.user, seen=seen, ahead=AHEAD, parties=Parties(row.receiver))
    for act in (replications.skip, replications.take_back):
        with pytest.raises(NotPermitted):
            act(row, coach.user, seen=seen, reason="x", ahead=AHEAD)
    with pytest.raises(NotPermitted):
        replications.stop(row, coach.user, seen=seen, reason="x")


def test_they_attach_files_and_take_out_only_their_own(row, coach):
    name(row, coach.user_id)
    theirs = files.attach(row, row.owner, LETTER)
    own = files.attach(row, coach.user, Content("Risalah.pdf", "application/pdf", b"%PDF lain"))
    with pytest.raises(NotPermitted):
        files.remove(theirs, row, coach.user)
    files.remove(own, row, coach.user)
    files.remove(theirs, row, row.owner)


def test_somebody_who_facilitates_does_not_leave_the_cohort_unnoticed(row, coach):
    name(row, coach.user_id)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=row.cohort).user
    with pytest.raises(NotPossibleNow, match="Name another facilitator first"):
        leaving.remove(coach, organizer, "Pindah tugas.", seen=coach.lock_version)
    replications.stop(row, row.owner, seen=row.lock_version, reason="Anggaran")
    leaving.remove(coach, organizer, "Pindah tugas.", seen=coach.lock_version)
    db.session.commit()
    db.session.refresh(coach.user, ["memberships"])
    with pytest.raises(NotFound):
        get_replication(row.id, coach.user)


def test_one_of_two_roles_can_go_and_who_facilitates_stays_to_choose_from(row, coach):
    name(row, coach.user_id)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=row.cohort).user
    make_membership(CohortRole.EXAMINER, cohort=row.cohort, user=coach.user)
    leaving.remove(coach, organizer, "Hanya menguji.", seen=coach.lock_version)
    db.session.commit()
    assert coach.user_id not in {one.id for one in list_facilitators(row.cohort_id, row.owner_id)}
    name(row, row.facilitator_id, facilitator="BPSDM")
    assert row.facilitator_id == coach.user_id
