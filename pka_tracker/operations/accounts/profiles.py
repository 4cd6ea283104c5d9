"""What others write about somebody: the profile, and the invitation to an account."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import Membership, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts import accounts

log = logging.getLogger(__name__)

#: So long the link of an invitation works; another letter before that only confuses.
LINK_WORKS = timedelta(hours=1)

SAME_EMAIL = N_("Another account has this e-mail address.")
SAME_NIP = N_("Another account has this NIP. Check it, or add that account by its e-mail address.")
FIXED_EMAIL = N_("This person signs in with this e-mail address already, so it stays as it is.")
HAS_PASSWORD = N_("This person has a password already, and can ask for a new link on the sign-in page.")
JUST_INVITED = N_("An invitation was sent less than an hour ago; its link still works.")


@dataclass(frozen=True)
class Person:
    """Who somebody is. All but the address matters only where there is no account yet."""

    email: str
    name: str = ""
    nip: str = ""
    rank_grade: str = ""
    position: str = ""
    work_unit: str = ""
    agency_id: int | None = None


def edit_profile(user: User, person: Person, actor: User, *, seen: int) -> None:
    """Correct somebody's profile; the address only as long as they have no password.

    Refuses whoever does not organize every cohort of this person, a page older than the profile, and a NIP of
    another account. The person comes with their memberships.
    """
    policy.ensure_edits_profile(actor, user)
    if person == person_of(user):
        return
    current = select(User.profile_no).where(User.id == user.id).with_for_update()
    if db.session.execute(current).scalar_one() != seen:
        raise ChangedMeanwhile(user)
    if person.nip != user.nip and has_nip(person.nip):
        raise Incomplete([SAME_NIP])
    if person.email != user.email:
        _change_email(user, person.email)
    for field, value in asdict(replace(person, email=user.email)).items():
        setattr(user, field, value)
    user.profile_no += 1
    db.session.flush()
    log.info("user %s: profile by user %s", user.id, actor.id)


def has_nip(nip: str) -> bool:
    """Whether an account has this NIP; a person has one account."""
    return bool(nip) and db.session.scalar(select(User.id).where(User.nip == nip).limit(1)) is not None


def person_of(user: User) -> Person:
    """What is written about somebody now."""
    return Person(**{field: getattr(user, field) for field in Person.__dataclass_fields__})


def _change_email(user: User, email: str) -> None:
    """The letters go elsewhere from now on, and a link that was sent to the old address dies."""
    taken = db.session.scalar(select(User.id).where(User.email == email)) is not None
    checks = ((FIXED_EMAIL, user.password is not None), (SAME_EMAIL, taken))
    if missing := [words for words, refused in checks if refused]:
        raise Incomplete(missing)
    user.email = email
    user.invited_at = None
    accounts.end_sessions(user)


def invite_again(membership: Membership, actor: User) -> None:
    """Let another invitation go out, which the caller writes. Refuses where the last one's link still works."""
    policy.ensure_sets_up(actor, membership.cohort_id)
    renew_invitation(membership.user)


def renew_invitation(user: User) -> None:
    """From now on the link of another letter works. Who calls it has asked whether they may."""
    if user.password is not None:
        raise NotPossibleNow(HAS_PASSWORD)
    if user.invited_at and user.invited_at > now() - LINK_WORKS:
        raise NotPossibleNow(JUST_INVITED)
    user.invited_at = now()
    db.session.flush()
