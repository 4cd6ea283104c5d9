"""The history of a note, in words."""

from __future__ import annotations

from collections.abc import Sequence

from pka_tracker import labels
from pka_tracker.models import NoteEvent
from pka_tracker.routes.plans.plan_display import Event
from pka_tracker.routes.site.display import when


def timeline(events: Sequence[NoteEvent]) -> list[Event]:
    """The note's history, newest first."""
    return [
        Event(when(e.at), e.actor.name, labels.event_word(e.action), e.reason, labels.tone(e.to_state))
        for e in reversed(events)
    ]
