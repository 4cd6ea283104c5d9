"""Who belongs to a cohort: added and given a place; ``leaving.py`` removes."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import (
    Cohort,
    CohortRole,
    MemberAction,
    MemberEvent,
    Membership,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts import accounts
from pka_tracker.operations.accounts.profiles import SAME_NIP, Person, has_nip

log = logging.getLogger(__name__)

NO_NAME = N_("There is no account with this e-mail address yet. Type the person's name.")
SWITCHED_OFF = N_("The account with this e-mail address is switched off. Ask an administrator.")
ALREADY = N_("This person has this role in the cohort already.")
ROSTER_TAKEN = N_("Another participant has this roster number. Choose a free one.")


@dataclass(frozen=True)
class Place:
    """What somebody is in a cohort; number and group are a participant's."""

    role: CohortRole
    roster_no: int | None = None
    group_name: str = ""


class Added(NamedTuple):
    """Somebody is in a cohort now; where the account is new, the caller writes the invitation."""

    membership: Membership
    is_new: bool


def add(cohort: Cohort, person: Person, place: Place, actor: User) -> Added:
    """Put somebody into a cohort. An account that exists is kept as it is, and told by letter.

    Refuses a role the person has there already, a roster number that is taken, an account that is switched off,
    and a new account without a name or with the NIP of another.
    """
    policy.ensure_sets_up(actor, cohort.id)
    user = db.session.scalar(select(User).where(User.email == person.email))
    checks = (
        (NO_NAME, user is None and not person.name),
        (SAME_NIP, user is None and has_nip(person.nip)),
        (SWITCHED_OFF, user is not None and not user.active),
        (ALREADY, user is not None and _holds(user, cohort, place.role)),
        (ROSTER_TAKEN, _is_taken(cohort.id, place)),
    )
    if missing := [words for words, refused in checks if refused]:
        raise Incomplete(missing)
    if user is not None:
        membership = enrol(cohort, user, place, actor)
        emails.enrolled(membership)
        return Added(membership, is_new=False)
    user = accounts.invite(person.email, person.name)
    for field, value in asdict(person).items():
        setattr(user, field, value)
    return Added(enrol(cohort, user, place, actor), is_new=True)


def enrol(cohort: Cohort, user: User, place: Place, actor: User) -> Membership:
    """Write that somebody is in the cohort, and when they came. Who calls it has asked whether they may."""
    if place.role is not CohortRole.PARTICIPANT:
        place = Place(place.role)
    membership = Membership(cohort=cohort, user=user, **asdict(place))
    db.session.add(membership)
    write_event(membership, MemberAction.ADD, actor)
    db.session.flush()
    log.info("cohort %s: user %s is %s by user %s", cohort.id, user.id, place.role, actor.id)
    return membership


def write_event(
    membership: Membership,
    action: MemberAction,
    actor: User,
    *,
    old: User | None = None,
    new: User | None = None,
    reason: str = "",
) -> None:
    """Append a line to the history of the cohort's people."""
    db.session.add(
        MemberEvent(
            cohort_id=membership.cohort.id,
            user=membership.user,
            role=membership.role,
            action=action,
            actor=actor,
            old=old,
            new=new,
            reason=reason,
        )
    )


def set_place(membership: Membership, place: Place, actor: User, *, seen: int) -> None:
    """Give a participant roster number and group. Refuses a number that is taken; the same again changes nothing."""
    policy.ensure_sets_up(actor, membership.cohort_id)
    wanted = (place.roster_no, place.group_name)
    if (membership.roster_no, membership.group_name) == wanted:
        return
    if membership.lock_version != seen:
        raise ChangedMeanwhile(membership)
    if _is_taken(membership.cohort_id, place, membership.id):
        raise Incomplete([ROSTER_TAKEN])
    membership.roster_no = place.roster_no
    regroup(membership, place.group_name, actor)
    db.session.flush()


def regroup(membership: Membership, group: str, actor: User) -> None:
    """Write a participant's group; another one than before is a line of the history."""
    if membership.group_name == group:
        return
    db.session.add(
        MemberEvent(
            cohort_id=membership.cohort_id,
            user_id=membership.user_id,
            role=membership.role,
            action=MemberAction.SET_GROUP,
            actor_id=actor.id,
            reason=" → ".join(name or "–" for name in (membership.group_name, group)),
        )
    )
    membership.group_name = group


def set_group(membership: Membership, group: str, actor: User, *, seen: int) -> None:
    """Put a participant into a group; an empty name takes them out of theirs."""
    set_place(membership, Place(membership.role, membership.roster_no, group.strip()), actor, seen=seen)


def _holds(user: User, cohort: Cohort, role: CohortRole) -> bool:
    same = select(func.count()).where(
        Membership.user_id == user.id, Membership.cohort_id == cohort.id, Membership.role == role
    )
    return db.session.execute(same).scalar_one() > 0


def _is_taken(cohort_id: int, place: Place, but: int | None = None) -> bool:
    if place.role is not CohortRole.PARTICIPANT or place.roster_no is None:
        return False
    same = select(Membership.id).where(
        Membership.cohort_id == cohort_id,
        Membership.roster_no == place.roster_no,
        Membership.id != (but or 0),
    )
    return db.session.scalar(same) is not None
