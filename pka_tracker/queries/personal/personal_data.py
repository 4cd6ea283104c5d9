"""Everything a person has here, as rows of plain values: what they wrote, and what was sent or said to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, raiseload, selectinload

from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Answer,
    AtmNote,
    Comment,
    ConsultationEntry,
    Endorsement,
    File,
    Membership,
    Milestone,
    NoteEvent,
    OutboxEmail,
    PlanEvent,
    PlanNote,
    PlanSection,
    PlanVersion,
    Review,
    SectionMark,
    User,
)
from pka_tracker.models.letters.outbox import SECRET
from pka_tracker.models.personal import OWN
from pka_tracker.queries import files
from pka_tracker.queries.plans import milestones
from pka_tracker.queries.reviews import consultations, reviews

Rows = list[dict[str, Any]]
PROFILE = (
    *("name", "email", "nip", "rank_grade", "position", "work_unit", "locale", "timezone", "letter_choices"),
    *("is_admin", "invited_at", "created_at"),
)


def profile_of(user: User) -> dict[str, Any]:
    """The account itself, without what signs somebody in."""
    return {name: getattr(user, name) for name in PROFILE}


def written_by(user: User) -> dict[str, Rows]:
    """The person's own rows of every table."""
    tables = db.metadata.tables
    return {
        name: _rows(tables[name], tables[name].c[own.column] == user.id, own.hidden)
        for name, own in OWN.items()
    }


def about(user: User) -> dict[str, Rows]:
    """What hangs on the person's own notes, plans and log, as far as it was sent: the words of others to them."""
    plans = sa.select(ActionPlan.id).where(ActionPlan.owner_id == user.id)
    notes = sa.select(AtmNote.id).where(AtmNote.owner_id == user.id)
    decided = sa.and_(Review.plan_id.in_(plans), Review.decision.is_not(None))
    comments = _ids(reviews.visible_to(user).where(ActionPlan.owner_id == user.id), Comment)
    found: dict[type[Any], sa.ColumnElement[bool]] = {
        NoteEvent: NoteEvent.note_id.in_(notes),
        PlanSection: PlanSection.plan_id.in_(plans),
        PlanVersion: PlanVersion.plan_id.in_(plans),
        PlanEvent: PlanEvent.plan_id.in_(plans),
        PlanNote: PlanNote.plan_id.in_(plans),
        Milestone: Milestone.id.in_(_ids(milestones.visible_to(user), Milestone)),
        Review: decided,
        SectionMark: SectionMark.review_id.in_(sa.select(Review.id).where(decided)),
        Comment: Comment.id.in_(comments),
        Answer: sa.and_(Answer.comment_id.in_(comments), Answer.sent_at.is_not(None)),
        Endorsement: Endorsement.version_id.in_(
            sa.select(PlanVersion.id).where(PlanVersion.plan_id.in_(plans))
        ),
        ConsultationEntry: ConsultationEntry.id.in_(
            _ids(consultations.visible_to(user).where(Membership.user_id == user.id), ConsultationEntry)
        ),
        OutboxEmail: sa.and_(OutboxEmail.to == user.email, OutboxEmail.kind.not_in(SECRET)),
    }
    found[Milestone] = sa.and_(found[Milestone], Milestone.plan_id.in_(plans))
    return {model.__tablename__: _rows(model.__table__, where) for model, where in found.items()}


def _ids(visible: sa.Select[Any], model: type[Any]) -> sa.Select[Any]:
    return visible.with_only_columns(model.id, maintain_column_froms=True)


def _rows(table: sa.Table, where: sa.ColumnElement[bool], hidden: Sequence[str] = ()) -> Rows:
    """The rows without the numbers of accounts, which would say nothing to whoever reads them."""
    shown = [
        column
        for column in table.columns
        if column.name not in hidden
        and not any(key.column.table is User.__table__ for key in column.foreign_keys)
    ]
    rows = db.session.execute(sa.select(*shown).where(where).order_by(*table.primary_key.columns))
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
