"""The agencies that people of all cohorts belong to."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import Agency, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.queries.agencies import is_used_elsewhere

log = logging.getLogger(__name__)

SAME_NAME = N_("This region has an agency of this name already.")


@dataclass(frozen=True)
class Facts:
    """What is kept of an agency."""

    name: str
    region: str = ""
    kind: str = ""


def facts_of(agency: Agency) -> Facts:
    """What is kept of it now."""
    return Facts(agency.name, agency.region, agency.kind)


def create(facts: Facts, actor: User) -> Agency:
    """Add an agency. Refuses a name that the region has already, whatever the size of its letters."""
    policy.ensure_keeps_agencies(actor)
    agency = Agency()
    _keep(agency, facts)
    log.info("agency %s: created by user %s", agency.id, actor.id)
    return agency


def edit(agency: Agency, facts: Facts, actor: User, *, seen: int) -> None:
    """Correct an agency, for everybody who belongs to it.

    Refuses an organizer where people of others' cohorts do, a page that is outdated, and what ``create`` refuses.
    """
    policy.ensure_edits_agency(actor, used_elsewhere=is_used_elsewhere(agency, actor))
    if facts == facts_of(agency):
        return
    if agency.lock_version != seen:
        raise ChangedMeanwhile(agency)
    _keep(agency, facts)
    log.info("agency %s: edited by user %s", agency.id, actor.id)


def _keep(agency: Agency, facts: Facts) -> None:
    with db.session.no_autoflush:
        same = select(Agency.id).where(
            func.lower(Agency.name) == facts.name.lower(),
            func.lower(Agency.region) == facts.region.lower(),
            Agency.id != (agency.id or 0),
        )
        if db.session.scalar(same) is not None:
            raise Incomplete([SAME_NAME])
    for field, value in asdict(facts).items():
        setattr(agency, field, value)
    db.session.add(agency)
    db.session.flush()
