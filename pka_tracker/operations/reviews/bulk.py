"""One thing done to many, built on the single operations: each succeeds or is skipped by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import func, select

from pka_tracker.errors import DomainError, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import WITH_MENTOR, ActionPlan, DigestItem, OutboxEmail, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.plans import plans

T = TypeVar("T")
L = TypeVar("L", OutboxEmail, DigestItem)

NOT_WITH_YOU = N_("This plan does not wait for your review now.")
NO_OPEN_REVIEW = N_("You have no open review of this plan. Start the review, or take it over, on its page.")


class Letter(NamedTuple):
    """A letter as it was written, alone or into somebody's daily one."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of one: the letters that were written, or why it was skipped."""

    item: T
    letters: list[Letter]
    refused: DomainError | None = None


def each(items: Iterable[T], act: Callable[[T], None]) -> list[Outcome[T]]:
    """Do it to each. The caller commits, or rolls back where it was only to see what would happen."""
    return [_one(item, act) for item in items]


def _one(item: T, act: Callable[[T], None]) -> Outcome[T]:
    before = {model: _newest(model) for model in (OutboxEmail, DigestItem)}
    try:
        with db.session.begin_nested():
            act(item)
    except DomainError as error:
        return Outcome(item, [], error)
    alone = [Letter(row.to, row.subject, row.body) for row in _since(OutboxEmail, before[OutboxEmail])]
    daily = [
        Letter(db.session.get_one(User, row.user_id).email, row.subject, row.body)
        for row in _since(DigestItem, before[DigestItem])
    ]
    return Outcome(item, alone + daily)


def _since(model: type[L], newest: int) -> Sequence[L]:
    return db.session.scalars(select(model).where(model.id > newest).order_by(model.id)).all()


def _newest(model: type[OutboxEmail] | type[DigestItem]) -> int:
    return db.session.scalar(select(func.coalesce(func.max(model.id), 0))) or 0


def request_revision(plan: ActionPlan, actor: User, *, seen: int, message: str = "") -> None:
    """The single decision, whose refusal is a sentence: among many plans there is no page to look at."""
    try:
        plans.request_revision(plan, actor, seen=seen, message=message)
    except NotPossibleNow:
        raise NotPossibleNow(NO_OPEN_REVIEW if plan.state in WITH_MENTOR else NOT_WITH_YOU) from None
