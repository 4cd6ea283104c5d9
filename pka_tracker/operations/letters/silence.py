"""Asking whoever must act on a replication of which nothing was heard: once in each ninety days of silence."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from sqlalchemy import update

from pka_tracker import emails
from pka_tracker.extensions import db, now
from pka_tracker.models import Frequency, LetterKind, OutboxEmail, Replication, User
from pka_tracker.models.cohorts.workdays import is_working_hour
from pka_tracker.queries.replications.silent import Silent, is_to_be_asked_about, list_silent

log = logging.getLogger(__name__)


def list_readers() -> set[int]:
    """Everybody who may be asked now: a first look without locks."""
    return {one.reader.id for one in list_silent(now()) if _is_the_hour(one)}


def ask(reader: User) -> int:
    """Ask a person, whose row is held, about all of theirs in one letter, and say how many went into the outbox; in
    the daily letter it is one thing among others."""
    silent = [one.replication for one in list_silent(now(), reader.id) if _is_the_hour(one) and _claim(one)]
    if not silent:
        return 0
    letter = emails.replications_silent(reader, silent)
    db.session.flush()
    log.info("user %s is asked about replications %s", reader.id, [one.id for one in silent])
    return int(isinstance(letter, OutboxEmail))


def _is_the_hour(one: Silent) -> bool:
    """Whether the reader wants to be asked, and offices are open where they are."""
    cohort = one.replication.cohort
    here = now().astimezone(ZoneInfo(one.reader.timezone or cohort.timezone))
    wanted = one.reader.frequency(LetterKind.REPLICATION_SILENT) is not Frequency.NEVER
    return wanted and is_working_hour(here, cohort.holidays)


def _claim(one: Silent) -> bool:
    """Note that it was asked about; not where another worker did, or something happened meanwhile. The row's lock is
    left alone: whoever has its page open can still save."""
    noted = (
        update(Replication)
        .where(Replication.id == one.replication.id, is_to_be_asked_about(now()))
        .values(reminded_at=now())
        .returning(Replication.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(noted).first() is not None
