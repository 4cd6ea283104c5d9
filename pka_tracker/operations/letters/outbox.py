"""Delivering letters. Any number of workers may run: each claims letters before it sends them (``operations.claims``).

Whoever dies between sending and noting it causes at most a repetition, with the same Message-ID.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import OutboxEmail, User
from pka_tracker.models.cohorts.workdays import is_working_hour, next_opening
from pka_tracker.models.letters.outbox import SECRET
from pka_tracker.operations import claims
from pka_tracker.operations.letters.calendars import calendar_of

BATCH = 10
LEASE = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)  # after the mail server could not be reached
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 10  # about a day and a half
#: Letters nobody waits for: where delivery was late they do not come at night, but when offices open again.
CALM = ("reminder", "replications_silent", "digest")


@dataclass(frozen=True)
class Server:
    """Where letters are handed over, and in whose name."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    tls: str = ""  # "", "starttls" or "tls"
    timeout: float = 20


def connect(server: Server) -> smtplib.SMTP:
    """A connection that is ready to send; raises OSError or SMTPException where there is none."""
    if server.tls not in ("", "starttls", "tls"):
        raise ValueError(f"unknown kind of encryption: {server.tls!r}")
    context = ssl.create_default_context()
    if server.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.username:
            connection.login(server.username, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def as_message(letter: OutboxEmail, sender: str) -> EmailMessage:
    """The letter as it goes over the wire; a line break in a header is refused with ValueError."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def claim(most: int = BATCH) -> list[OutboxEmail]:
    """Letters that are due, reserved for the caller, oldest first. The caller commits before it sends."""
    waiting = (OutboxEmail.sent_at.is_(None), OutboxEmail.gave_up_at.is_(None))
    claimed = []
    for letter in claims.claim(OutboxEmail, *waiting, most=most, lease=LEASE):
        if opening := _waits_until(letter):
            letter.next_try_at = opening
        else:
            claimed.append(letter)
    db.session.flush()
    return claimed


def _waits_until(letter: OutboxEmail) -> datetime | None:
    """When a calm letter may go, if offices are closed now where its reader is."""
    reader = letter.kind in CALM and db.session.scalar(sa.select(User).where(User.email == letter.to))
    if not reader:
        return None
    zone, holidays = calendar_of(reader)
    here = now().astimezone(zone)
    return None if is_working_hour(here, holidays) else next_opening(here, holidays).astimezone(UTC)


def still_claimed(letter: OutboxEmail) -> bool:
    """Whether the lease has time enough to send; after it another worker may have taken the letter."""
    return letter.next_try_at - now() > LEASE / 4


def sent(letter: OutboxEmail) -> None:
    """The mail server took it."""
    letter.sent_at = now()
    letter.tries += 1
    letter.last_error = ""
    if letter.kind in SECRET:
        letter.body = ""
    db.session.flush()


def failed(letter: OutboxEmail, error: Exception) -> None:
    """It could not be sent: try again later, or give up on what the server refuses for good."""
    letter.tries += 1
    letter.last_error = str(error)[:2000]
    letter.next_try_at = now() + min(PAUSE * 2 ** (letter.tries - 1), LONGEST_PAUSE)
    if is_final(error) or letter.tries >= MOST_TRIES:
        letter.gave_up_at = now()
    db.session.flush()


def postpone(letters: list[OutboxEmail], error: Exception) -> None:
    """The server could not be reached: that is not the letters' fault and does not count as a try."""
    for letter in letters:
        letter.last_error = str(error)[:2000]
        letter.next_try_at = now() + PAUSE
    db.session.flush()


def is_final(error: Exception) -> bool:
    """Whether trying again is useless: a 5xx answer about this very letter, or a letter that cannot be built."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return 500 <= error.smtp_code < 600
    return isinstance(error, ValueError)


def count_waiting() -> int:
    """How many letters are neither sent nor given up."""
    waiting = sa.select(sa.func.count()).where(
        OutboxEmail.sent_at.is_(None), OutboxEmail.gave_up_at.is_(None)
    )
    return int(db.session.scalar(waiting) or 0)
