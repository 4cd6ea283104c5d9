"""What somebody is to a thing: the words the rules are made of."""

from __future__ import annotations

from pka_tracker.models import ActionPlan, AtmNote, CohortRole, ConsultationEntry, Membership, User


def owns(user: User, thing: ActionPlan | AtmNote) -> bool:
    """The participant whose plan or note it is."""
    return thing.owner_id == user.id


def mentors(user: User, plan: ActionPlan) -> bool:
    """The mentor the plan is assigned to now."""
    return plan.mentor_id == user.id


def coaches(user: User, plan: ActionPlan) -> bool:
    """The coach the plan is assigned to now."""
    return plan.coach_id == user.id


def carries_out(user: User, plan: ActionPlan) -> bool:
    """Who reports what becomes of the plan: its successor where it was handed over, else its writer."""
    return plan.steward_id == user.id


def organizes(user: User, cohort_id: int) -> bool:
    """An organizer of the cohort."""
    return cohort_id in user.cohorts_as(CohortRole.ORGANIZER)


def owns_or_organizes(user: User, plan: ActionPlan) -> bool:
    return owns(user, plan) or organizes(user, plan.cohort_id)


def guides(user: User, note: AtmNote) -> bool:
    """The mentor of the note's writer. The note comes with its writer's memberships."""
    return user.id in {m.mentor_id for m in note.owner.memberships if m.cohort_id == note.cohort_id}


def consults(user: User, membership: Membership) -> bool:
    """The mentor or the coach of a participant, as they are now."""
    return user.id in (membership.mentor_id, membership.coach_id)


def wrote(user: User, entry: ConsultationEntry) -> bool:
    """Who wrote an entry, as long as they guide the participant. The entry comes with its membership."""
    return entry.writer_id == user.id and consults(user, entry.membership)


def is_consulted(user: User, entry: ConsultationEntry) -> bool:
    """The participant whose log it is. The entry comes with its membership."""
    return entry.membership.user_id == user.id
