"""How somebody in a cohort, and what happened to them there, is said."""

from __future__ import annotations

from collections.abc import Sequence

from pka_tracker import labels
from pka_tracker.models import CohortRole, MemberEvent, Membership
from pka_tracker.routes.plans.plan_display import Event
from pka_tracker.routes.site.display import when
from pka_tracker.words import gettext as _
from pka_tracker.words import sentences


def added(membership: Membership, *, is_new: bool) -> str:
    """What is said once somebody was added."""
    if is_new:
        return _("%(name)s is added, and the invitation is on its way.", name=membership.user.name)
    return _(
        "%(name)s had an account already and is added with it; a letter says so. The profile stays as it was.",
        name=membership.user.name,
    )


def facts_of(membership: Membership) -> list[tuple[str, str]]:
    """What is kept about somebody, as terms and their values."""
    user = membership.user
    facts = [
        (_("E-mail address"), user.email),
        (_("NIP"), user.nip),
        (_("Rank and grade"), user.rank_grade),
        (_("Position"), user.position),
        (_("Work unit"), user.work_unit),
        (_("Agency"), user.agency.name if user.agency else ""),
    ]
    if membership.role is CohortRole.PARTICIPANT:
        facts += [
            (_("Roster number (NDH)"), str(membership.roster_no or "")),
            (_("Group"), membership.group_name),
            (_("Mentor"), membership.mentor.name if membership.mentor else _("No mentor yet")),
            (_("Coach"), membership.coach.name if membership.coach else _("No coach")),
        ]
    return facts


def lines(events: Sequence[MemberEvent], *, named: bool = False) -> list[Event]:
    """The lines of a history for ``components/timeline.html``; ``named`` says whom each speaks of."""
    found = []
    for event in events:
        what = f"{labels.word(event.action)} ({labels.word(event.role)})"
        guides = (event.old, event.new) if event.old else (event.new,)  # the first replaces nobody
        change = " → ".join(person.name if person else _("nobody") for person in guides)
        notes = [change if event.old or event.new else "", event.reason]
        words = f"{event.user.name} – {what}" if named else what
        found.append(Event(when(event.at), event.actor.name, words, sentences(*notes), "neutral"))
    return found
