"""How accounts, and what becomes of somebody's data, are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import request, url_for

from pka_tracker import labels
from pka_tracker.models import AccountEvent, CohortRole, Membership, User
from pka_tracker.operations.personal.anonymising import Anonymised
from pka_tracker.routes.cohorts.cohort_tabs import Tab
from pka_tracker.routes.plans.plan_display import Event
from pka_tracker.routes.site.display import when
from pka_tracker.words import day
from pka_tracker.words import gettext as _

#: Of what stays, the things themselves are told, not each part of them and each line of their history.
THINGS = frozenset(
    (
        *("membership", "atm_note", "action_plan", "plan_version", "milestone", "indicator_value"),
        *("review", "comment", "answer", "endorsement", "consultation_entry"),
        *("replication", "post_evaluation", "file"),
    )
)


class Foreseen(NamedTuple):
    """What would become of one account, in words; ``why`` it would not."""

    user_id: int
    name: str
    email: str
    why: str = ""
    facts: Sequence[tuple[str, str]] = ()


def account_tabs() -> list[Tab]:
    """The pages about accounts; the present one is marked."""
    pages = (("accounts.index", _("Accounts")), ("retention.index", _("Retention")))
    return [Tab(url_for(endpoint), label, endpoint == request.endpoint) for endpoint, label in pages]


def roles_in_words(user: User, roles: Sequence[CohortRole]) -> str:
    """What somebody is, whatever the cohort."""
    words = [_("Administrator")] if user.is_admin else []
    return ", ".join([*words, *(labels.word(role) for role in roles)])


def place_in_words(membership: Membership) -> str:
    """What somebody is in a cohort, and until when it runs."""
    cohort = membership.cohort
    return _(
        "%(role)s, %(start)s to %(end)s",
        role=labels.word(membership.role),
        start=day(cohort.starts_on),
        end=day(cohort.ends_on),
    )


def facts_of(user: User) -> list[tuple[str, str]]:
    """What is kept about an account, as terms and their values."""
    return [
        (_("E-mail address"), user.email),
        (_("NIP"), user.nip),
        (_("Position"), user.position),
        (_("Work unit"), user.work_unit),
        (_("Agency"), user.agency.name if user.agency else ""),
        (_("Account since"), day(user.created_at)),
        (_("Last invited"), when(user.invited_at)),
    ]


def lines(events: Sequence[AccountEvent]) -> list[Event]:
    """The lines of a history for ``components/timeline.html``."""
    return [
        Event(
            when(event.at),
            event.actor.name if event.actor else _("the operator"),
            labels.word(event.action),
            event.reason,
            "neutral",
        )
        for event in events
    ]


def foreseen(done: Anonymised) -> Foreseen:
    """What was tried, in words."""
    told = (
        (_("Deleted"), done.deleted),
        (_("Changed: names taken out, or emptied"), done.changed),
        (
            _("Stays, without saying whose it was"),
            {table: done.kept[table] for table in THINGS & set(done.kept)},
        ),
    )
    facts = [(label, counted(counts)) for label, counts in told]
    return Foreseen(done.user_id, done.name, done.email, facts=facts)


def counted(counts: Mapping[str, int]) -> str:
    """How many of what, in the order of the tables."""
    return "; ".join(
        _("%(what)s: %(number)s", what=words, number=counts[table])
        for table, words in labels.RECORDS.items()
        if table in counts
    )
