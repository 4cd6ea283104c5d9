"""Letters about who guides whom, notes, replications and what became of a plan."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from pka_tracker import labels
from pka_tracker.emails.writing import queue
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    Cohort,
    CohortRole,
    DigestItem,
    Membership,
    OutboxEmail,
    Package,
    PostEvaluation,
    Replication,
    ReplicationEvent,
    User,
)


def enrolled(membership: Membership) -> None:
    """To somebody who has an account: what they are in another cohort from now on."""
    zone, role = membership.cohort.timezone, labels.word
    queue(membership.user, "enrolled", zone, "/", membership=membership, word=role)


def guide_changed(membership: Membership, role: CohortRole, old: User | None) -> None:
    """To the participant and to both mentors, or both coaches: who guides whom from now on."""
    new: User | None = getattr(membership, role)
    told = {"membership": membership, "old": old, "new": new}
    zone = membership.cohort.timezone
    queue(membership.user, f"{role}_changed_participant", zone, "/", **told)
    if new:
        queue(new, f"{role}_changed_new", zone, "/reviews/", **told)
    if old:
        queue(old, f"{role}_changed_old", zone, "/reviews/", **told)


def forget(reader: User, plan: ActionPlan) -> None:
    """Take what speaks of a plan out of the next daily letter of somebody who guides it no more."""
    db.session.execute(
        delete(DigestItem).where(DigestItem.user_id == reader.id, DigestItem.plan_id == plan.id)
    )


def package_ready(reader: User, cohort: Cohort, package: Package) -> None:
    """To the organizer who asked for all papers of a cohort: they are there, and until when."""
    link = f"/cohorts/{cohort.id}/exports"
    queue(reader, "package_ready", cohort.timezone, link, cohort=cohort, package=package)


def note_returned(note: AtmNote, reason: str) -> None:
    """To the writer of a note: what the mentor wants changed, in the mentor's own words."""
    queue(note.owner, "note_returned", note.cohort.timezone, f"/notes/{note.id}", note=note, reason=reason)


def note_accepted(note: AtmNote) -> None:
    """To the writer of a note: the mentor accepted it."""
    queue(note.owner, "note_accepted", note.cohort.timezone, f"/notes/{note.id}", note=note)


def plan_handed_over(plan: ActionPlan, before: User, successor: User, reason: str) -> None:
    """To the writer, the mentor, and who carried the plan out until now and does from now on. Always at once."""
    told = {"plan": plan, "before": before, "successor": successor, "reason": reason}
    readers = {one.id: one for one in (plan.owner, plan.mentor, before, successor) if one}
    for reader in readers.values():
        queue(reader, "plan_handed_over", plan.cohort.timezone, f"/plans/{plan.id}/milestones", **told)


def evaluation_asked(evaluation: PostEvaluation, token: str) -> None:
    """To who wrote a plan or mentored it: what became of it? With the link that opens the form. Always at once."""
    plan = evaluation.plan
    told = {"evaluation": evaluation, "plan": plan}
    queue(evaluation.person, "evaluation_asked", plan.cohort.timezone, f"/evaluations/{token}", **told)


def replication_moved(
    replication: Replication, event: ReplicationEvent, actor: User, readers: Sequence[User]
) -> None:
    """To whoever follows a replication: what happened, and who must act next. It comes with cohort and practice."""
    told = {"replication": replication, "event": event, "actor": actor}
    for reader in readers:
        zone, link = replication.cohort.timezone, f"/replications/{replication.id}"
        queue(reader, "replication_moved", zone, link, **told)


def replications_silent(reader: User, silent: Sequence[Replication]) -> OutboxEmail | DigestItem | None:
    """To whoever must act on these replications: nothing was heard of them. They come with cohort and practice."""
    zone, link = silent[0].cohort.timezone, "/replications/?stale=1"
    return queue(reader, "replications_silent", zone, link, rows=silent)
