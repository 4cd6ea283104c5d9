"""Who else has a page open. Only who may write there asks, and nobody is told of whom they may not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, not_, or_, select

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, AtmNote, Comment, PlanSection, PlanState, Presence, User
from pka_tracker.queries import notes
from pka_tracker.queries.plans import plans
from pka_tracker.queries.reviews.reviews import visible_to

#: A page says every half minute that it is open; after this it counts as closed.
FRESH = timedelta(seconds=75)


def _section(section_id: int, user: User) -> Any:
    """The writer of a plan; once it is handed in, whoever has it on the review desk is told as well."""
    return (
        select(ActionPlan.id, ActionPlan.state)
        .join(PlanSection, PlanSection.plan_id == ActionPlan.id)
        .where(PlanSection.id == section_id, ActionPlan.owner_id == user.id)
    )


def _note(note_id: int, user: User) -> Any:
    return select(AtmNote.id).where(AtmNote.id == note_id, notes.may_see(user), AtmNote.owner_id == user.id)


def _comment(comment_id: int, user: User) -> Any:
    return visible_to(user).where(Comment.id == comment_id, Comment.author_id == user.id)


def _answer(comment_id: int, user: User) -> Any:
    return visible_to(user).where(Comment.id == comment_id, ActionPlan.owner_id == user.id)


def _desk(plan_id: int, user: User) -> Any:
    reviews = or_(ActionPlan.mentor_id == user.id, ActionPlan.coach_id == user.id)
    return select(ActionPlan.id).where(ActionPlan.id == plan_id, plans.may_see(user), reviews)


#: What can be open, by the name it has in ``Presence.place``, and who may say so.
PLACES: dict[str, Callable[[int, User], Any]] = {
    "PlanSection": _section,
    "AtmNote": _note,
    "Comment": _comment,
    "Answer": _answer,
    "ActionPlan": _desk,
}


def places_beside(place: str, viewer: User) -> list[str]:
    """The place itself and what is told there too. Refuses whoever may not write at the place."""
    name, _colon, number = place.partition(":")
    allowed = PLACES.get(name)
    if allowed is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NotFound(place)
    found = db.session.execute(allowed(int(number), viewer)).first()
    if found is None:
        raise NotFound(place)
    if name == "PlanSection" and found.state is not PlanState.DRAFT:
        return [place, f"ActionPlan:{found.id}"]
    return [place]


def others_at(places: Sequence[str], viewer: User, window: str) -> Sequence[Any]:
    """Id and name of everybody who has one of these places open now, except in this window."""
    return db.session.execute(
        select(User.id, User.name)
        .join(Presence, Presence.user_id == User.id)
        .where(
            Presence.place.in_(places),
            Presence.seen_at > now() - FRESH,
            not_(and_(Presence.user_id == viewer.id, Presence.window == window)),
        )
        .distinct()
        .order_by(User.name, User.id)
    ).all()
