"""Asking 6 and 12 months after the course what became of a plan, and taking in the answers."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, Outcome, PostEvaluation, User
from pka_tracker.models.accounts.secret import draw, fingerprint
from pka_tracker.models.evaluation import OPEN_FOR
from pka_tracker.models.texts.outline import N_
from pka_tracker.queries.evaluations import Due

log = logging.getLogger(__name__)

#: What an answer cannot do without.
REQUIRED = {
    "outcome": N_("Say what became of the plan."),
    "behaviour": N_("Say how the official’s way of working has changed, from 1 to 5."),
    "impact": N_("Say how strong the effect is, from 1 to 5."),
}
NO_STOP_REASON = N_("Say why it was stopped.")


def ask(due: Due) -> PostEvaluation | None:
    """Write the letter with the link; None where another worker has just done so."""
    plan = db.session.scalars(
        select(ActionPlan)
        .where(ActionPlan.id == due.plan_id)
        .options(joinedload(ActionPlan.owner), joinedload(ActionPlan.mentor), joinedload(ActionPlan.cohort))
        .with_for_update(of=ActionPlan)
    ).one()
    same = select(PostEvaluation.id).filter_by(plan_id=plan.id, month=due.month, as_mentor=due.as_mentor)
    person = plan.mentor if due.as_mentor else plan.owner
    if person is None or db.session.scalar(same) is not None:
        return None
    evaluation = PostEvaluation(
        plan=plan, month=due.month, as_mentor=due.as_mentor, person=person, ends_at=now() + OPEN_FOR
    )
    _write(evaluation)
    return evaluation


def ask_again(evaluation: PostEvaluation, actor: User, *, seen: int) -> None:
    """Send a new link, which ends the one before; what was begun is kept. The evaluation comes with plan and people."""
    policy.ensure_organizes(actor, evaluation.plan.cohort_id)
    if evaluation.submitted_at:
        raise NotPossibleNow("ask again")
    if evaluation.lock_version != seen:
        raise ChangedMeanwhile(evaluation)
    evaluation.asked_at, evaluation.ends_at = now(), now() + OPEN_FOR
    _write(evaluation)
    log.info("evaluation %s: asked again by user %s", evaluation.id, actor.id)


def _write(evaluation: PostEvaluation) -> None:
    token = draw()
    evaluation.token_hash = fingerprint(token)
    db.session.add(evaluation)
    db.session.flush()
    emails.evaluation_asked(evaluation, token)


def save(evaluation: PostEvaluation, content: dict[str, Any], *, seen: int) -> None:
    """Keep what was answered so far, however much that is. Whoever bears the link may; refused once it was sent. The same
    again, as after an answer that was lost on its way, is kept already."""
    if evaluation.submitted_at:
        raise NotPossibleNow("answer")
    if evaluation.content == content:
        return
    if evaluation.lock_version != seen:
        raise ChangedMeanwhile(evaluation)
    evaluation.content, evaluation.updated_at = content, now()
    db.session.flush()


def submit(evaluation: PostEvaluation, content: dict[str, Any], *, seen: int) -> None:
    """Send the answer for good. Refuses what is not complete."""
    missing = [words for name, words in REQUIRED.items() if not content.get(name)]
    if content.get("outcome") == Outcome.STOPPED and not content.get("stop_reason"):
        missing.append(NO_STOP_REASON)
    if missing:
        raise Incomplete(missing)
    save(evaluation, content, seen=seen)
    evaluation.submitted_at = now()
    db.session.flush()
    log.info("evaluation %s: answered", evaluation.id)
