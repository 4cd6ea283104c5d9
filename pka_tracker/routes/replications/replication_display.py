"""How a replication is shown: the steps of its path, its history, and what usually comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pka_tracker import labels
from pka_tracker.extensions import now
from pka_tracker.models import (
    STALE_AFTER,
    Party,
    Replication,
    ReplicationAction,
    ReplicationEvent,
    ReplicationStage,
    User,
)
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.replications import NextStep
from pka_tracker.routes.plans.plan_display import Event
from pka_tracker.routes.site.display import when
from pka_tracker.words import day
from pka_tracker.words import gettext as _

#: What usually comes after a stage, and whose turn it is: what a form begins with, to be changed.
USUAL: dict[ReplicationStage, tuple[str, Party]] = {
    ReplicationStage.INTEREST: (
        N_("Send the letter of request, signed by the head of the agency."),
        Party.RECEIVER,
    ),
    ReplicationStage.REQUEST_LETTER: (N_("Answer the letter and prepare the draft of the MoU."), Party.HOST),
    ReplicationStage.MOU: (N_("Agree on the draft of the cooperation agreement (PKS)."), Party.FACILITATOR),
    ReplicationStage.COOPERATION_AGREEMENT: (
        N_("Send technicians to be trained and receive the source code."),
        Party.RECEIVER,
    ),
    ReplicationStage.TRAINING: (N_("Adapt what was received to the own rules and data."), Party.RECEIVER),
    ReplicationStage.ADAPTATION: (N_("Try it out in one work unit."), Party.RECEIVER),
    ReplicationStage.TRIAL: (N_("Mend what the trial showed, and set the day it goes live."), Party.RECEIVER),
    ReplicationStage.LIVE: (N_("Measure its use after three months and report it."), Party.RECEIVER),
    ReplicationStage.MONITORED: ("", Party.RECEIVER),
}


#: What the parties are called where they are changed.
PARTIES = {
    "receiver": N_("Receiving agency"),
    "host_contact": N_("Contact at the agency of origin"),
    "facilitator": N_("Facilitator"),
}


@dataclass(frozen=True)
class Step:
    """One stage of the path as the stepper shows it. ``kind``: done, passed (over), ahead."""

    stage: ReplicationStage
    kind: str
    current: bool
    day: date | None
    reference: str


def steps(replication: Replication) -> list[Step]:
    """The whole path, each stage with the day it was reached and the number of its paper."""
    return [_step(stage, replication.stage, replication.reached.get(stage)) for stage in ReplicationStage]


def _step(stage: ReplicationStage, present: ReplicationStage, event: ReplicationEvent | None) -> Step:
    if event is None:
        return Step(stage, "ahead", False, None, "")
    kind = "passed" if event.action == ReplicationAction.SKIP else "done"
    return Step(stage, kind, stage is present, event.happened_on, event.reference)


def timeline(replication: Replication) -> list[Event]:
    """What happened, newest first."""
    events = replication.events
    return [_line(event, before) for event, before in zip(events, [None, *events], strict=False)][::-1]


def _line(event: ReplicationEvent, before: ReplicationEvent | None) -> Event:
    told = [event.note]
    if event.happened_on and event.action == ReplicationAction.ADVANCE:
        told.insert(0, _("Day: %(day)s", day=day(event.happened_on)))
    if event.reference:
        told.insert(1, _("Number: %(number)s", number=event.reference))
    told += [_change(name, *texts) for name, texts in event.changes.items()]
    if before and before.facilitator_id != event.facilitator_id:
        told.append(_change("facilitator", *(_name(one.facilitator_user) for one in (before, event))))
    if event.next_step:
        told.append(_agreed(event))
    what = labels.replication_event(event.action, event.to_stage)
    tone = (
        "bad"
        if event.action in (ReplicationAction.STOP, ReplicationAction.TAKE_BACK)
        else labels.tone(event.to_stage)
    )
    return Event(when(event.at), event.actor.name, what, "\n".join(text for text in told if text), tone)


def _change(name: str, before: str, after: str) -> str:
    return _(
        "%(party)s: %(before)s → %(after)s", party=_(PARTIES[name]), before=before or "–", after=after or "–"
    )


def _name(person: User | None) -> str:
    return person.name if person else ""


def _agreed(event: ReplicationEvent) -> str:
    """What was to come next, whose turn it was, and by when."""
    text = _("Next step: %(step)s", step=event.next_step)
    more = [labels.word(event.waits_for), _("by %(time)s", time=day(event.next_on)) if event.next_on else ""]
    return f"{text} ({', '.join(part for part in more if part)})"


def is_stale(replication: Replication, moment: datetime | None = None) -> bool:
    """Whether it is under way and nothing happened for so long; ``queries`` asks the same of the database."""
    under_way = replication.stopped_at is None and replication.stage is not ReplicationStage.MONITORED
    return under_way and replication.last_event_at < (moment or now()) - STALE_AFTER


def is_late(card: Any, *, moment: datetime) -> bool:
    """Whether the day of the next step on a card of the board is over, where the cohort is."""
    today = moment.astimezone(ZoneInfo(card.timezone)).date()
    return bool(card.under_way and card.next_on and card.next_on < today)


def usual(stage: ReplicationStage, *, helped: bool = False) -> NextStep:
    """What usually comes after this stage, in the reader's language; without a facilitator it is the receiver's turn."""
    text, party = USUAL[stage]
    if party is Party.FACILITATOR and not helped:
        party = Party.RECEIVER
    return NextStep(_(text) if text else "", None, party)
