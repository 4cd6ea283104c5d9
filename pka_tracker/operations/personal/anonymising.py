"""Making a person anonymous: who they were goes, what they did stays for the statistics of the course.

What is written where follows ``models/personal.py``; what becomes of a version is decided in 0027.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import Cohort, ConsultationEntry, DigestItem, File, Membership, OutboxEmail, User
from pka_tracker.models.personal import OWN
from pka_tracker.operations.personal.redaction import REDACTED, names_of, redact_texts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anonymised:
    """Who it was, and how much of what went or was changed."""

    user_id: int
    email: str
    counts: dict[str, int]


def anonymise(user: User) -> Anonymised:
    """Take from an account and from what it wrote who it was. It cannot be undone.

    Refuses an admin, whoever is anonymous already, and whoever is in a cohort that has not ended.
    """
    _ensure_over(user)
    email, names, counts = user.email, names_of(user), Counter[str]()
    for table, own in OWN.items():
        if own.goes:
            rows = db.metadata.tables[table]
            counts[table] = _count(sa.delete(rows).where(rows.c[own.column] == user.id))
    counts["letters"] = _forget_letters(email, names)
    counts["file names"] = _rename_files(user.id)
    counts["log entries"] = _empty_log(user.id)
    counts |= redact_texts(user.id, names)
    _count(sa.update(Membership).where(Membership.user_id == user.id).values(roster_no=None))
    _empty_account(user)
    log.info("user %s was made anonymous", user.id)
    return Anonymised(user.id, email, {what: number for what, number in counts.items() if number})


def _ensure_over(user: User) -> None:
    if user.is_admin:
        raise NotPermitted("an admin's account stays")
    if user.anonymised_at is not None:
        raise NotPossibleNow("anonymous already")
    ends = sa.select(sa.func.max(Cohort.ends_on)).join(Membership, Membership.cohort_id == Cohort.id)
    last = db.session.scalar(ends.where(Membership.user_id == user.id))
    if last is not None and last >= now().date():
        raise NotPossibleNow(f"in a cohort until {last}")


def _empty_account(user: User) -> None:
    """The row stays, because plans and reviews point to it; the agency stays for the statistics."""
    user.name = f"Anonim {user.id}"
    user.email = f"anonim-{user.id}@anonim.invalid"
    user.nip = user.rank_grade = user.position = user.work_unit = ""
    user.password, user.timezone, user.invited_at = None, None, None
    user.letter_choices = {}
    user.active = False
    user.fs_uniquifier = uuid4().hex  # ends every session
    user.anonymised_at = now()
    db.session.flush()


def _forget_letters(email: str, names: tuple[str, ...]) -> int:
    """Letters to the person, and delivered ones to others that name them."""
    named = [column.contains(name, autoescape=True) for name in names for column in _texts(OutboxEmail)]
    delivered = OutboxEmail.sent_at.is_not(None) | OutboxEmail.gave_up_at.is_not(None)
    told = [column.contains(name, autoescape=True) for name in names for column in _texts(DigestItem)]
    if told:
        _count(sa.delete(DigestItem).where(sa.or_(*told)))
    return _count(
        sa.delete(OutboxEmail).where(
            sa.or_(OutboxEmail.to == email, sa.and_(delivered, sa.or_(sa.false(), *named)))
        )
    )


def _texts(model: type[OutboxEmail] | type[DigestItem]) -> tuple[sa.ColumnElement[str], ...]:
    return model.subject, model.body  # type: ignore[return-value]


def _rename_files(user_id: int) -> int:
    """What somebody called their files often says whose they are. The bytes stay: they are evidence."""
    found = db.session.scalars(sa.select(File).where(File.owner_id == user_id)).all()
    for file in found:
        _stem, dot, ending = file.name.rpartition(".")
        file.name = f"berkas-{file.id}{dot}{ending if dot else ''}"
    return len(found)


def _empty_log(user_id: int) -> int:
    """What was said in consultations was for this person; that there were some, and when, stays."""
    logs = sa.select(Membership.id).where(Membership.user_id == user_id)
    return _count(
        sa.update(ConsultationEntry)
        .where(ConsultationEntry.membership_id.in_(logs))
        .values(topic=REDACTED, direction=REDACTED, follow_up="")
    )


def forget_old_letters(before: datetime) -> int:
    """Delete letters that were delivered or given up before this moment; how many."""
    over = sa.func.coalesce(OutboxEmail.sent_at, OutboxEmail.gave_up_at) < before
    return _count(sa.delete(OutboxEmail).where(over))


def _count(statement: sa.Delete | sa.Update) -> int:
    changed = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(changed.rowcount)  # type: ignore[attr-defined]
