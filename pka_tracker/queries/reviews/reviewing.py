"""A reviewer's own tools: named views, snippets, and the order in which plans wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, SavedView, Snippet, User
from pka_tracker.queries.plans import plans
from pka_tracker.queries.plans.plans import waits_for

#: More than anybody has; a bound for the page, not a rule.
MOST = 200
_VIEWS = (
    select(SavedView)
    .where(SavedView.user_id == bindparam("viewer"))
    .order_by(SavedView.name, SavedView.id)
    .limit(MOST)
)


def views_of(user: User) -> Sequence[SavedView]:
    """The views this person named, by name."""
    return db.session.scalars(_VIEWS, {"viewer": user.id}).all()


def get_view(view_id: int, user: User) -> SavedView:
    """One's own view."""
    return _found(db.session.scalar(_views(user).where(SavedView.id == view_id)), view_id)


def view_named(name: str, user: User) -> SavedView | None:
    """One's own view of this name."""
    return db.session.scalar(_views(user).where(SavedView.name == name))


def snippets_of(user: User) -> Sequence[Snippet]:
    """The snippets of this person, oldest first."""
    return db.session.scalars(_snippets(user).order_by(Snippet.id).limit(MOST)).all()


def get_snippet(snippet_id: int, user: User) -> Snippet:
    """One's own snippet."""
    return _found(db.session.scalar(_snippets(user).where(Snippet.id == snippet_id)), snippet_id)


def _views(user: User) -> Select[SavedView]:
    return select(SavedView).where(SavedView.user_id == user.id)


def _snippets(user: User) -> Select[Snippet]:
    return select(Snippet).where(Snippet.user_id == user.id)


def _found(row: Any, row_id: int) -> Any:
    if row is None:
        raise NotFound(row_id)
    return row


def list_chosen(user: User, ids: Collection[int]) -> Sequence[ActionPlan]:
    """These plans as far as they are the mentor's, with their people, locked so that none moves meanwhile."""
    return db.session.scalars(
        plans.visible_to(user)
        .where(ActionPlan.mentor_id == user.id, ActionPlan.id.in_(list(ids)[:MOST]))
        .options(
            joinedload(ActionPlan.owner, innerjoin=True),
            joinedload(ActionPlan.mentor),
            joinedload(ActionPlan.cohort, innerjoin=True),
        )
        .order_by(ActionPlan.id)
        .with_for_update(of=ActionPlan)
    ).all()


@dataclass(frozen=True)
class Place:
    """Where a plan stands among those that wait for the reviewer: number 3 of 12, and what comes next."""

    number: int
    total: int
    next_id: int | None
    next_title: str


def place_of(plan: ActionPlan, user: User, skipped: Collection[int] = ()) -> Place | None:
    """The plan's place in the reviewer's queue, skipped ones last; None where it does not wait. One statement."""
    waiting = db.session.execute(
        select(ActionPlan.id, ActionPlan.title)
        .where(waits_for(user))
        .order_by(ActionPlan.due_at.is_(None), ActionPlan.due_at, ActionPlan.id)
        .limit(MOST)
    ).all()
    order = sorted(waiting, key=lambda row: row.id in skipped)  # stable: due dates stay in order
    numbers = {row.id: number for number, row in enumerate(order)}
    if plan.id not in numbers:
        return Place(0, len(order), *_pair(order[0])) if order else None
    number = numbers[plan.id]
    following = order[(number + 1) % len(order)] if len(order) > 1 else None
    return Place(number + 1, len(order), *_pair(following))


def _pair(row: Any) -> tuple[int | None, str]:
    return (row.id, row.title) if row is not None else (None, "")
