"""The pages of one cohort, as tabs for those who organize it or set it up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from pka_tracker import policy
from pka_tracker.models.texts.outline import N_
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

#: Endpoint (which takes ``cohort_id``) and label, in the order of the tabs.
PAGES = (
    ("board.show", N_("Progress")),
    ("members.index", N_("Participants")),
    ("holidays.edit", N_("Days off")),
    ("evaluations.index", N_("After the course")),
    ("cohort_exports.index", N_("Downloads")),
    ("people.index", N_("People")),
    ("people_import.upload", N_("Import")),
    ("visits.index", N_("Study visits")),
    ("cohorts.settings", N_("Settings")),
)
#: What an administrator sees of a cohort that others organize.
SETUP = frozenset({"people.index", "visits.index", "cohorts.settings"})


@dataclass(frozen=True)  # a named tuple would show its method as the count
class Tab:
    """One tab, as ``components/page.html`` shows it."""

    href: str
    label: str
    current: bool
    count: int | None = None


def cohort_tabs(cohort_id: int) -> list[Tab]:
    """The tabs of a cohort's pages that are open to this person; the present one is marked."""
    whole = policy.organizes(me(), cohort_id)
    return [
        Tab(url_for(endpoint, cohort_id=cohort_id), _(label), endpoint == request.endpoint)
        for endpoint, label in PAGES
        if whole or endpoint in SETUP
    ]
