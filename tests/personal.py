"""Everything four people leave behind: at least one row in every table that holds something of people."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import (
    AccountAction,
    Answer,
    CalendarFeed,
    CohortRole,
    Comment,
    DigestItem,
    Endorsement,
    KeptText,
    LetterKind,
    Mark,
    MemberAction,
    MemberEvent,
    PaperKind,
    PaperTemplate,
    PlanState,
    Presence,
    Reminder,
    ReplicationStage,
    Review,
    SavedView,
    SectionMark,
    Snippet,
    User,
)
from pka_tracker.models.personal import OWN
from pka_tracker.operations import files, notes
from pka_tracker.operations.accounts.administration import write_event
from pka_tracker.operations.cohorts import extensions
from pka_tracker.queries.personal import whose
from pka_tracker.storage.content import Content
from tests.factories import (
    make_cohort,
    make_entry,
    make_evaluation,
    make_extension,
    make_membership,
    make_package,
    make_plan_in,
    make_replication,
    make_user,
)

#: Texts that the program reads, which a mark would spoil.
READ_BY_PROGRAM = {"outbox_email.to", "outbox_email.kind", "file.media_type", "file.sha256"}
#: Shorter texts are words of the program.
SHORTEST = 60


class People(NamedTuple):
    owner: User
    mentor: User
    coach: User
    organizer: User


def leave_everything() -> People:
    """What a participant and the three around them leave, taken there as far as it is not plain rows."""
    cohort = make_cohort()
    coach = make_membership(CohortRole.COACH, cohort=cohort).user
    owner = make_user(name="Dr. Maria Wowor, S.Sos.", nip="198001012005012001", email="maria@minahasa.test")
    member = make_membership(user=owner, cohort=cohort, roster_no=7, coach_id=coach.id)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=cohort).user
    people = People(owner, member.mentor, coach, organizer)
    plan = make_plan_in(PlanState.COMPLETED, member)
    note = plan.links[0].note
    files.attach(note, owner, Content("SK.pdf", "application/pdf", b"%PDF-", None))
    notes.submit(note, owner, seen=note.lock_version)
    make_entry(member)
    extensions.refuse(make_extension(plan), organizer, seen=1, answer="Tidak cukup alasan.")
    replication = make_replication(member, ReplicationStage.REQUEST_LETTER)
    replication.stopped_at, replication.stop_reason = now(), "Tidak ada anggaran."
    make_evaluation(plan)
    make_package(organizer, cohort.id)
    _reviewed(people, plan)
    _kept(people, plan, note)
    write_event(owner, AccountAction.INVITE, None)
    db.session.add(
        MemberEvent(
            cohort_id=cohort.id,
            user=owner,
            role=CohortRole.PARTICIPANT,
            action=MemberAction.ADD,
            actor=organizer,
        )
    )
    db.session.commit()
    return people


def _reviewed(people: People, plan) -> None:
    review = db.session.scalars(sa.select(Review).filter_by(plan_id=plan.id)).one()
    comment = Comment(
        review=review, plan_id=plan.id, author=people.mentor, section="goals", form_key="k1", sent_at=now()
    )
    db.session.add(comment)
    version = plan.versions[0]
    db.session.add_all(
        [
            Answer(comment=comment, author=people.owner, sent_at=now()),
            SectionMark(review=review, section="goals", mark=Mark.OK),
            Endorsement(version=version, coach=people.coach, sha256=version.sha256),
            Reminder(user_id=people.owner.id, plan_id=plan.id, due_at=now() + timedelta(days=1), step=0),
        ]
    )


def _kept(people: People, plan, note) -> None:
    """What serves one of them alone."""
    owner, mentor, _coach, organizer = people
    digest = {"kind": LetterKind.REPLICATION, "subject": "", "body": ""}
    layout = {"cohort_id": plan.cohort_id, "paper": PaperKind.PLAN, "name": "Tata letak.docx", "size": 9}
    db.session.add_all(
        [
            DigestItem(user_id=owner.id, plan_id=plan.id, **digest),
            KeptText(writer_id=owner.id, note_id=note.id, saved={}, typed={}),
            Snippet(user_id=mentor.id, body=""),
            SavedView(user_id=mentor.id, name="Antrean"),
            Presence(place="AtmNote:1", user_id=owner.id, window="w"),
            CalendarFeed(user_id=owner.id, token_hash="h"),
            PaperTemplate(owner=organizer, **layout),
        ]
    )


def mark(words: str = "") -> set[str]:
    """Write ``table.column`` and the words into every text of every row there is; all the marks."""
    marks = set()
    for name in OWN:
        table = whose.table_of(name)
        for column in whose.texts_of(table):
            if f"{column}" not in READ_BY_PROGRAM and _is_long(column):
                marks.add(f"<{column}>")
                _mark(table, column, f"<{column}> {words}".strip())
    db.session.commit()
    db.session.expire_all()
    return marks


def _is_long(column: sa.Column) -> bool:
    return isinstance(column.type, sa.JSON) or (column.type.length or SHORTEST) >= SHORTEST


def _mark(table: sa.Table, column: sa.Column, text: str) -> None:
    for number, before in db.session.execute(sa.select(table.c.id, column)).all():
        marked = f"{text} {number}"  # some are unique
        value = marked
        if isinstance(before, dict):
            value = before | {"mark": {"deep": [marked]}}
        elif isinstance(before, list):
            value = [*before, marked]
        db.session.execute(sa.update(table).where(table.c.id == number).values({column: value}))
