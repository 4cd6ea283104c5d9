"""Everything that changes the catalogue of a host, and with it what the search finds."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import Practice, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.texts import search
from pka_tracker.queries.practices.practices import SUBJECT, hosts_kept_by

log = logging.getLogger(__name__)

NO_NAME = N_("Give the practice a name.")
SAME_NAME = N_("The catalogue of this host has a practice of this name already. Edit that one.")


@dataclass(frozen=True)
class Facts:
    """What a catalogue says of one practice. ``documents`` are web addresses, one a line."""

    name: str
    category: str = ""
    owner_unit: str = ""
    audience: str = ""
    description: str = ""
    contact: str = ""
    documents: str = ""
    source: str = ""
    replicable: bool = False


def create(host: str, facts: Facts, actor: User | None) -> Practice:
    """Add a practice to the catalogue of a host; ``actor`` is None for the operator at the command line.

    Refuses who does not organize a cohort that visits the host, and a name that is there already.
    """
    if actor is not None:
        policy.ensure_keeps_catalogue(host, hosts_kept_by(actor))
    _ensure_fits(host, facts)
    practice = Practice(host=host, **asdict(facts))
    db.session.add(practice)
    keep_words(practice)
    log.info("practice %s: created by user %s", practice.id, actor and actor.id)
    return practice


def edit(practice: Practice, facts: Facts, actor: User, *, seen: int) -> None:
    """Change what the catalogue says. Refuses a page that is older than the practice."""
    policy.ensure_keeps_catalogue(practice.host, hosts_kept_by(actor))
    if facts == facts_of(practice):
        return  # sent again because the answer was lost
    if practice.lock_version != seen:
        raise ChangedMeanwhile(practice)
    _ensure_fits(practice.host, facts, practice)
    for field, value in asdict(facts).items():
        setattr(practice, field, value)
    keep_words(practice)
    log.info("practice %s: edited by user %s", practice.id, actor.id)


def retire(practice: Practice, actor: User, *, seen: int) -> None:
    """Offer the practice no longer; its page, the notes on it and the plans that use it stay."""
    _offer(practice, actor, seen=seen, active=False)


def restore(practice: Practice, actor: User, *, seen: int) -> None:
    """Offer a retired practice again."""
    _offer(practice, actor, seen=seen, active=True)


def facts_of(practice: Practice) -> Facts:
    """What the catalogue says of it now."""
    return Facts(**{field: getattr(practice, field) for field in Facts.__dataclass_fields__})


def _offer(practice: Practice, actor: User, *, seen: int, active: bool) -> None:
    policy.ensure_keeps_catalogue(practice.host, hosts_kept_by(actor))
    if practice.lock_version != seen:
        raise ChangedMeanwhile(practice)
    if practice.active is active:
        raise NotPossibleNow("offer")
    practice.active = active
    db.session.flush()
    log.info("practice %s: active %s by user %s", practice.id, active, actor.id)


def _ensure_fits(host: str, facts: Facts, practice: Practice | None = None) -> None:
    """Refuse a practice without a name, or with one that differs from another's in its letters' size only."""
    if not facts.name:
        raise Incomplete([NO_NAME])
    same = select(Practice.id).where(
        Practice.host == host, func.lower(Practice.name) == func.lower(facts.name)
    )
    if practice is not None:
        same = same.where(Practice.id != practice.id)
    if db.session.scalar(same) is not None:
        raise Incomplete([SAME_NAME])


def keep_words(practice: Practice) -> None:
    """Let it be found by what the catalogue says of it now."""
    db.session.flush()
    rest = (
        practice.category,
        practice.host,
        practice.owner_unit,
        practice.audience,
        practice.description,
        practice.contact,
    )
    search.keep(SUBJECT, practice.id, practice.name, " ".join(rest))
