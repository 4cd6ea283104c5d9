"""Everything that changes a consultation log: written by mentor or coach, acknowledged by the participant."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    Cohort,
    ConsultationEntry,
    ConsultationStage,
    EntryAction,
    Medium,
    Membership,
    User,
)
from pka_tracker.models.texts.outline import N_, Requirement

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Talk:
    """What is written down of one consultation."""

    held_on: date
    medium: Medium
    stage: ConsultationStage
    topic: str
    direction: str
    follow_up: str = ""
    due_on: date | None = None


def write(membership: Membership, actor: User, talk: Talk, *, form_key: str) -> ConsultationEntry:
    """Add an entry with the next number. The same form sent again is the same entry.

    The membership comes with its cohort. Refuses everybody who does not guide the participant by now, and
    a form sent again with another text once the entry was changed or acknowledged.
    """
    # Held until the commit, so that of two clicks or two writers at once the second sees the first.
    db.session.execute(select(Membership.id).where(Membership.id == membership.id).with_for_update())
    db.session.refresh(membership, ["mentor_id", "coach_id", "lock_version"])
    policy.ensure_consults(actor, membership)
    entry = _sent_before(membership, actor, form_key)
    if entry is not None:
        edit(entry, actor, talk, seen=1)
        return entry
    _ensure_sound(talk, membership.cohort)
    entry = ConsultationEntry(
        membership=membership,
        number=_next_number(membership),
        writer=actor,
        form_key=form_key,
        **_values(talk),
    )
    db.session.add(entry)
    db.session.flush()
    log.info("consultation %s: written by user %s", entry.id, actor.id)
    return entry


def _sent_before(membership: Membership, writer: User, form_key: str) -> ConsultationEntry | None:
    return db.session.scalar(
        select(ConsultationEntry).where(
            ConsultationEntry.membership_id == membership.id,
            ConsultationEntry.writer_id == writer.id,
            ConsultationEntry.form_key == form_key,
        )
    )


def _next_number(membership: Membership) -> int:
    return db.session.execute(
        select(func.coalesce(func.max(ConsultationEntry.number), 0) + 1).where(
            ConsultationEntry.membership_id == membership.id
        )
    ).scalar_one()


def edit(entry: ConsultationEntry, actor: User, talk: Talk, *, seen: int) -> None:
    """Correct one's own entry; the same text again changes nothing.

    Refuses a page older than the text, and everything once the participant acknowledged it. The entry
    comes with its membership and cohort.
    """
    values = _values(talk)
    if policy.wrote(actor, entry) and all(getattr(entry, name) == value for name, value in values.items()):
        return
    policy.ensure_entry(actor, EntryAction.EDIT, entry)
    if entry.lock_version != seen:
        raise ChangedMeanwhile(entry)
    _ensure_sound(talk, entry.membership.cohort)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.updated_at = now()
    db.session.flush()
    log.info("consultation %s: edited by user %s", entry.id, actor.id)


def acknowledge(entry: ConsultationEntry, actor: User, *, seen: int) -> None:
    """Say as the participant that this is what was agreed. Pressed twice, the first time counts.

    Refuses a page older than the text: nobody acknowledges what they did not read.
    """
    if entry.acknowledged_by_id == actor.id:
        return
    policy.ensure_entry(actor, EntryAction.ACKNOWLEDGE, entry)
    if entry.lock_version != seen:
        raise ChangedMeanwhile(entry)
    entry.acknowledged_at, entry.acknowledged_by_id = now(), actor.id
    db.session.flush()
    log.info("consultation %s: acknowledged by user %s", entry.id, actor.id)


def _values(talk: Talk) -> dict[str, object]:
    return {name: v.strip() if type(v) is str else v for name, v in asdict(talk).items()}


def _ensure_sound(talk: Talk, cohort: Cohort) -> None:
    """An entry says what was talked about, after it was; what is to follow lies after the talk."""
    checks = (
        ("topic", N_("Say what you talked about."), bool(talk.topic.strip())),
        ("direction", N_("Say which direction you gave."), bool(talk.direction.strip())),
        (
            "held_on",
            N_("This day is still to come. Write the entry once you have talked."),
            talk.held_on <= cohort.day_of(now()),
        ),
        (
            "due_on",
            N_("The due date lies before the talk. Choose a later day, or leave it empty."),
            talk.due_on is None or talk.due_on >= talk.held_on,
        ),
    )
    if missing := [Requirement("", field, words, ok=False) for field, words, ok in checks if not ok]:
        raise Incomplete(missing)
