"""Secrets that are part of an address: drawn at random, kept as a hash only."""

from __future__ import annotations

import hashlib
import secrets

#: Longer texts are no secrets of ours.
LONGEST = 100


def draw() -> str:
    """A new secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is kept of a secret, and found by it. It has too many bits to be guessed from its hash, so no salt is needed."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8", "replace")).hexdigest()
