"""What a cohort is: its settings and its calendar."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func, select, update

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, Cohort, CohortRole, PlanState, Program, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.accounts.profiles import Person
from pka_tracker.operations.cohorts import people
from pka_tracker.operations.cohorts.setups import Setup, faults_of, setup_of

log = logging.getLogger(__name__)

SAME_NAME = N_("This programme has a cohort of this name already. Give this one another name.")


def create(setup: Setup, actor: User, organizer: Person | None = None) -> tuple[Cohort, people.Added]:
    """Begin a cohort. Its first organizer is whoever is named, else the one who begins it.

    Refuses whoever neither organizes a cohort nor is an administrator, and what ``change`` refuses.
    """
    policy.ensure_creates_cohorts(actor)
    cohort = Cohort(holidays={})
    _keep(cohort, setup)
    log.info("cohort %s: created by user %s", cohort.id, actor.id)
    place = people.Place(CohortRole.ORGANIZER)
    if organizer is not None:
        return cohort, people.add(cohort, organizer, place, actor)
    return cohort, people.Added(people.enrol(cohort, actor, place, actor), is_new=False)


def change(cohort: Cohort, setup: Setup, actor: User, *, seen: int) -> None:
    """Change the settings. Drafts that have the common deadline follow it; every other date already given stays.

    Refuses a page older than what is kept, days in the wrong order and a name the programme has already; the
    same again changes nothing.
    """
    policy.ensure_sets_up(actor, cohort.id)
    if setup == setup_of(cohort):
        return
    if cohort.lock_version != seen:
        raise ChangedMeanwhile(cohort)
    before = cohort.plans_due_at
    _keep(cohort, setup)
    if before != cohort.plans_due_at:
        _let_drafts_follow(cohort, before)
    log.info("cohort %s: settings by user %s", cohort.id, actor.id)


def _keep(cohort: Cohort, setup: Setup) -> None:
    with db.session.no_autoflush:
        _ensure_sound(cohort, setup)
        program = db.session.scalar(select(Program).where(Program.name == setup.program))
    cohort.program = program or Program(name=setup.program)
    for field, value in asdict(setup).items():
        if field != "program":
            setattr(cohort, field, value)
    db.session.add(cohort)
    db.session.flush()


def _ensure_sound(cohort: Cohort, setup: Setup) -> None:
    same = (
        select(Cohort.id)
        .join(Cohort.program)
        .where(Program.name == setup.program, func.lower(Cohort.name) == func.lower(setup.name))
    )
    if cohort.id is not None:
        same = same.where(Cohort.id != cohort.id)
    faults = faults_of(setup)
    if db.session.scalar(same) is not None:
        faults.append(SAME_NAME)
    if faults:
        raise Incomplete(faults)


def _let_drafts_follow(cohort: Cohort, before: datetime | None) -> None:
    db.session.execute(
        update(ActionPlan)
        .where(
            ActionPlan.cohort_id == cohort.id,
            ActionPlan.state == PlanState.DRAFT,
            ActionPlan.due_at.is_not_distinct_from(before),
        )
        .values(due_at=cohort.plans_due_at)
        .execution_options(synchronize_session=False)
    )


def set_holidays(cohort: Cohort, actor: User, days: Mapping[date, str], *, seen: int) -> None:
    """Say on which days a cohort does not work, and what they are called; deadlines already set stay.

    Refuses a page older than what is kept; the same days again change nothing.
    """
    policy.ensure_organizes(actor, cohort.id)
    found = {day.isoformat(): days[day] for day in sorted(days)}
    if found == cohort.holidays:
        return
    if cohort.lock_version != seen:
        raise ChangedMeanwhile(cohort)
    cohort.holidays = found
    db.session.flush()
    log.info("cohort %s: %s holidays by user %s", cohort.id, len(found), actor.id)


def replace_holidays(cohort_id: int, days: Iterable[date]) -> Cohort:
    """The same for the operator, without names; a day that has one keeps it. Refuses an unknown cohort."""
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound(f"cohort {cohort_id}")
    wanted = sorted({day.isoformat() for day in days})
    cohort.holidays = {day: cohort.holidays.get(day, "") for day in wanted}
    db.session.flush()
    return cohort
