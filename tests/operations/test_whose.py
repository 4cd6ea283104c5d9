"""Every table says whose its rows are, and all a person has here is taken along."""

from __future__ import annotations

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import Comment, PostEvaluation, Review, User
from pka_tracker.models.personal import ALWAYS, NOBODYS, OWN
from pka_tracker.queries.personal import whose
from pka_tracker.queries.personal.personal_data import only_read, received_by, written_by
from tests.personal import leave_everything, mark


def accounts_in(table: sa.Table) -> set[str]:
    return {column.name for column in table.columns if whose.points_to_account(column)}


def columns_named(own) -> list[str]:
    asked = (own.whose, own.read if own.read != ALWAYS else "", *own.inside, *own.named, *own.parts)
    parts = [name for part in own.parts.values() for name in part]
    return [name for name in (*asked, *parts, *own.hidden, *own.quoted, *own.emptied) if name]


def test_every_table_is_somebodys_or_nobodys_with_a_reason():
    """A new table: say in models/personal.py whose its rows are, or why they are nobody's."""
    assert set(OWN) ^ set(NOBODYS) == set(db.metadata.tables)
    assert all(NOBODYS.values())
    assert not [name for name in NOBODYS if accounts_in(whose.table_of(name))]


def test_every_column_that_points_to_an_account_has_its_place():
    """A new column with an account: say whether its row is theirs, what of it they wrote, or that they wrote nothing."""
    for name, own in OWN.items():
        table = whose.table_of(name)
        pointing = {own.whose} & accounts_in(table) | set(own.parts) | set(own.named)
        assert accounts_in(table) == pointing, name
        assert set(columns_named(own)) <= set(table.columns.keys()), name


def roots(table: sa.Table, *, writers: bool) -> set[str]:
    """The columns of accounts that a row leads to: of who wrote it, or of whose thing it hangs on."""
    own = OWN[table.name]
    hangs = whose.hangs_on_people(table) and not (writers and own.whose)
    if not hangs:
        return {f"{name}.{own.whose}" for name in [table.name] if own.whose}
    parents = [parent for _column, parent in whose.parents_of(table) if whose.is_somebodys(parent)]
    return set().union(*(roots(parent, writers=writers) for parent in parents))


def test_what_others_write_on_a_persons_things_is_read_by_them_or_says_why_not():
    """A new table that hangs on a plan, a note ...: say since when the participant reads it, or why never."""
    for name, own in OWN.items():
        table = whose.table_of(name)
        by_others = whose.hangs_on_people(table) and roots(table, writers=True) != roots(table, writers=False)
        assert not by_others or bool(own.read) != bool(own.why), name
        assert own.whose or own.inside or own.why, name


def test_every_text_in_every_table_is_taken_along_by_somebody(app):
    people = leave_everything()
    assert not [name for name in OWN if not db.session.scalar(sa.select(whose.table_of(name).c.id).limit(1))]
    marks = mark()
    taken = str([(written_by(person), received_by(person)) for person in people])
    left = {one for one in marks if one not in taken}
    assert {one for one in left if not one.startswith("<practice.")} == set()


def test_each_gets_what_is_theirs_and_nobody_gets_what_is_not(app):
    owner, mentor, coach, organizer = leave_everything()
    mark()
    review = db.session.scalars(sa.select(Review)).one()
    unsent = Comment(review_id=review.id, plan_id=review.plan_id, author_id=mentor.id, section="goals")
    unsent.form_key, unsent.body = "k2", "Belum dikirim"
    db.session.add(unsent)
    db.session.commit()
    written, received = written_by(owner), received_by(owner)
    for table in ("atm_note", "plan_section", "plan_version", "plan_event", "extension_request", "indicator", "indicator_value", "replication", "post_evaluation"):  # fmt: skip
        assert written[table], table
    for table in ("comment", "section_mark", "endorsement", "consultation_entry", "replication_event", "outbox_email"):  # fmt: skip
        assert received[table], table
    assert "Belum dikirim" not in str(received) and "Belum dikirim" in str(written_by(mentor))
    assert written_by(organizer)["extension_request"][0]["answer"].startswith("<extension_request.answer>")
    assert "reason" not in written_by(organizer)["extension_request"][0]
    assert (
        written_by(mentor)["indicator_value"][0]["return_reason"] and not written_by(mentor)["plan_section"]
    )
    assert not written_by(coach)["review"] and not received_by(coach)["comment"]
    assert "quote" not in written_by(mentor)["comment"][0] and received["comment"][0]["quote"]


def test_what_the_mentor_answered_after_the_course_is_not_the_participants(app):
    owner, mentor, _coach, _organizer = leave_everything()
    one = db.session.scalars(sa.select(PostEvaluation)).one()
    one.person, one.content = mentor, {"remarks": "Kurang berani."}
    db.session.commit()
    assert "Kurang berani" not in str((written_by(owner), received_by(owner)))
    assert written_by(mentor)["post_evaluation"][0]["content"] == {"remarks": "Kurang berani."}


def test_no_number_of_an_account_and_no_key_is_taken_along(app):
    people = leave_everything()
    for person in people:
        for rows in (written_by(person), received_by(person)):
            for name, found in rows.items():
                shut = {*OWN[name].hidden, *accounts_in(whose.table_of(name))}
                assert not [row for row in found if shut & set(row)], name
    assert only_read(whose.table_of("outbox_email")) and not only_read(whose.table_of("comment"))
    assert db.session.get_one(User, people.owner.id).email in str(received_by(people.owner)["outbox_email"])
