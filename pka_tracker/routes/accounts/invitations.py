"""The letter with which somebody gets a password: only the web and the command line can sign its link."""

from __future__ import annotations

from flask_security.recoverable import generate_reset_password_token

from pka_tracker import emails
from pka_tracker.models import User


def write_invitation(user: User) -> None:
    """Put the invitation into the outbox; the caller commits."""
    emails.invitation(user, emails.reset_link(generate_reset_password_token(user)))
