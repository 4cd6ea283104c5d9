"""Giving somebody the secret address of their calendar, and taking it away."""

from __future__ import annotations

import logging

from sqlalchemy import delete, select

from pka_tracker.extensions import db
from pka_tracker.models import CalendarFeed, User
from pka_tracker.models.accounts.secret import draw, fingerprint

log = logging.getLogger(__name__)


def renew(user: User) -> str:
    """Give the person a new address and end the one they had; the token is told this once only."""
    # Pressed twice at once, the second waits here and draws the address that counts.
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))
    revoke(user)
    token = draw()
    db.session.add(CalendarFeed(user_id=user.id, token_hash=fingerprint(token)))
    db.session.flush()
    log.info("user %s: a new calendar address", user.id)
    return token


def revoke(user: User) -> None:
    """End the person's address: from now on it is not found."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user.id))
