"""Who keeps accounts."""

from __future__ import annotations

from pka_tracker.errors import NotPermitted
from pka_tracker.models import User


def keeps_accounts(user: User) -> bool:
    """Who sees all accounts and what becomes of them: an administrator, who sees nobody's work for it."""
    return user.is_admin


def ensure_keeps_accounts(user: User) -> None:
    """Inviting, disabling, signing out, making anonymous."""
    if not keeps_accounts(user):
        raise NotPermitted("keep accounts")
