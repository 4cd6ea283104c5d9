"""What happens to a replication, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now, story_time
from pka_tracker.models import (
    CohortRole,
    DigestItem,
    File,
    Party,
    Replication,
    ReplicationEvent,
    ReplicationStage,
)
from pka_tracker.operations import files, notes, replications
from pka_tracker.operations.replications import Happening, NextStep, Parties
from pka_tracker.queries.replications.pipeline import PipelineView, get_pipeline
from pka_tracker.storage.content import Content
from tests.factories import AHEAD, make_membership, make_note, make_replication, make_user

MOU = ReplicationStage.MOU


def events_of(row: Replication) -> list[ReplicationEvent]:
    wanted = sa.select(ReplicationEvent).filter_by(replication_id=row.id).order_by(ReplicationEvent.id)
    return list(db.session.scalars(wanted))


def test_each_stage_keeps_the_day_it_was_reached_and_the_number_of_its_paper(app):
    row = make_replication(stage=MOU)
    start, letter, mou = events_of(row)
    assert (start.action, start.from_stage, start.to_stage) == ("start", None, "interest")
    assert (letter.to_stage, mou.from_stage, mou.to_stage) == ("request_letter", "request_letter", "mou")
    assert (mou.happened_on, mou.reference, mou.note) == (date(2025, 10, 1), "055/12", "Disepakati.")
    assert mou.next_step == "Kirim surat permohonan."


def test_no_stage_is_reached_before_the_stage_before_it(app):
    row = make_replication(stage=ReplicationStage.REQUEST_LETTER)
    typed = {"seen": row.lock_version, "ahead": AHEAD}
    with pytest.raises(Incomplete) as refused:
        replications.advance(row, row.owner, happened=Happening(date(2025, 9, 30)), **typed)
    assert refused.value.items == [replications.EARLIER]
    replications.advance(row, row.owner, happened=Happening(date(2025, 10, 1)), **typed)
    assert row.stage is MOU


def test_it_is_nobodys_turn_who_is_not_named(app):
    row = make_replication()
    ahead = NextStep("Fasilitasi.", None, Party.FACILITATOR)
    with pytest.raises(Incomplete) as refused:
        replications.update(row, row.owner, seen=row.lock_version, ahead=ahead)
    assert refused.value.items == [replications.NOBODY_HELPS]
    named = Parties("Dinas Kominfo", facilitator="Diskominfo Provinsi")
    replications.update(row, row.owner, seen=row.lock_version, ahead=ahead, parties=named)
    assert row.waits_for is Party.FACILITATOR


def test_a_second_wish_finds_the_first(app):
    row = make_replication()
    again = replications.express(row.owner, row.cohort, row.practice, Parties("Lain"), AHEAD)
    assert again is row and len(events_of(row)) == 1


def test_a_stage_passed_over_says_why(app):
    row = make_replication()
    with pytest.raises(Incomplete):
        replications.skip(row, row.owner, seen=row.lock_version, reason=" ", ahead=AHEAD)
    replications.skip(row, row.owner, seen=row.lock_version, reason="Sudah ada.", ahead=AHEAD)
    assert row.stage is ReplicationStage.REQUEST_LETTER
    assert (events_of(row)[-1].action, events_of(row)[-1].note) == ("skip", "Sudah ada.")


def test_what_is_missing_or_still_to_come_is_refused(app):
    row = make_replication()
    tomorrow = now().date() + timedelta(days=2)
    for happened, ahead in (
        (Happening(), AHEAD),
        (Happening(tomorrow), AHEAD),
        (Happening(date(2025, 10, 1)), NextStep("  ")),
    ):
        with pytest.raises(Incomplete):
            replications.advance(row, row.owner, seen=row.lock_version, happened=happened, ahead=ahead)
        db.session.rollback()
    assert db.session.get_one(Replication, row.id).stage is ReplicationStage.INTEREST


def test_at_the_end_of_the_path_nothing_need_come_next(app):
    row = make_replication(stage=ReplicationStage.LIVE)
    happened = Happening(date(2025, 10, 9))
    replications.advance(row, row.owner, seen=row.lock_version, happened=happened, ahead=NextStep(""))
    assert (row.stage, row.next_step) == (ReplicationStage.MONITORED, "")


def test_stopped_it_keeps_its_stage_and_goes_on_from_there(app):
    row = make_replication(stage=MOU)
    replications.stop(row, row.owner, seen=row.lock_version, reason="Mutasi")
    assert (row.stage, row.stop_reason) == (MOU, "Mutasi") and row.stopped_at
    with pytest.raises(NotPossibleNow):
        replications.update(row, row.owner, seen=row.lock_version, parties=Parties("Dinas"), ahead=AHEAD)
    replications.resume(row, row.owner, seen=row.lock_version, note="Pejabat baru.", ahead=AHEAD)
    assert (row.stage, row.stopped_at, row.stop_reason) == (MOU, None, "")


def test_an_organizer_drives_it_too_and_a_mentor_only_looks_on(app):
    row = make_replication()
    organizer = make_membership(CohortRole.ORGANIZER, cohort=row.cohort).user
    replications.update(
        row,
        organizer,
        seen=row.lock_version,
        parties=Parties("Diskominfo", "Kabid Aplikasi", "BPSDM"),
        ahead=NextStep("Rapat", date(2026, 12, 1), Party.FACILITATOR),
    )
    assert (row.facilitator, row.waits_for, row.stage) == ("BPSDM", "facilitator", "interest")
    with pytest.raises(NotPermitted):
        replications.stop(row, row.owner.memberships[0].mentor, seen=row.lock_version, reason="x")
    with pytest.raises(ChangedMeanwhile):
        replications.stop(row, organizer, seen=row.lock_version - 1, reason="x")


def test_only_a_participant_of_the_cohort_may_want_a_practice_that_is_offered(app):
    row = make_replication()
    with pytest.raises(NotPermitted):
        replications.express(make_user(), row.cohort, row.practice, Parties("Dinas"), AHEAD)
    foreign = make_note(complete=True)
    with pytest.raises(NotPermitted):
        replications.express(row.owner, row.cohort, row.practice, Parties("D"), AHEAD, origin=foreign)
    row.practice.active = False
    with pytest.raises(NotPossibleNow):
        replications.express(row.owner, row.cohort, row.practice, Parties("Dinas"), AHEAD)


def test_whoever_follows_it_is_told_but_not_who_did_it(app):
    membership = make_membership()
    organizer = make_membership(CohortRole.ORGANIZER, cohort=membership.cohort).user
    make_membership(CohortRole.ORGANIZER)  # of another cohort
    make_replication(membership)
    letters = {item.user_id: item for item in db.session.scalars(sa.select(DigestItem))}
    assert set(letters) == {organizer.id, membership.mentor_id}
    assert "Kirim surat permohonan." in letters[organizer.id].body


def test_a_note_that_is_deleted_leaves_the_replication(app):
    note = make_note(complete=True)
    membership = note.owner.memberships[0]
    row = make_replication(membership, origin=note)
    assert row.note_id == note.id
    notes.remove(note, note.owner, seen=note.lock_version)
    db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(Replication, row.id).note_id is None


def test_files_are_kept_by_who_drives_it_until_it_is_stopped(app):
    row = make_replication()
    letter = Content("Surat.pdf", "application/pdf", b"%PDF isi")
    kept = files.attach(row, row.owner, letter)
    assert db.session.get_one(File, kept.id).replication_id == row.id
    with pytest.raises(NotPermitted):
        files.attach(row, row.owner.memberships[0].mentor, letter)
    replications.stop(row, row.owner, seen=row.lock_version, reason="Mutasi")
    with pytest.raises(NotPossibleNow):
        files.attach(row, row.owner, Content("Lain.pdf", "application/pdf", b"%PDF lain"))


def test_ninety_days_without_an_entry_are_no_progress(app):
    began = datetime(2026, 1, 5, 3, tzinfo=UTC)
    token = story_time.set(began)
    membership = make_membership()
    rows = [
        make_replication(membership, stage)
        for stage in (ReplicationStage.INTEREST, MOU, ReplicationStage.MONITORED)
    ]
    replications.stop(rows[1], membership.user, seen=rows[1].lock_version, reason="Anggaran")
    story_time.reset(token)

    def stale(days: int, seconds: int = 0) -> int:
        moment = began + timedelta(days=days, seconds=seconds)
        return get_pipeline(membership.user, PipelineView(), moment).stale

    assert (stale(90), stale(90, 1)) == (0, 1), "neither the stopped nor the monitored one"


def test_a_stage_written_down_by_mistake_is_taken_back_and_the_path_forgets_it(app):
    row = make_replication(stage=ReplicationStage.COOPERATION_AGREEMENT)
    for _step in range(2):
        replications.take_back(row, row.owner, seen=row.lock_version, reason="Baru draf.", ahead=AHEAD)
    replications.skip(row, row.owner, seen=row.lock_version, reason="Sudah ada.", ahead=AHEAD)
    db.session.commit()
    db.session.expire_all()
    row = db.session.get_one(Replication, row.id)
    assert row.stage is MOU and set(row.reached) == {"interest", "request_letter", "mou"}
    assert (row.reached[MOU].action, row.reached[ReplicationStage.REQUEST_LETTER].action) == (
        "skip",
        "advance",
    )
    assert len(row.events) == 7, "nothing of it is gone"
