"""What follows from other settings of a cohort, in sentences, before they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from pka_tracker.models import Cohort
from pka_tracker.operations.cohorts.setups import Setup, doubts_of, faults_of, setup_of
from pka_tracker.queries.cohorts.cohorts import Begun, count_begun, count_late_notes
from pka_tracker.words import gettext as _
from pka_tracker.words import ngettext


def consequences_of(cohort: Cohort, setup: Setup) -> list[str]:
    """What changes for work already begun, what stays, and what is doubtful from now on; nothing where all is well."""
    before, begun = setup_of(cohort), count_begun(cohort)
    found = doubts_about(setup, before)
    if setup.plans_due_at != before.plans_due_at:
        found += _of_plans_due(begun)
    if setup.notes_due_at != before.notes_due_at:
        found += _of_notes_due(cohort, setup)
    if (setup.starts_on, setup.ends_on) != (before.starts_on, before.ends_on) and begun.plans:
        found.append(
            ngettext(
                "Milestones in %(num)s plan are not moved. The next submission checks them against the new days.",
                "Milestones in %(num)s plans are not moved. The next submission checks them against the new days.",
                begun.plans,
            )
        )
    if setup.review_days != before.review_days and begun.reviewed:
        found.append(_reviews_stay(begun))
    if setup.coach_required and not before.coach_required:
        found += _of_coach(begun)
    if setup.usg_method is not before.usg_method and begun.plans:
        found.append(_("USG scores and ranks are computed anew everywhere, in versions handed in as well."))
    return found


def doubts_about(setup: Setup, before: Setup | None = None) -> list[str]:
    """What of the dates is seldom meant, but for what was so before; nothing while they cannot be kept at all."""
    known = doubts_of(before) if before else []
    return [] if faults_of(setup) else [_(words) for words in doubts_of(setup) if words not in known]


def _of_plans_due(begun: Begun) -> Iterator[str]:
    if begun.drafts:
        yield ngettext(
            "%(num)s draft gets the new deadline. No letter is sent; reminders follow the new day.",
            "%(num)s drafts get the new deadline. No letter is sent; reminders follow the new day.",
            begun.drafts,
        )
    if begun.own:
        yield ngettext(
            "%(num)s draft keeps the deadline it was given by itself.",
            "%(num)s drafts keep the deadline they were given by themselves.",
            begun.own,
        )
    if begun.reviewed:
        yield _reviews_stay(begun)
    if begun.revised:
        yield ngettext(
            "%(num)s plan to be revised keeps its date.",
            "%(num)s plans to be revised keep their dates.",
            begun.revised,
        )


def _reviews_stay(begun: Begun) -> str:
    return ngettext(
        "%(num)s plan that waits for its review keeps its date.",
        "%(num)s plans that wait for their review keep their dates.",
        begun.reviewed,
    )


def _of_notes_due(cohort: Cohort, setup: Setup) -> Iterator[str]:
    now_late = count_late_notes(cohort.id, cohort.notes_due_at)
    then_late = count_late_notes(cohort.id, setup.notes_due_at)
    if now_late or then_late:
        yield _(
            "Of the notes handed in, %(then)s are shown as late instead of %(now)s.",
            then=then_late,
            now=now_late,
        )


def _of_coach(begun: Begun) -> Iterator[str]:
    if begun.reviewed:
        yield ngettext(
            "%(num)s plan that waits for its mentor needs its coach's approval first.",
            "%(num)s plans that wait for their mentor need their coach's approval first.",
            begun.reviewed,
        )
    if begun.uncoached:
        yield ngettext(
            "%(num)s of them has no coach and cannot be approved until one is assigned.",
            "%(num)s of them have no coach and cannot be approved until one is assigned.",
            begun.uncoached,
        )
