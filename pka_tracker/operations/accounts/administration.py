"""What an administrator does to accounts: invited, invited again, disabled, enabled, signed out. Each is a line of history."""

from __future__ import annotations

import logging

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import AccountAction, AccountEvent, AccountState, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts import accounts, profiles
from pka_tracker.operations.plans.transitions import explained

log = logging.getLogger(__name__)

HAS_ACCOUNT = N_("There is an account with this e-mail address already. Look for it in the list.")
NOT_IN_USE = N_("This account is not in use, so there is nothing to end.")
OWN_ACCOUNT = N_("This is your own account. Another administrator can disable it.")
IS_DISABLED = N_("This account is disabled already.")
IS_ENABLED = N_("This account is not disabled.")
CANNOT_INVITE = N_("This account is disabled. Enable it first.")

#: The states in which somebody can sign in, or will be able to.
OPEN = frozenset((AccountState.ACTIVE, AccountState.INVITED, AccountState.NOT_INVITED))


def invite(email: str, name: str, actor: User, *, locale: str, is_admin: bool = False) -> User:
    """Give somebody an account; the caller writes the letter. Refuses an address that has one."""
    policy.ensure_keeps_accounts(actor)
    if db.session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Incomplete([HAS_ACCOUNT])
    user = accounts.invite(email, name, locale=locale, is_admin=is_admin)
    _note(user, AccountAction.INVITE, actor)
    return user


def invite_again(user: User, actor: User) -> None:
    """Let another invitation go out, which the caller writes. Refuses where the last one's link still works."""
    policy.ensure_keeps_accounts(actor)
    if user.state not in OPEN:
        raise NotPossibleNow(CANNOT_INVITE)
    profiles.renew_invitation(user)
    _note(user, AccountAction.INVITE, actor)


def disable(user: User, actor: User, reason: str) -> None:
    """Nobody signs in with the account any more, and whoever is signed in is not. What was written stays."""
    policy.ensure_keeps_accounts(actor)
    reason = explained(reason)
    if words := why_it_stays_open(user, actor):
        raise NotPossibleNow(words)
    user.active = False
    accounts.end_sessions(user)
    _note(user, AccountAction.DISABLE, actor, reason)


def why_it_stays_open(user: User, actor: User) -> str:
    """Why an account cannot be disabled now, as a sentence; nothing where it can."""
    if user.id == actor.id:
        return OWN_ACCOUNT
    return "" if user.state in OPEN else IS_DISABLED


def enable(user: User, actor: User) -> None:
    """Let the account be used again, with the password it had. Who is anonymous stays so."""
    policy.ensure_keeps_accounts(actor)
    if user.state is not AccountState.DISABLED:
        raise NotPossibleNow(IS_ENABLED)
    user.active = True
    _note(user, AccountAction.ENABLE, actor)


def end_sessions(user: User, actor: User) -> None:
    """Sign somebody out everywhere, as after a lost telephone."""
    policy.ensure_keeps_accounts(actor)
    if user.state is not AccountState.ACTIVE:
        raise NotPossibleNow(NOT_IN_USE)
    accounts.end_sessions(user)
    _note(user, AccountAction.END_SESSIONS, actor)


def _note(user: User, action: AccountAction, actor: User, reason: str = "") -> None:
    write_event(user, action, actor, reason)
    log.info("user %s: %s by user %s", user.id, action, actor.id)


def write_event(user: User, action: AccountAction, actor: User | None, reason: str = "") -> None:
    """Append a line to the history of an account; nobody is the operator."""
    db.session.add(
        AccountEvent(user_id=user.id, action=action, actor_id=actor.id if actor else None, reason=reason)
    )
    db.session.flush()
