"""Replications of the demo: what was asked of Tangerang, how far it came, and where it got stuck."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from pka_tracker.demo import evidence
from pka_tracker.demo.people import HOST, ZONE
from pka_tracker.demo.texts import long_day, read
from pka_tracker.extensions import db, story_time
from pka_tracker.models import AtmNote, Membership, Party, Practice, Replication, ReplicationStage, User
from pka_tracker.operations import files, replications
from pka_tracker.operations.replication_parties import Parties
from pka_tracker.operations.replications import Happening, NextStep
from pka_tracker.storage import content

LETTER = (
    "PEMERINTAH KABUPATEN MINAHASA\n\n\nNomor    : {number}\nPerihal  : Permohonan replikasi aplikasi\n\n"
    "Yth. Wali Kota Tangerang\ndi Tangerang\n\n\n"
    "Menindaklanjuti studi lapangan peserta PKA,\nkami mohon izin mereplikasi aplikasi\n{practice}.\n\n"
    "Kami siap mengirim tenaga teknis untuk dilatih\ndan menanggung biaya perjalanannya.\n\n\nTondano, {day}"
)


def tell(participants: Sequence[Membership], cohort: str) -> None:
    """Every replication of this cohort ("now" or "before"), step by step, each on its day."""
    known = {membership.roster_no: membership for membership in participants}
    for story in read("replications")["stories"]:
        if story["cohort"] == cohort and story["who"] in known:
            _tell(story, known[story["who"]])
    db.session.commit()


def _tell(story: dict[str, Any], membership: Membership) -> None:
    owner, cohort = membership.user, membership.cohort
    practice = db.session.scalars(sa.select(Practice).filter_by(host=HOST, name=story["practice"])).one()
    day = _go_to(membership, story["day"])
    row = replications.express(
        owner,
        cohort,
        practice,
        _parties(story),
        _ahead(story, day),
        note=story["note"],
        origin=db.session.scalars(
            sa.select(AtmNote).filter_by(owner_id=owner.id, practice_id=practice.id)
        ).first(),
    )
    for event in story.get("events", []):
        _happen(row, event, _go_to(membership, event["day"]))


def _parties(story: dict[str, Any]) -> Parties:
    account = story.get("facilitator_account")
    helper = account and db.session.scalar(sa.select(User.id).filter_by(email=f"{account}@demo.test"))
    return Parties(story["receiver"], story.get("contact", ""), story.get("facilitator", ""), helper or None)


def _happen(row: Replication, event: dict[str, Any], day: date) -> None:
    number = event.get("reference", "").replace("{tahun}", str(day.year))
    told: dict[str, Any] = {"actor": row.owner, "seen": row.lock_version}
    match event["action"]:
        case "advance":
            happened = Happening(day - timedelta(days=1), number, event["note"])
            replications.advance(row, happened=happened, ahead=_ahead(event, day), **told)
        case "skip":
            replications.skip(row, reason=event["note"], ahead=_ahead(event, day), **told)
        case "update":
            replications.update(row, ahead=_ahead(event, day), note=event["note"], **told)
        case "stop":
            replications.stop(row, reason=event["note"], **told)
    if row.stage is ReplicationStage.REQUEST_LETTER and number:
        text = LETTER.format(number=number, practice=row.practice.name, day=long_day(day))
        paper = evidence.sheet(text, "Surat permohonan")
        files.attach(row, row.owner, content.read("Surat permohonan.pdf", paper, evidence.LIMIT))


def _ahead(told: dict[str, Any], day: date) -> NextStep:
    due = day + timedelta(days=told["by"]) if told["by"] else None
    return NextStep(told["next"], due, Party(told["party"]))


def _go_to(membership: Membership, days: int) -> date:
    """A working day of the course, in the morning."""
    day = membership.cohort.starts_on + timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    story_time.set(datetime.combine(day, time(9, 15), ZONE))
    return day
