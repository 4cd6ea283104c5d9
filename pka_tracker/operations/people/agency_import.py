"""The agencies of a region from a file: known ones stay as they are, new ones are added."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.models import Cohort, ImportRow, Judgement, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.people import rows as words
from pka_tracker.operations.people.changes import find_office
from pka_tracker.operations.people.offices import Offices, keep_offices
from pka_tracker.operations.people.people_import import fingerprint
from pka_tracker.operations.people.rows import Verdict
from pka_tracker.queries.cohorts.people_import import Office, list_offices

log = logging.getLogger(__name__)

LENGTHS = {"agency": 200, "kind": 40, "region": 120, "usual_region": 120}
NO_AGENCY = N_("Write the name of the agency.")
REPEATED = N_("This agency stands in row %(row)s already.")

__all__ = ["carry_out", "fingerprint", "judge"]


@dataclass
class AgencyVerdict(Verdict):
    """What would become of a row that names an agency and nobody."""

    @property
    def judgement(self) -> Judgement:
        if self.reason:
            return Judgement.REFUSED
        return Judgement.NEW if self.office and self.office.id is None else Judgement.SAME

    def stays_with(self, office: Office) -> bool:
        return office.id is not None

    @property
    def can_be_invited(self) -> bool:
        return False


def judge(cohort: Cohort, rows: Sequence[ImportRow], actor: User) -> list[Verdict]:
    """A verdict for each row, changing nothing. One statement, however many rows."""
    policy.ensure_organizes(actor, cohort.id)
    offices = Offices(list_offices())
    seen: dict[Office, int] = {}
    verdicts: list[Verdict] = []
    for place, row in enumerate(rows, 1):
        verdict = AgencyVerdict(
            row, -place, None, reason=_unreadable(row), about=words.too_long(row, LENGTHS)
        )
        find_office(verdict, offices)
        if (
            verdict.office
            and seen.setdefault(verdict.office, row.number) != row.number
            and not verdict.reason
        ):
            verdict.reason, verdict.about = REPEATED, {"row": seen[verdict.office]}
        if verdict.judgement is Judgement.NEW and verdict.office:
            told = {"kind": verdict.text("kind"), "region": verdict.office.region}
            verdict.contents = [(field, text) for field, text in told.items() if text]
        verdicts.append(verdict)
    return verdicts


def carry_out(
    cohort: Cohort, rows: Sequence[ImportRow], actor: User, *, seen: str, **_options: Any
) -> list[Verdict]:
    """Add the agencies that are new. Refuses where this is no longer what was shown (``seen``)."""
    verdicts = judge(cohort, rows, actor)
    if fingerprint(verdicts) != seen:
        raise ChangedMeanwhile(verdicts)
    new = {v.office: v.text("kind") for v in verdicts if v.office and v.judgement is Judgement.NEW}
    try:
        keep_offices(new)
    except IntegrityError as error:  # somebody added the same agency at the same instant
        raise ChangedMeanwhile(verdicts) from error
    log.info("%s agencies imported by user %s", len(new), actor.id)
    return verdicts


def _unreadable(row: ImportRow) -> str:
    checks = (
        (NO_AGENCY, not row.texts.get("agency")),
        (words.TOO_LONG, bool(words.too_long(row, LENGTHS))),
    )
    return next((why for why, refused in checks if refused), "")
