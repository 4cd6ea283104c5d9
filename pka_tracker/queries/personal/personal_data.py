"""Everything a person has here, as rows of plain values: what they wrote, and what was sent or said to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, raiseload, selectinload

from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, AtmNote, ConsultationEntry, File, Membership, OutboxEmail, User
from pka_tracker.models.letters.outbox import SECRET
from pka_tracker.models.personal import OWN
from pka_tracker.queries import files
from pka_tracker.queries.personal import whose

Rows = list[dict[str, Any]]
PROFILE = (
    *("name", "email", "nip", "rank_grade", "position", "work_unit", "locale", "timezone", "letter_choices"),
    *("active", "is_admin", "invited_at", "created_at"),
)
#: A letter with a key to the account is no text to take along.
ONLY: dict[str, sa.ColumnElement[bool]] = {"outbox_email": OutboxEmail.kind.not_in(SECRET)}


def profile_of(user: User) -> dict[str, Any]:
    """The account itself, without what signs somebody in."""
    return {name: getattr(user, name) for name in PROFILE}


def written_by(user: User) -> dict[str, Rows]:
    """What this person wrote, or was made for them, by table; where others wrote in the same row, only their own part."""
    found: dict[str, Rows] = {}
    for name, own in OWN.items():
        table = whose.table_of(name)
        if whose.is_somebodys(table) and not only_read(table):
            without = (*own.hidden, *own.quoted)
            found[name] = _rows(table, whose.written_by(table, user), without)
        for column, part in own.parts.items():
            shown = [table.c.id, *(table.c[column] for column in part)]
            found[name] = found.get(name, []) + _select(shown, table.c[column] == user.id)
    return found


def received_by(user: User) -> dict[str, Rows]:
    """What others sent or said to this person, and the history of their own things, by table."""
    found: dict[str, Rows] = {}
    for name, own in OWN.items():
        table = whose.table_of(name)
        if own.read:
            where = sa.and_(whose.read_by(table, user), ONLY.get(name, sa.true()))
            found[name] = _rows(table, where, own.hidden)
    return found


def only_read(table: sa.Table) -> bool:
    """Whether its rows were made for the person by others, as letters are."""
    return bool(OWN[table.name].read) and not whose.hangs_on_people(table)


def _rows(table: sa.Table, where: sa.ColumnElement[bool], without: Sequence[str]) -> Rows:
    """The rows without the numbers of accounts, which would say nothing to whoever reads them."""
    shown = [c for c in table.columns if c.name not in without and not whose.points_to_account(c)]
    return _select(shown, where)


def _select(shown: Sequence[sa.Column[Any]], where: sa.ColumnElement[bool]) -> Rows:
    rows = db.session.execute(sa.select(*shown).where(where).order_by(shown[0].table.c.id))
    return [dict(row) for row in rows.mappings()]


def own_notes(user: User) -> Sequence[AtmNote]:
    """The person's notes with what their papers show."""
    return db.session.scalars(
        sa.select(AtmNote)
        .where(AtmNote.owner_id == user.id)
        .options(
            joinedload(AtmNote.owner).options(joinedload(User.agency), raiseload("*", sql_only=True)),
            joinedload(AtmNote.cohort),
            joinedload(AtmNote.visit),
            selectinload(AtmNote.events).raiseload("*", sql_only=True),
            raiseload("*", sql_only=True),
        )
        .order_by(AtmNote.id)
    ).all()


def own_plans(user: User) -> Sequence[ActionPlan]:
    """The person's plans with every version."""
    return db.session.scalars(
        sa.select(ActionPlan)
        .where(ActionPlan.owner_id == user.id)
        .options(
            joinedload(ActionPlan.cohort), selectinload(ActionPlan.versions), raiseload("*", sql_only=True)
        )
        .order_by(ActionPlan.id)
    ).all()


def own_logs(user: User) -> Sequence[int]:
    """The participant's memberships that have a consultation log."""
    return db.session.scalars(
        sa.select(ConsultationEntry.membership_id)
        .join(ConsultationEntry.membership)
        .where(Membership.user_id == user.id)
        .distinct()
        .order_by(ConsultationEntry.membership_id)
    ).all()


def own_files(user: User) -> Sequence[File]:
    """The files the person brought and still sees."""
    return db.session.scalars(files.visible_to(user).where(File.owner_id == user.id).order_by(File.id)).all()
