"""The agencies that people of all cohorts belong to."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import Agency, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.people.offices import Offices, key
from pka_tracker.queries.agencies import is_used_elsewhere
from pka_tracker.queries.cohorts.people_import import Office, list_offices

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
    """Add an agency. Refuses a name that the region has already, however it is spelt."""
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


def alike(facts: Facts, agency: Agency | None = None) -> str:
    """The agency, with its region, that what was typed is much like; empty where there is none, or it was so before."""
    before = facts_of(agency) if agency else None
    if before and (before.name, before.region) == (facts.name, facts.region):
        return ""
    offices, found = _called(facts, agency)
    if found[0].id is None:
        return offices.alike(found[0])
    return "" if any(key(office.region) == key(facts.region) for office in found) else found[0].label


def _called(facts: Facts, agency: Agency | None) -> tuple[Offices, list[Office]]:
    """The other agencies, and those among them that are called like this one; itself where there are none."""
    with db.session.no_autoflush:
        offices = Offices(office for office in list_offices() if agency is None or office.id != agency.id)
    return offices, offices.find(facts.name, facts.region)


def _keep(agency: Agency, facts: Facts) -> None:
    if any(office.id and key(office.region) == key(facts.region) for office in _called(facts, agency)[1]):
        raise Incomplete([SAME_NAME])
    for field, value in asdict(facts).items():
        setattr(agency, field, value)
    db.session.add(agency)
    db.session.flush()
