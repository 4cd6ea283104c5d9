"""The words for every enum member, and the tone a state is shown in. Page, file and mail agree by it."""

from __future__ import annotations

import enum
from datetime import date

from pka_tracker.labels.events import EVENTS
from pka_tracker.labels.records import RECORDS
from pka_tracker.labels.tables import WORDS
from pka_tracker.labels.tones import TONES
from pka_tracker.models import WITH_MENTOR, Party, PlanState, ReplicationAction, ReplicationStage
from pka_tracker.models.texts.outline import Requirement
from pka_tracker.words import day, gettext

__all__ = [
    "EVENTS",
    "RECORDS",
    "TONES",
    "WORDS",
    "ZONES",
    "event_word",
    "holder",
    "kept_word",
    "refusal",
    "replication_event",
    "requirement",
    "tone",
    "turn",
    "word",
]

#: Zones as Indonesians write them; Babel knows no short names for them.
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def word(member: enum.StrEnum | None) -> str:
    """The reader's word for an enum member; nothing for None."""
    return "" if member is None else str(WORDS[type(member), member])


def kept_word(members: type[enum.StrEnum], value: str | None) -> str:
    """The reader's word for a member that a document keeps as text; nothing for what is none."""
    return word(members(value)) if value in list(members) else ""


def tone(member: enum.StrEnum) -> str:
    """The tone a member is shown in."""
    return TONES.get((type(member), member), "neutral")


def replication_event(action: str, stage: ReplicationStage) -> str:
    """The words for one line of a replication's history: what was done, or the stage that was reached by it."""
    match action:
        case ReplicationAction.ADVANCE:
            return word(stage)
        case ReplicationAction.SKIP:
            return gettext("%(stage)s: passed over", stage=word(stage))
        case ReplicationAction.TAKE_BACK:
            return gettext("Taken back to: %(stage)s", stage=word(stage))
        case ReplicationAction.STOP:
            return gettext("Stopped")
        case ReplicationAction.RESUME:
            return gettext("Resumed")
        case ReplicationAction.UPDATE:
            return gettext("Next step updated")
    return gettext("Interest declared")


def holder(state: PlanState, *, waits: bool) -> str:
    """Who must act on a plan, as its reviewer reads it; ``waits`` says that it waits for this reader."""
    if state is PlanState.COMPLETED:
        return ""
    if state in WITH_MENTOR:
        return gettext("Waiting for you") if waits else gettext("Waiting for the mentor")
    return gettext("Waiting for the participant")


def turn(party: Party, facilitator: str) -> str:
    """Whose turn it is in a replication, with the name of the facilitator where it is theirs."""
    return f"{word(party)} ({facilitator})" if party is Party.FACILITATOR and facilitator else word(party)


def event_word(action: str) -> str:
    """The words for one line of a history."""
    return str(EVENTS[action])


def refusal(item: Requirement | str) -> str:
    """One thing for which an operation refused, as a sentence in the reader's language."""
    return requirement(item) if isinstance(item, Requirement) else gettext(item)


def requirement(item: Requirement) -> str:
    """What a submission asks for, as a sentence in the reader's language."""
    places = {name: gettext(text) if text else "" for name, text in item.names}
    values = {name: day(v) if isinstance(v, date) else v for name, v in item.values}
    return gettext(item.message, **places, **values)
