"""Letters about an account, and addresses that letters and papers name."""

from __future__ import annotations

from pka_tracker.emails.writing import absolute, queue
from pka_tracker.models import (
    NoteEvent,
    PlanVersion,
    User,
)


def invitation(user: User, link: str) -> None:
    """To somebody who has no password yet: the link with which to choose one."""
    queue(user, "invitation", user.timezone, link)


def password_reset(user: User, link: str) -> None:
    """To whoever asked: the link with which to choose a new password."""
    queue(user, "password_reset", user.timezone, link)


def password_changed(user: User) -> None:
    """To the owner of an account: the password was changed, and what to do if it was not by them."""
    queue(user, "password_changed", user.timezone, "/reset")


def reset_link(token: str) -> str:
    """The address under which the bearer of the token chooses a password."""
    return absolute(f"/reset/{token}")


def verify_link(text: PlanVersion | NoteEvent) -> str:
    """The address at which anybody can check a version, or the text of a note that was handed in."""
    return absolute(f"/verify/{text.sha256}")
