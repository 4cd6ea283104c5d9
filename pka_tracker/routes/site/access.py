"""Who is asking, and which pages need no account."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask_security import current_user

from pka_tracker.models import User

F = TypeVar("F", bound=Callable[..., Any])


def me() -> User:
    """The signed-in user: the row itself, not Flask-Login's proxy for it."""
    user: User = current_user._get_current_object()
    return user


def account_key() -> str:
    """What names the account that is signed in to its own browser, which keeps copies of its text under it."""
    user = me()
    return hashlib.sha256(f"{user.id} {user.created_at.timestamp()}".encode()).hexdigest()[:16]


def public(view: F) -> F:
    """Mark a view as open to everyone."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def takes_files(view: F) -> F:
    """Mark a view as one that files are sent to: its requests may be large, and it says itself when it writes."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def is_for_files(view: Callable[..., Any]) -> bool:
    """Whether files are sent to the view."""
    return getattr(view, "takes_files", False)


def is_public(view: Callable[..., Any]) -> bool:
    """Whether the view needs no account."""
    return getattr(view, "is_public", False)
