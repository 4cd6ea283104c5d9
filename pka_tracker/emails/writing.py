"""How a letter is written: in its reader's language, as often as they want its kind, into the outbox."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app
from sqlalchemy import delete, exists, select

from pka_tracker import labels
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    DigestItem,
    Endorsement,
    Frequency,
    LetterKind,
    OutboxEmail,
    Review,
    User,
)
from pka_tracker.models.plans.plan import UNDO_WINDOW
from pka_tracker.words import speaking

#: The kind a letter is of, by its template. Letters about an account, and of what its reader asked for, come at once.
KINDS = {
    "plan_withdrawn": LetterKind.PLAN_SUBMITTED,
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
    "endorsement_retracted": LetterKind.PLAN_SUBMITTED,
    "coach_advised": LetterKind.REVIEW_SENT,
    "progress_reported": LetterKind.PROGRESS,
    "progress_returned": LetterKind.PROGRESS,
    "progress_verified": LetterKind.PROGRESS,
    "plan_closed": LetterKind.PROGRESS,
    "replication_moved": LetterKind.REPLICATION,
    "replications_silent": LetterKind.REPLICATION_SILENT,
}


def zone_of(reader: User, zone: str | None) -> str:
    """The zone a reader's letters are written in: their own choice, else this one, else the program's."""
    return reader.timezone or zone or str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def recall(decision: Review | Endorsement) -> bool:
    """Withdraw what tells of a decision; whether all of it was still here."""
    name = _about(decision)
    made_at = decision.decided_at if isinstance(decision, Review) else decision.created_at
    in_digest, in_outbox = getattr(DigestItem, name), getattr(OutboxEmail, name)
    db.session.execute(delete(DigestItem).where(in_digest == decision.id))
    db.session.execute(delete(OutboxEmail).where(in_outbox == decision.id, OutboxEmail.sent_at.is_(None)))
    left = exists().where(in_outbox == decision.id, OutboxEmail.created_at >= made_at)
    return not db.session.scalar(select(left))


def _about(decision: Review | Endorsement) -> str:
    return "review_id" if isinstance(decision, Review) else "endorsement_id"


def hold(letter: OutboxEmail | DigestItem | None, decision: Review | Endorsement) -> None:
    """Keep the letter until the decision can no longer be taken back."""
    if letter is None:
        return
    setattr(letter, _about(decision), decision.id)
    if isinstance(letter, OutboxEmail):
        letter.next_try_at = now() + UNDO_WINDOW
    else:
        letter.created_at = now() + UNDO_WINDOW


def absolute(path: str) -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path


def queue(
    reader: User, name: str, zone: str | None, link: str, **context: object
) -> OutboxEmail | DigestItem | None:
    """Write a letter as its reader wants its kind: at once, into the daily letter, or not at all."""
    kind = KINDS.get(name)
    frequency = reader.frequency(kind) if kind else Frequency.AT_ONCE
    if frequency is Frequency.NEVER:
        return None
    subject, body = write(reader, name, zone, link, alone=frequency is Frequency.AT_ONCE, **context)
    if kind is None or frequency is Frequency.AT_ONCE:
        return post(reader, name, subject, body)
    plan = context.get("plan")
    plan_id = plan.id if isinstance(plan, ActionPlan) else None
    item = DigestItem(user_id=reader.id, kind=kind, subject=subject, body=body, plan_id=plan_id)
    db.session.add(item)
    return item


def write(
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
        "site": absolute("/"),
        "absolute": absolute,
    }
    if name in KINDS or name in ("reminder", "reminder_to_begin", "digest"):
        told["settings"] = absolute("/settings")
    if link.startswith("/"):
        link = absolute(link)
    with speaking(reader.locale):
        # Not ``render_template``: the pages' context needs a request.
        template = current_app.jinja_env.get_template(f"emails/{name}.txt")
        text = template.render(link=link, **told, **context)
    subject, _line, body = text.strip().partition("\n")
    return one_line(subject)[:300], body.strip() + "\n"


def post(reader: User, name: str, subject: str, body: str) -> OutboxEmail:
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
