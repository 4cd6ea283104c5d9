"""Who leaves a cohort, and why somebody cannot yet."""

from __future__ import annotations

import logging

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    CohortRole,
    ConsultationEntry,
    MemberAction,
    Membership,
    Replication,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.cohorts.people import write_event
from pka_tracker.operations.plans.transitions import explained
from pka_tracker.queries.replications.replications import is_under_way

log = logging.getLogger(__name__)

HAS_WORK = N_("This participant has notes, a plan or consultations in the cohort, which would have no owner.")
GUIDES = N_("This person still guides participants of the cohort. Hand them over first.")
FACILITATES = N_("This person facilitates a replication of the cohort. Name another facilitator first.")
LAST_ORGANIZER = N_("The cohort would have no organizer. Add another one first.")
HAS_RECORDS = N_("Something in the cohort still belongs to this person in this role.")


def remove(membership: Membership, actor: User, reason: str, *, seen: int) -> None:
    """Take a role in a cohort from somebody, who sees nothing of it from then on; the history stays.

    Refuses while they own work or guide participants there, and to leave the cohort without an organizer.
    """
    policy.ensure_sets_up(actor, membership.cohort_id)
    if membership.lock_version != seen:
        raise ChangedMeanwhile(membership)
    reason = explained(reason)
    if words := why_it_stays(membership):
        raise NotPossibleNow(words)
    write_event(membership, MemberAction.REMOVE, actor, reason=reason)
    try:
        with db.session.begin_nested():
            db.session.delete(membership)
    except IntegrityError:
        raise NotPossibleNow(HAS_RECORDS) from None
    log.info("cohort %s: user %s left by user %s", membership.cohort_id, membership.user_id, actor.id)


def why_it_stays(membership: Membership) -> str:
    """Why somebody cannot leave the cohort now, as a sentence; nothing where they can."""
    if _any_of(_facilitated_by(membership)):
        return FACILITATES
    match membership.role:
        case CohortRole.PARTICIPANT:
            return HAS_WORK if _any_of(*_work_of(membership)) else ""
        case CohortRole.MENTOR | CohortRole.COACH:
            return GUIDES if _any_of(*_guided_by(membership)) else ""
        case CohortRole.ORGANIZER:
            return "" if _any_of(_organized_with(membership)) else LAST_ORGANIZER
    return ""


def _any_of(*asked: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(or_(*(select(1).where(one).exists() for one in asked)))) or False


def _work_of(member: Membership) -> tuple[ColumnElement[bool], ...]:
    return (
        and_(ActionPlan.cohort_id == member.cohort_id, ActionPlan.owner_id == member.user_id),
        and_(AtmNote.cohort_id == member.cohort_id, AtmNote.owner_id == member.user_id),
        ConsultationEntry.membership_id == member.id,
    )


def _guided_by(guide: Membership) -> tuple[ColumnElement[bool], ...]:
    column = f"{guide.role}_id"
    return tuple(
        and_(model.cohort_id == guide.cohort_id, getattr(model, column) == guide.user_id)
        for model in (Membership, ActionPlan)
    )


def _facilitated_by(member: Membership) -> ColumnElement[bool]:
    """A replication under way whose facilitator would no longer be in the cohort."""
    other = aliased(Membership)
    return and_(
        Replication.cohort_id == member.cohort_id,
        Replication.facilitator_id == member.user_id,
        is_under_way(),
        ~exists().where(
            other.cohort_id == member.cohort_id, other.user_id == member.user_id, other.id != member.id
        ),
    )


def _organized_with(organizer: Membership) -> ColumnElement[bool]:
    return and_(
        Membership.cohort_id == organizer.cohort_id,
        Membership.role == CohortRole.ORGANIZER,
        Membership.id != organizer.id,
    )
