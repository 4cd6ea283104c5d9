"""All accounts, for an administrator: who they are and how the account stands, never what they wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from pka_tracker import policy
from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.models import AccountEvent, AccountState, CohortRole, Membership, User
from pka_tracker.queries.paging import Page, like, paginate

#: Among the roles of a cohort, what the filter calls administrators.
ADMIN = "admin"
IN_STATE: dict[AccountState, ColumnElement[bool]] = {
    AccountState.ACTIVE: and_(User.active, User.password.is_not(None)),
    AccountState.INVITED: and_(User.active, User.password.is_(None), User.invited_at.is_not(None)),
    AccountState.NOT_INVITED: and_(User.active, User.password.is_(None), User.invited_at.is_(None)),
    AccountState.DISABLED: and_(User.active.is_(False), User.anonymised_at.is_(None)),
    AccountState.ANONYMOUS: User.anonymised_at.is_not(None),
}


@dataclass(frozen=True)
class AccountsView:
    """What was asked of the list; everything of it is in the address."""

    search: str = ""
    state: str = ""
    role: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.state or self.role)


def may_see(viewer: User) -> ColumnElement[bool]:
    """The WHERE of seeing accounts: an administrator sees all, everybody else none."""
    return true() if policy.keeps_accounts(viewer) else false()


def visible_to(viewer: User) -> Select[User]:
    """The accounts this person keeps."""
    return select(User).where(may_see(viewer)).options(raiseload("*", sql_only=True))


def list_accounts(viewer: User, view: AccountsView) -> Page[User]:
    """One page of the accounts by name, each with its agency; anonymous ones only where they are asked for."""
    asked = [IN_STATE[AccountState(view.state)] if view.state else User.anonymised_at.is_(None)]
    if view.search:
        asked.append(or_(*(like(column, view.search) for column in (User.name, User.email, User.nip))))
    if view.role:
        asked.append(_has_role(view.role))
    rows = visible_to(viewer).where(*asked).options(joinedload(User.agency))
    return paginate(rows.order_by(func.lower(User.name), User.id), view.page)


def _has_role(role: str) -> ColumnElement[bool]:
    if role == ADMIN:
        return User.is_admin.is_(True)
    return exists().where(Membership.user_id == User.id, Membership.role == CohortRole(role))


def roles_of(user_ids: Iterable[int]) -> dict[int, list[CohortRole]]:
    """What these people are in any cohort, by the account's number. One statement."""
    found: dict[int, set[CohortRole]] = defaultdict(set)
    asked = select(Membership.user_id, Membership.role).where(Membership.user_id.in_(list(user_ids)))
    for user_id, role in db.session.execute(asked.distinct()):
        found[user_id].add(role)
    return {user_id: [role for role in CohortRole if role in roles] for user_id, roles in found.items()}


def get_account(user_id: int, viewer: User, *, lock: bool = False) -> User:
    """One account with its agency and its places in cohorts; ``lock`` holds its row until the commit."""
    places = selectinload(User.memberships).options(
        joinedload(Membership.cohort), raiseload("*", sql_only=True)
    )
    asked = visible_to(viewer).where(User.id == user_id).options(selectinload(User.agency), places)
    if lock:
        asked = asked.with_for_update(of=User)
    user = db.session.scalar(asked.execution_options(populate_existing=True))
    if user is None:
        raise NotFound(user_id)
    return user


def history_of(user: User, viewer: User, page: int = 1) -> Page[AccountEvent]:
    """What was done to an account, newest first, each line with who did it."""
    events = (
        select(AccountEvent)
        .join(User, User.id == AccountEvent.user_id)
        .where(AccountEvent.user_id == user.id, may_see(viewer))
        .options(joinedload(AccountEvent.actor).raiseload("*", sql_only=True), raiseload("*", sql_only=True))
        .order_by(AccountEvent.at.desc(), AccountEvent.id.desc())
    )
    return paginate(events, page)


def count_by_state(viewer: User) -> dict[AccountState, int]:
    """How many accounts are in each state. One statement."""
    counts: Any = [func.count().filter(where) for where in IN_STATE.values()]
    row = db.session.execute(visible_to(viewer).with_only_columns(*counts)).one()
    return dict(zip(IN_STATE, row, strict=True))
