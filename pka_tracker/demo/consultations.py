"""What the first participants talked about with their mentors and coaches, written down and acknowledged."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from pka_tracker.demo.people import ZONE
from pka_tracker.demo.texts import read
from pka_tracker.extensions import db, story_time
from pka_tracker.models import ConsultationStage, Medium, Membership
from pka_tracker.operations.reviews import consultations
from pka_tracker.operations.reviews.consultations import Talk

#: How many of the talks a participant had, by number; the newest of every second one is not acknowledged.
TALKS = {1: 2, 2: 2, 3: 3, 4: 4, 5: 2, 6: 3, 7: 5}


def tell(membership: Membership) -> None:
    """Fill the log of one participant, without drawing lots: other stories stay as they are."""
    number = membership.roster_no or 0
    talks = read("consultations")["entries"][: TALKS.get(number, 0)]
    for place, entry in enumerate(talks, start=1):
        held_on = _working_day(membership.cohort.starts_on + timedelta(days=entry["day"]))
        _go_to(held_on, time(15, 20))
        guide = membership.coach if entry["by"] == "coach" else membership.mentor
        if guide is None:
            continue
        written = consultations.write(
            membership, guide, _talk(entry, number % 2, held_on), form_key=f"demo{place}"
        )
        if place < len(talks) or number % 2 == 0:
            _go_to(held_on + timedelta(days=1), time(8, 10))
            consultations.acknowledge(written, membership.user, seen=written.lock_version)
    db.session.commit()


def _talk(entry: dict[str, Any], kind: int, held_on: date) -> Talk:
    return Talk(
        held_on=held_on,
        medium=Medium(entry["medium"][kind]),
        stage=ConsultationStage(entry["stage"]),
        topic=entry["topic"][kind],
        direction=entry["direction"][kind],
        follow_up=entry["follow_up"][kind],
        due_on=held_on + timedelta(days=entry["due"]),
    )


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _go_to(day: date, hour: time) -> None:
    story_time.set(datetime.combine(day, hour, ZONE))
