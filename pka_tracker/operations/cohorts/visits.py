"""The study visits of a cohort: planned, corrected, called off."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import func, select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.models import AtmNote, Cohort, StudyVisit, User, VisitMode
from pka_tracker.models.texts.outline import N_
from pka_tracker.queries.cohorts.visits import known_host

log = logging.getLogger(__name__)

ENDS_BEFORE = N_("The visit ends before it begins. Correct one of the two days.")
SAME_VISIT = N_("The cohort has a visit to this host from this day already.")
HAS_NOTES = N_("Notes speak of this visit, so it stays. Correct it instead.")


@dataclass(frozen=True)
class Journey:
    """Where a visit goes, when, and which groups; none named is everybody."""

    host: str
    mode: VisitMode
    starts_on: date
    ends_on: date
    groups: list[str] = field(default_factory=list)


def journey_of(visit: StudyVisit) -> Journey:
    """How a visit is planned now."""
    return Journey(visit.host, visit.mode, visit.starts_on, visit.ends_on, visit.groups)


def create(cohort: Cohort, journey: Journey, actor: User) -> StudyVisit:
    """Plan a visit. Refuses days in the wrong order, and the same host from the same day again."""
    policy.ensure_sets_up(actor, cohort.id)
    visit = StudyVisit(cohort_id=cohort.id)
    _keep(visit, journey)
    log.info("visit %s: created by user %s", visit.id, actor.id)
    return visit


def edit(visit: StudyVisit, journey: Journey, actor: User, *, seen: int) -> None:
    """Correct a visit; notes that speak of it name the new host from then on. Refuses an outdated page."""
    policy.ensure_sets_up(actor, visit.cohort_id)
    if journey == journey_of(visit):
        return
    if visit.lock_version != seen:
        raise ChangedMeanwhile(visit)
    _keep(visit, journey)
    log.info("visit %s: edited by user %s", visit.id, actor.id)


def remove(visit: StudyVisit, actor: User, *, seen: int) -> None:
    """Call a visit off. Refused as soon as a note, a draft too, speaks of it."""
    policy.ensure_sets_up(actor, visit.cohort_id)
    if visit.lock_version != seen:
        raise ChangedMeanwhile(visit)
    if db.session.scalar(select(AtmNote.id).where(AtmNote.visit_id == visit.id).limit(1)) is not None:
        raise NotPossibleNow(HAS_NOTES)
    db.session.delete(visit)
    db.session.flush()
    log.info("visit %s: removed by user %s", visit.id, actor.id)


def _keep(visit: StudyVisit, journey: Journey) -> None:
    """Write the plan; a host that is known already keeps its spelling, because its catalogue hangs on it."""
    with db.session.no_autoflush:
        host = known_host(journey.host)
        same = select(StudyVisit.id).where(
            StudyVisit.cohort_id == visit.cohort_id,
            func.lower(StudyVisit.host) == func.lower(host),
            StudyVisit.starts_on == journey.starts_on,
            StudyVisit.id != (visit.id or 0),
        )
        checks = (
            (ENDS_BEFORE, journey.ends_on < journey.starts_on),
            (SAME_VISIT, db.session.scalar(same) is not None),
        )
    if missing := [words for words, refused in checks if refused]:
        raise Incomplete(missing)
    for name, value in asdict(journey).items():
        setattr(visit, name, value)
    visit.host = host
    db.session.add(visit)
    db.session.flush()
