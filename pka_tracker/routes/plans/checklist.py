"""What a participant has to answer before the plan can be resubmitted, as a list to work through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from pka_tracker import policy
from pka_tracker.models import ActionPlan, Comment, CommentKind, PlanState, User
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.words import gettext as _


class Item(NamedTuple):
    """One comment of the list, in words."""

    href: str
    section: str
    words: str
    state: str
    tone: str
    open: bool


@dataclass(frozen=True)
class Checklist:
    """The comments that are not settled: the required ones with the open ones first, and the suggestions apart."""

    required: list[Item]
    suggestions: list[Item]
    settled: int

    @property
    def left(self) -> int:
        """How many required comments wait for an answer."""
        return sum(item.open for item in self.required)

    @property
    def done(self) -> int:
        """How many required comments are answered."""
        return len(self.required) - self.left


def writer_of(plan: ActionPlan, user: User) -> int | None:
    """Whose answers the comments on a page take: the participant's, while a revision is asked for."""
    return user.id if plan.state is PlanState.REVISION_REQUESTED and policy.owns(user, plan) else None


def read_checklist(comments: dict[str, list[Comment]]) -> Checklist:
    """The list from ``comments_on`` the participant's plan, in the order of the sections."""
    rows = [comment for section in PLAN_SECTIONS for comment in comments.get(section.key, [])]
    found: dict[CommentKind, list[Item]] = {kind: [] for kind in CommentKind}
    for comment in rows:
        if comment.settled_at is None:
            found[comment.kind].append(_item(comment))
    required = sorted(found[CommentKind.REQUIRED], key=lambda item: not item.open)
    return Checklist(required, found[CommentKind.SUGGESTION], sum(c.settled_at is not None for c in rows))


def _item(comment: Comment) -> Item:
    place = f"comment-{comment.id}"
    section = next(section for section in PLAN_SECTIONS if section.key == comment.section)
    state, tone = _state(comment)
    return Item(
        url_for("plans.section", plan_id=comment.plan_id, key=comment.section, _anchor=place),
        _(section.title),
        comment.body,
        state,
        tone,
        not comment.answered,
    )


def _state(comment: Comment) -> tuple[str, str]:
    if comment.answered:
        return _("Answered"), "good"
    waiting = "warn" if comment.kind is CommentKind.REQUIRED else "neutral"
    if any(answer.review_id for answer in comment.thread):
        return _("The mentor replied"), waiting
    return _("Not answered yet"), waiting
