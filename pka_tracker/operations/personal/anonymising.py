"""Making a person anonymous: who they were goes, what they did stays for the statistics of the course.

What is written where follows ``models/personal.py``; what becomes of a version is decided in 0027.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from pka_tracker import policy
from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import AccountAction, Cohort, DigestItem, Membership, OutboxEmail, User
from pka_tracker.models.personal import OWN
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts.administration import write_event
from pka_tracker.operations.personal.redaction import redact
from pka_tracker.operations.personal.signs import Signs, signs_of, without
from pka_tracker.queries.personal import whose

IS_ADMIN = N_("An administrator’s account stays.")
IS_ANONYMOUS = N_("This account is anonymous already.")
STILL_RUNS = N_("This person is in a cohort that has not ended.")


@dataclass(frozen=True)
class Anonymised:
    """Who it was, and how many rows of each table were deleted, changed, or stay without saying whose they were."""

    user_id: int
    name: str
    email: str
    deleted: dict[str, int]
    changed: dict[str, int]
    kept: dict[str, int]


def anonymise(user: User, actor: User | None = None, reason: str = "") -> Anonymised:
    """Take from an account and from what it wrote who it was. It cannot be undone. Nobody is the operator.

    Refuses an actor who is no administrator, an admin, whoever is anonymous already, and whoever is in a cohort that has not ended.
    """
    if actor is not None:
        policy.ensure_keeps_accounts(actor)
    if words := why_it_stays(user):
        raise (NotPermitted if user.is_admin else NotPossibleNow)(words)
    name, email, signs = user.name, user.email, signs_of(user)
    deleted = _delete(user, signs)
    changed = redact(user, signs)
    changed += _redact_waiting(signs)
    _count(sa.update(Membership).where(Membership.user_id == user.id).values(roster_no=None))
    _empty_account(user)
    write_event(user, AccountAction.ANONYMISE, actor, without(reason.strip(), signs.own))
    return Anonymised(user.id, name, email, deleted, dict(changed), whose.count_written_by(user))


def why_it_stays(user: User) -> str:
    """Why the account cannot be made anonymous now, as a sentence; nothing where it can."""
    if user.is_admin:
        return IS_ADMIN
    if user.anonymised_at is not None:
        return IS_ANONYMOUS
    ends = sa.select(sa.func.max(Cohort.ends_on)).join(Membership, Membership.cohort_id == Cohort.id)
    last = db.session.scalar(ends.where(Membership.user_id == user.id))
    return STILL_RUNS if last is not None and last >= now().date() else ""


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


def _delete(user: User, signs: Signs) -> dict[str, int]:
    """What served this person alone, and delivered letters to others that name them; how many rows, by table."""
    counts = {}
    for name, own in OWN.items():
        if own.goes:
            table = whose.table_of(name)
            counts[name] = _count(sa.delete(table).where(whose.written_by(table, user)))
    counts["digest_item"] += _count(sa.delete(DigestItem).where(_names(DigestItem, signs)))
    delivered = OutboxEmail.sent_at.is_not(None) | OutboxEmail.gave_up_at.is_not(None)
    counts["outbox_email"] += _count(sa.delete(OutboxEmail).where(delivered, _names(OutboxEmail, signs)))
    return {name: number for name, number in counts.items() if number}


def _redact_waiting(signs: Signs) -> Counter[str]:
    """Letters to others that are still to be delivered go on without saying who it was: what they tell still counts."""
    counts = Counter[str]()
    waiting = sa.select(OutboxEmail).where(OutboxEmail.sent_at.is_(None), OutboxEmail.gave_up_at.is_(None))
    for letter in db.session.scalars(waiting.execution_options(populate_existing=True)):
        before = (letter.subject, letter.body)
        letter.subject, letter.body = (without(text, signs.anywhere) for text in before)
        counts["outbox_email"] += before != (letter.subject, letter.body)
    return +counts


def _names(model: type[OutboxEmail] | type[DigestItem], signs: Signs) -> sa.ColumnElement[bool]:
    """Letters that name the person; they were written with the name as the account has it."""
    return sa.or_(
        *(
            column.icontains(word, autoescape=True)
            for word in signs.words
            for column in (model.subject, model.body)
        )
    )


def forget_old_letters(before: datetime) -> int:
    """Delete letters that were delivered or given up before this moment; how many."""
    over = sa.func.coalesce(OutboxEmail.sent_at, OutboxEmail.gave_up_at) < before
    return _count(sa.delete(OutboxEmail).where(over))


def _count(statement: sa.Delete | sa.Update) -> int:
    changed = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(changed.rowcount)  # type: ignore[attr-defined]
