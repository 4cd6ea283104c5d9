"""The cohort of a year ago: a few officials most of whose plans are completed and whose replications went on since."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import sqlalchemy as sa

from pka_tracker.demo.people import HOST, Cast, date_stages, home_of, person
from pka_tracker.demo.story import Story
from pka_tracker.demo.texts import read
from pka_tracker.extensions import db
from pka_tracker.models import Agency, Cohort, CohortRole, Membership, StudyVisit, User
from pka_tracker.operations.accounts import accounts

#: One plan was handed to a successor, of one nothing was heard (``afterwards``); both were never completed.
HANDED_OVER, QUIET = 52, 53
#: The patterns of their plans, by the roster number that ``home_of`` knows; their replications name these.
NUMBERS = (49, 50, 51, 57, HANDED_OVER, QUIET)
YEAR = timedelta(days=365)


def tell(cast: Cast, random: Random, password: str) -> list[Membership]:
    """Create the cohort and its participants, each with a plan. ``password`` is a hash."""
    cohort = _cohort(cast.cohort)
    before = Cast(cohort, cohort.visits[0], mentors=cast.mentors)
    for organizer in db.session.scalars(
        sa.select(Membership).filter_by(cohort_id=cast.cohort.id, role=CohortRole.ORGANIZER)
    ).all():
        accounts.enrol(organizer.user, cohort.id, CohortRole.ORGANIZER)
    for place, number in enumerate(NUMBERS):
        user = _official(place, number, random, password)
        membership = accounts.enrol(user, cohort.id, CohortRole.PARTICIPANT)
        membership.roster_no, membership.group_name = number, "Kelompok 1"
        membership.mentor = cast.mentors[(place + 1) % len(cast.mentors)]
        db.session.flush()
        stage = "in_implementation" if number in (HANDED_OVER, QUIET) else "completed"
        Story(membership, before, random, stage=stage).tell()
        before.participants.append(membership)
    db.session.commit()
    return before.participants


def _cohort(now: Cohort) -> Cohort:
    """As the present one, a year earlier."""
    start = now.starts_on - YEAR
    cohort = Cohort(
        program=now.program,
        name=f"PKA Kabupaten Minahasa {start.year}",
        theme=now.theme,
        organizer_name=now.organizer_name,
        timezone=now.timezone,
        starts_on=start,
    )
    first = start + timedelta(days=21)
    date_stages(cohort, ())
    cohort.visits.append(StudyVisit(host=HOST, starts_on=first, ends_on=first + timedelta(days=2)))
    db.session.add(cohort)
    db.session.flush()
    return cohort


def _official(place: int, number: int, random: Random, password: str) -> User:
    home = home_of(number - 1)
    user = person(f"alumni{place + 1:02d}", read("people")["alumni"][place], password, random, 1972 + place)
    user.agency = db.session.scalars(sa.select(Agency).filter_by(name=home["agency"])).one()
    user.work_unit, user.rank_grade = home["unit"], read("people")["ranks"][place % 3]
    user.position = f"Kepala {home['unit']}" if home["unit"].startswith("Bidang") else home["unit"]
    return user
