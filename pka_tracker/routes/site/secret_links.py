"""Addresses that are secrets: opened without an account, and therefore counted like sign-ins."""

from __future__ import annotations

from flask import request

from pka_tracker.extensions import db, writing
from pka_tracker.models.accounts.secret import fingerprint
from pka_tracker.operations.accounts import attempts


def count(kind: str, token: str) -> None:
    """Count one opening; refuses with ``TooManyAttempts``. Afterwards the request reads or writes as any other."""
    writing.set(True)
    attempts.count(kind, fingerprint(token), request.remote_addr or "")
    db.session.commit()
    writing.set(request.method == "POST")


def ensure_room(kind: str, token: str) -> None:
    """Refuse with ``TooManyAttempts`` where ``count`` would; for a page that counts only what it does not find."""
    attempts.ensure_room(kind, fingerprint(token), request.remote_addr or "")
