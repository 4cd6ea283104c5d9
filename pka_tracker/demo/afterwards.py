"""What became of the plans of the year before: most go on, one is quiet, one was handed over and stopped.

Everybody was asked after six months; who is quiet did not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from pka_tracker.demo.alumni import HANDED_OVER, QUIET
from pka_tracker.demo.people import ZONE, person
from pka_tracker.demo.texts import read
from pka_tracker.extensions import db, story_time
from pka_tracker.models import ActionPlan, Cohort, Membership, PostEvaluation
from pka_tracker.models.cohorts.workdays import is_working_hour
from pka_tracker.models.evaluation import months_after
from pka_tracker.operations import evaluations
from pka_tracker.operations.plans import succession
from pka_tracker.queries.evaluations import list_due, promised_by


def tell(former: Sequence[Membership], random: Random, password: str) -> None:
    """The transfer, then the answers of month 6. ``password`` is a hash."""
    numbers = {membership.user_id: membership.roster_no or 0 for membership in former}
    cohort = former[0].cohort
    _hand_over(next(m for m in former if m.roster_no == HANDED_OVER), random, password)
    moment = _working_moment(months_after(cohort.ends_on, 6), cohort)
    story_time.set(moment)
    asked = [one for due in list_due(moment) if (one := evaluations.ask(due))]
    for place, one in enumerate(asked):
        number = numbers[one.plan.owner_id]
        if number != QUIET:
            story_time.set(moment + timedelta(days=place, hours=place % 4, minutes=7 * place))
            _answer(one, stopped=number == HANDED_OVER, place=place)
    db.session.commit()


def _hand_over(member: Membership, random: Random, password: str) -> None:
    """The official was transferred a few weeks after the course; somebody of the same office takes over."""
    owner, cohort = member.user, member.cohort
    successor = person("penerus01", read("people")["successor"], password, random, 1979)
    successor.agency, successor.work_unit, successor.position = owner.agency, owner.work_unit, owner.position
    plan = db.session.scalars(sa.select(ActionPlan).filter_by(owner_id=owner.id)).one()
    story_time.set(_working_moment(cohort.ends_on + timedelta(days=40), cohort))
    words = {"email": successor.email, "reason": "Mutasi ke Sekretariat Daerah."}
    succession.hand_over(plan, owner, seen=plan.lock_version, **words)
    db.session.commit()


def _answer(one: PostEvaluation, *, stopped: bool, place: int) -> None:
    told = read("notes")["evaluation"]
    promised = promised_by([one.plan_id])[one.plan_id]
    answer: dict[str, Any] = dict(told["stopped"] if stopped else told["goes_on"][place % 2])
    answer["remarks"] = told["mentor" if one.as_mentor else "writer"][stopped]
    answer["milestones"] = {str(m.id): True for m in promised.milestones if m.verified_at}
    if not stopped:
        answer["indicators"] = {str(i.id): i.target_medium for i in promised.indicators if i.target_medium}
    evaluations.submit(one, answer, seen=one.lock_version)


def _working_moment(day: date, cohort: Cohort) -> datetime:
    """Ten in the morning of the first working day from here."""
    moment = datetime.combine(day, time(10), ZONE)
    while not is_working_hour(moment, cohort.holidays):
        moment += timedelta(days=1)
    return moment
