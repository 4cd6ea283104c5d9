"""The letters the program writes: one function each, in the reader's language, into the outbox.

A letter is part of the caller's transaction: it exists exactly if the change it tells of does. Readers choose for
each kind whether it comes at once, in their daily letter or never. Plans and notes
come with the people they name (owner, mentor, cohort). Works without a request too: links begin with PUBLIC_URL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app
from sqlalchemy import delete, exists, select

from pka_tracker import labels
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    WITH_MENTOR,
    ActionPlan,
    AtmNote,
    Cohort,
    CohortRole,
    DigestItem,
    ExtensionRequest,
    Frequency,
    LetterKind,
    Membership,
    OutboxEmail,
    Package,
    PlanAction,
    PlanState,
    PlanVersion,
    PostEvaluation,
    Replication,
    ReplicationEvent,
    Review,
    User,
)
from pka_tracker.models.letters.letter import STEPS
from pka_tracker.models.plans.plan import UNDO_WINDOW
from pka_tracker.words import speaking

#: The kind a letter is of, by its template. Letters about an account, and of what its reader asked for, come at once.
KINDS = {
    "plan_submitted": LetterKind.PLAN_SUBMITTED,
    "revision_requested": LetterKind.REVIEW_SENT,
    "plan_approved": LetterKind.REVIEW_SENT,
    "note_returned": LetterKind.NOTE_REVIEWED,
    "note_accepted": LetterKind.NOTE_REVIEWED,
    "mentor_changed_participant": LetterKind.MENTOR_CHANGED,
    "mentor_changed_new": LetterKind.MENTOR_CHANGED,
    "mentor_changed_old": LetterKind.MENTOR_CHANGED,
    "coach_changed_participant": LetterKind.MENTOR_CHANGED,
    "coach_changed_new": LetterKind.MENTOR_CHANGED,
    "coach_changed_old": LetterKind.MENTOR_CHANGED,
    "deadline_extended": LetterKind.REMINDER,
    "decision_taken_back": LetterKind.REVIEW_SENT,
    "plan_endorsed": LetterKind.PLAN_SUBMITTED,
    "coach_advised": LetterKind.REVIEW_SENT,
    "replication_moved": LetterKind.REPLICATION,
}


def readers_of(action: PlanAction, plan: ActionPlan) -> list[User]:
    """Who gets a letter when this action happens: the action's page says so before, the letter goes after."""
    if action in (PlanAction.SUBMIT, PlanAction.RESUBMIT):
        readers = [plan.mentor, plan.coach if plan.cohort.coach_required else None]
        return [reader for reader in readers if reader]
    if action in (PlanAction.REQUEST_REVISION, PlanAction.APPROVE):
        return [plan.owner]
    if action is PlanAction.TAKE_BACK and now() >= plan.undo_until:
        return [plan.owner]
    return []


def plan_submitted(plan: ActionPlan, version: PlanVersion) -> None:
    """To the mentor, and to the coach whose approval the cohort asks for: a plan waits; a later version is called
    resubmitted."""
    for reader in readers_of(PlanAction.SUBMIT, plan):
        _queue(
            reader, "plan_submitted", plan.cohort.timezone, f"/reviews/{plan.id}", plan=plan, version=version
        )


def revision_requested(plan: ActionPlan, review: Review) -> None:
    """To the owner: the mentor asks for a revision, in the mentor's own words."""
    for reader in readers_of(PlanAction.REQUEST_REVISION, plan):
        letter = _queue(
            reader, "revision_requested", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, review=review
        )
        _hold(letter, review)


def plan_approved(plan: ActionPlan, review: Review) -> None:
    """To the owner: approved, and fit for the seminar."""
    for reader in readers_of(PlanAction.APPROVE, plan):
        letter = _queue(
            reader, "plan_approved", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, review=review
        )
        _hold(letter, review)


def plan_endorsed(plan: ActionPlan, coach: User, message: str) -> None:
    """To the mentor: the coach approves the version, so that the mentor can decide."""
    if plan.mentor:
        zone, link = plan.cohort.timezone, f"/reviews/{plan.id}"
        _queue(plan.mentor, "plan_endorsed", zone, link, plan=plan, coach=coach, message=message)


def coach_advised(plan: ActionPlan, review: Review, count: int) -> None:
    """To participant and mentor: what the coach has to say on a version, which stays with the mentor."""
    for reader, link in ((plan.owner, f"/plans/{plan.id}"), (plan.mentor, f"/reviews/{plan.id}")):
        if reader:
            told = {"plan": plan, "review": review, "count": count, "decides": reader is plan.mentor}
            _queue(reader, "coach_advised", plan.cohort.timezone, link, **told)


def deadline_extended(plan: ActionPlan, holder: User, reason: str) -> None:
    """To whoever holds the plan: there is more time, and why."""
    _queue(holder, "deadline_extended", plan.cohort.timezone, _place(plan), plan=plan, reason=reason)


def extension_asked(request: ExtensionRequest, organizers: Sequence[User]) -> None:
    """To the organizers: a participant asks for more time, and why."""
    plan = request.plan
    for reader in organizers:
        link = f"/extensions/{request.id}"
        _queue(reader, "extension_asked", plan.cohort.timezone, link, plan=plan, request=request)


def extension_refused(request: ExtensionRequest) -> None:
    """To the participant: the deadline stays, and why."""
    plan = request.plan
    _queue(
        plan.owner, "extension_refused", plan.cohort.timezone, f"/plans/{plan.id}", plan=plan, request=request
    )


def decision_taken_back(plan: ActionPlan, review: Review, reason: str) -> None:
    """To the owner, who knew of the decision: the plan is in review again, and why."""
    zone, link = plan.cohort.timezone, f"/plans/{plan.id}"
    _queue(plan.owner, "decision_taken_back", zone, link, plan=plan, review=review, reason=reason)


def recall(review: Review) -> bool:
    """Withdraw what tells of a decision; whether all of it was still here."""
    db.session.execute(delete(DigestItem).where(DigestItem.review_id == review.id))
    waiting = delete(OutboxEmail).where(OutboxEmail.review_id == review.id, OutboxEmail.sent_at.is_(None))
    db.session.execute(waiting)
    left = exists().where(OutboxEmail.review_id == review.id, OutboxEmail.created_at >= review.decided_at)
    return not db.session.scalar(select(left))


def _hold(letter: OutboxEmail | DigestItem | None, review: Review) -> None:
    """Keep the letter until the decision can no longer be taken back."""
    if letter is None:
        return
    letter.review_id = review.id
    if isinstance(letter, OutboxEmail):
        letter.next_try_at = now() + UNDO_WINDOW
    else:
        letter.created_at = now() + UNDO_WINDOW


def guide_changed(membership: Membership, role: CohortRole, old: User | None) -> None:
    """To the participant and to both mentors, or both coaches: who guides whom from now on."""
    new: User | None = getattr(membership, role)
    told = {"membership": membership, "old": old, "new": new}
    zone = membership.cohort.timezone
    _queue(membership.user, f"{role}_changed_participant", zone, "/", **told)
    if new:
        _queue(new, f"{role}_changed_new", zone, "/reviews/", **told)
    if old:
        _queue(old, f"{role}_changed_old", zone, "/reviews/", **told)


def enrolled(membership: Membership) -> None:
    """To somebody who has an account: what they are in another cohort from now on."""
    zone, role = membership.cohort.timezone, labels.word
    _queue(membership.user, "enrolled", zone, "/", membership=membership, word=role)


def plan_handed_over(plan: ActionPlan, before: User, successor: User, reason: str) -> None:
    """To the writer, the mentor, and who carried the plan out until now and does from now on. Always at once."""
    told = {"plan": plan, "before": before, "successor": successor, "reason": reason}
    readers = {one.id: one for one in (plan.owner, plan.mentor, before, successor) if one}
    for reader in readers.values():
        _queue(reader, "plan_handed_over", plan.cohort.timezone, f"/plans/{plan.id}/milestones", **told)


def note_returned(note: AtmNote, reason: str) -> None:
    """To the writer of a note: what the mentor wants changed, in the mentor's own words."""
    _queue(note.owner, "note_returned", note.cohort.timezone, f"/notes/{note.id}", note=note, reason=reason)


def note_accepted(note: AtmNote) -> None:
    """To the writer of a note: the mentor accepted it."""
    _queue(note.owner, "note_accepted", note.cohort.timezone, f"/notes/{note.id}", note=note)


def replication_moved(
    replication: Replication, event: ReplicationEvent, actor: User, readers: Sequence[User]
) -> None:
    """To whoever follows a replication: what happened, and who must act next. It comes with cohort and practice."""
    told = {"replication": replication, "event": event, "actor": actor}
    for reader in readers:
        zone, link = replication.cohort.timezone, f"/replications/{replication.id}"
        _queue(reader, "replication_moved", zone, link, **told)


def evaluation_asked(evaluation: PostEvaluation, token: str) -> None:
    """To who wrote a plan or mentored it: what became of it? With the link that opens the form. Always at once."""
    plan = evaluation.plan
    told = {"evaluation": evaluation, "plan": plan}
    _queue(evaluation.person, "evaluation_asked", plan.cohort.timezone, f"/evaluations/{token}", **told)


def invitation(user: User, link: str) -> None:
    """To somebody who has no password yet: the link with which to choose one."""
    _queue(user, "invitation", user.timezone, link)


def password_reset(user: User, link: str) -> None:
    """To whoever asked: the link with which to choose a new password."""
    _queue(user, "password_reset", user.timezone, link)


def password_changed(user: User) -> None:
    """To the owner of an account: the password was changed, and what to do if it was not by them."""
    _queue(user, "password_changed", user.timezone, "/reset")


def reminder(reader: User, due: Sequence[tuple[ActionPlan, int]]) -> None:
    """To whoever must act on these plans: until when, in this order. With each comes its step of ``STEPS``."""
    rows = [_reminder_row(plan, step) for plan, step in due]
    _post(reader, "reminder", *_write(reader, "reminder", due[0][0].cohort.timezone, "/", rows=rows))


def _reminder_row(plan: ActionPlan, step: int) -> dict[str, object]:
    decides = plan.state in WITH_MENTOR
    return {
        "plan": plan,
        "asks": "decide" if decides else "submit" if plan.state is PlanState.DRAFT else "resubmit",
        "late": plan.due_at is not None and plan.due_at < now(),
        "last": step == STEPS[-1],
        "link": _absolute(_place(plan)),
    }


def _place(plan: ActionPlan) -> str:
    """Where whoever holds the plan goes on with it."""
    return f"/reviews/{plan.id}" if plan.state in WITH_MENTOR else f"/plans/{plan.id}"


def digest(reader: User, items: Sequence[DigestItem]) -> None:
    """To somebody who chose a daily letter: everything since the last one."""
    _post(reader, "digest", *_write(reader, "digest", None, "/", items=items))


def zone_of(reader: User, zone: str | None) -> str:
    """The zone a reader's letters are written in: their own choice, else this one, else the program's."""
    return reader.timezone or zone or str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def package_ready(reader: User, cohort: Cohort, package: Package) -> None:
    """To the organizer who asked for all papers of a cohort: they are there, and until when."""
    link = f"/cohorts/{cohort.id}/exports"
    _queue(reader, "package_ready", cohort.timezone, link, cohort=cohort, package=package)


def verify_link(version: PlanVersion) -> str:
    """The address at which anybody can check a version."""
    return _absolute(f"/verify/{version.sha256}")


def reset_link(token: str) -> str:
    """The address under which the bearer of the token chooses a password."""
    return _absolute(f"/reset/{token}")


def _absolute(path: str) -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path


def _queue(
    reader: User, name: str, zone: str | None, link: str, **context: object
) -> OutboxEmail | DigestItem | None:
    """Write a letter as its reader wants its kind: at once, into the daily letter, or not at all."""
    kind = KINDS.get(name)
    frequency = reader.frequency(kind) if kind else Frequency.AT_ONCE
    if frequency is Frequency.NEVER:
        return None
    subject, body = _write(reader, name, zone, link, alone=frequency is Frequency.AT_ONCE, **context)
    if kind is None or frequency is Frequency.AT_ONCE:
        return _post(reader, name, subject, body)
    item = DigestItem(user_id=reader.id, kind=kind, subject=subject, body=body)
    db.session.add(item)
    return item


def _write(
    reader: User, name: str, zone: str | None, link: str, *, alone: bool = True, **context: object
) -> tuple[str, str]:
    """Subject and body of templates/emails/<name>.txt, whose first line is the subject, in the reader's language
    and zone. What is not ``alone`` becomes part of the daily letter, so it neither greets nor closes."""
    zone = zone_of(reader, zone)

    def moment(value: datetime) -> str:
        text = format_datetime(value, "d MMMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=reader.locale)
        return f"{text} {labels.ZONES.get(zone, zone)}"

    told: dict[str, object] = {
        "reader": reader,
        "moment": moment,
        "one_line": one_line,
        "alone": alone,
        "site": _absolute("/"),
    }
    if name in KINDS or name in ("reminder", "digest"):
        told["settings"] = _absolute("/settings")
    if link.startswith("/"):
        link = _absolute(link)
    with speaking(reader.locale):
        # Not ``render_template``: the pages' context needs a request.
        template = current_app.jinja_env.get_template(f"emails/{name}.txt")
        text = template.render(link=link, **told, **context)
    subject, _line, body = text.strip().partition("\n")
    return one_line(subject)[:300], body.strip() + "\n"


def _post(reader: User, name: str, subject: str, body: str) -> OutboxEmail:
    """Put a finished letter into the outbox."""
    letter = OutboxEmail(
        kind=name,
        to=reader.email,
        subject=subject,
        body=body,
        message_id=f"<{uuid4().hex}@pka-tracker>",
    )
    db.session.add(letter)
    return letter


def one_line(text: str) -> str:
    """Text for a header: no line breaks or other control characters, whatever a name or a title contains."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
