"""Who may review a plan, settle its comments, approve it as a coach and answer."""

from __future__ import annotations

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import WITH_MENTOR, ActionPlan, Comment, PlanState, User
from pka_tracker.policy.roles import coaches, mentors, owns


def advises(user: User, plan: ActionPlan) -> bool:
    """The coach, who reviews beside the mentor. Whoever is both reviews as the mentor."""
    return coaches(user, plan) and not mentors(user, plan)


def reads_for_review(user: User, plan: ActionPlan) -> bool:
    """Who has the review desk of this plan: its mentor and its coach."""
    return mentors(user, plan) or coaches(user, plan)


def reviews(user: User, plan: ActionPlan) -> bool:
    """Who may write a review now: the mentor while it is open, the coach as long as the plan is with the mentor."""
    if mentors(user, plan):
        return plan.state is PlanState.IN_REVIEW
    return coaches(user, plan) and plan.state in WITH_MENTOR


def ensure_reviews(user: User, plan: ActionPlan) -> None:
    """Marks and comments. Refuses the wrong person (403) before the wrong moment (409)."""
    if not reads_for_review(user, plan):
        raise NotPermitted("review")
    if not reviews(user, plan):
        raise NotPossibleNow("review")


def settles(user: User, comment: Comment) -> bool:
    """Whose word it is that a comment is met: the coach's on their own, as long as they are the plan's coach and
    have an account; else the mentor's. The comment comes with its author, its review and the plan."""
    plan, author = comment.review.plan, comment.author
    if comment.review.as_coach and author.active and coaches(author, plan):
        return author.id == user.id
    return mentors(user, plan)


def ensure_settles(user: User, comment: Comment) -> None:
    """Settling a comment or opening it again. Refuses the wrong person (403) before the wrong moment (409)."""
    if not settles(user, comment):
        raise NotPermitted("settle")
    ensure_reviews(user, comment.review.plan)


def endorses(user: User, plan: ActionPlan) -> bool:
    """Whether this coach can approve the plan's latest version now: while the mentor has it."""
    return coaches(user, plan) and plan.state in WITH_MENTOR


def ensure_endorses(user: User, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not coaches(user, plan):
        raise NotPermitted("endorse")
    if not endorses(user, plan):
        raise NotPossibleNow("endorse")


def ensure_answers(user: User, plan: ActionPlan) -> None:
    """Answering comments: the participant, while a revision is asked for."""
    if not owns(user, plan):
        raise NotPermitted("answer")
    if plan.state is not PlanState.REVISION_REQUESTED:
        raise NotPossibleNow("answer")
