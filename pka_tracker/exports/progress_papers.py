"""The papers of what was talked about and done: the control card, and the report on the milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from pka_tracker import labels
from pka_tracker.exports.document import (
    Document,
    in_official_language,
    local_day,
    moment,
    person,
    rows,
    signatures,
)
from pka_tracker.models import (
    ActionPlan,
    ConsultationEntry,
    File,
    Indicator,
    Membership,
    Milestone,
    MilestoneState,
)
from pka_tracker.reading import Reading
from pka_tracker.reading.timeline import timeline
from pka_tracker.words import day, decimal, ngettext
from pka_tracker.words import gettext as _

#: A cell for ink: not empty, so that its column stays.
INK = "\u00a0"


def log_document(membership: Membership, entries: Sequence[ConsultationEntry], at: datetime) -> Document:
    """The control card (kartu kendali) of a participant, oldest talk first, with a column for ink.

    The membership comes with user, agency, cohort and guides, the entries with who wrote and acknowledged.
    """
    with in_official_language():
        user, zone = membership.user, membership.cohort.timezone
        ordered = sorted(entries, key=lambda entry: entry.number)
        heads = (
            *(_("Date"), _("Topic"), _("Direction given"), _("Follow-up")),
            *(_("Initials"), _("Acknowledged"), _("Signature")),
        )
        guides = [(_("Mentor"), membership.mentor), (_("Coach"), membership.coach)]
        table = rows("entries", heads, [_talk(e, zone) for e in ordered], [e.number for e in ordered])
        return Document(
            kind=_("Control card"),
            title=user.name,
            heading=_("Control card"),
            day=local_day(at, zone),
            facts=(
                *person(user, membership.cohort),
                *((role, one.name) for role, one in guides if one),
            ),
            sections=(Reading("entries", _("Entries"), (table,)),),
            signatures=signatures(*((_("Seen by"), *one) for one in guides)),
            origin=_("As of %(time)s", time=moment(at, zone)),
            nothing=_("No entries yet"),
            total="",
        )


def _talk(entry: ConsultationEntry, zone: str) -> tuple[str, ...]:
    due = "\n" + _("until %(time)s", time=day(entry.due_on)) if entry.due_on else ""
    known = entry.acknowledged_by
    return (
        f"{day(entry.held_on)}\n{labels.word(entry.medium)}",
        f"{entry.topic}\n({labels.word(entry.stage)})",
        entry.direction,
        (entry.follow_up + due).strip() or "–",
        entry.writer.initials,
        f"{known.initials}\n{moment(entry.acknowledged_at, zone)}"
        if known and entry.acknowledged_at
        else "–",
        INK,
    )


def milestones_document(
    plan: ActionPlan,
    milestones: Sequence[Milestone],
    indicators: Sequence[Indicator],
    at: datetime,
    files: Mapping[int, Sequence[File]] | None = None,
) -> Document:
    """The report on the milestones of a plan by horizon and on its indicators: planned, reported, verified.

    The plan comes with its people and cohort, the milestones with who verified them, the indicators with their values;
    ``files`` are the evidence by the milestone's id.
    """
    with in_official_language():
        zone, today = plan.cohort.timezone, plan.cohort.day_of(at)
        return Document(
            kind=_("Milestone report"),
            title=plan.title,
            facts=(
                *person(plan.owner, plan.cohort),
                *(((_("Carried out by"), plan.successor.name),) if plan.successor else ()),
                (_("Milestones"), _counted(milestones, today)),
            ),
            timeline=timeline(milestones, today),
            sections=(*_by_horizon(milestones, files or {}, zone, today), *_measured(indicators)),
            signatures=signatures(
                (_("Reported by"), _("Participant"), plan.owner),
                (_("Carried on by"), _("The successor"), plan.successor),
                (_("Seen by"), _("Mentor"), plan.mentor),
            ),
            day=local_day(at, zone),
            origin=_("As of %(time)s", time=moment(at, zone)),
            nothing="",
            total="",
        )


def _counted(milestones: Sequence[Milestone], today: date) -> str:
    verified = sum(one.state is MilestoneState.VERIFIED for one in milestones)
    overdue = sum(one.overdue_on(today) for one in milestones)
    said = _("%(count)s of %(total)s verified", count=verified, total=len(milestones))
    late = ngettext("%(num)s overdue", "%(num)s overdue", overdue)
    return f"{said}; {late}" if overdue else said


def _by_horizon(
    milestones: Sequence[Milestone], files: Mapping[int, Sequence[File]], zone: str, today: date
) -> Iterator[Reading]:
    """A table for each horizon, numbered through as on the page."""
    heads = (_("Activity"), _("From and until"), _("State"), _("Report"), _("Evidence"), _("Verified"))
    numbered = enumerate(milestones, start=1)
    for horizon, group in groupby(numbered, key=lambda pair: pair[1].horizon):
        numbers, found = zip(*group, strict=True)
        values = [_reached(one, files.get(one.id, ()), zone, today) for one in found]
        yield Reading(horizon, labels.word(horizon), (rows(horizon, heads, values, numbers),))


def _measured(indicators: Sequence[Indicator]) -> tuple[Reading, ...]:
    """Baseline, latest verified value and targets of each indicator, then every value that was reported."""
    if not indicators:
        return ()
    heads = (
        *(_("Indicator"), _("Unit"), _("Baseline"), _("Latest verified value")),
        *(_("Target, short term"), _("Target, medium term"), _("Target, long term")),
    )
    told = (_("Indicator"), _("Measured on"), _("Value"), _("State"), _("How it was measured"), _("Evidence"))
    values = [
        (
            *(one.name, day(value.measured_on), decimal(value.value), labels.word(value.state)),
            *(value.note, value.evidence_url),
        )
        for one in indicators
        for value in one.values
    ]
    latest = rows("indicators", heads, [_figures(one) for one in indicators])
    parts = (latest, rows("values", told, values, label=_("Reported values"))) if values else (latest,)
    return (Reading("indicators", _("Indicators"), parts),)


def _figures(one: Indicator) -> tuple[str, ...]:
    latest = f"{decimal(one.latest.value)}\n{day(one.latest.measured_on)}" if one.latest else "–"
    targets = (decimal(target) or "–" for target in (one.target_short, one.target_medium, one.target_long))
    return (one.name, one.unit, decimal(one.baseline), latest, *targets)


def _reached(milestone: Milestone, files: Sequence[File], zone: str, today: date) -> tuple[str, ...]:
    verifier, late = milestone.verified_by, milestone.overdue_on(today)
    return (
        milestone.activity,
        f"{day(milestone.starts_on)}\n{day(milestone.ends_on)}",
        labels.word(milestone.state) + (f"\n{_('Overdue')}" if late else ""),
        "\n".join(filter(None, (milestone.report, _by_successor(milestone)))),
        "\n".join(filter(None, (milestone.evidence_url, *(file.name for file in files)))),
        f"{verifier.name}\n{moment(milestone.verified_at, zone)}"
        if verifier and milestone.verified_at
        else "–",
    )


def _by_successor(milestone: Milestone) -> str:
    """Who reported it, where that was not the writer, whose name stands above the paper."""
    reporter = milestone.reported_by
    if reporter is None or reporter.id == milestone.plan.owner_id:
        return ""
    return f"({reporter.name})"
