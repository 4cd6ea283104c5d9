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
    ("people.index", N_("People")),
    ("visits.index", N_("Study visits")),
    ("holidays.edit", N_("Days off")),
    ("evaluations.index", N_("After the course")),
    ("cohort_exports.index", N_("Downloads")),
    ("cohorts.settings", N_("Settings")),
)
#: The tab of pages without one of their own, by blueprint.
UNDER = {
    "people_import": "people",
    "extensions": "board",
    "packages": "cohort_exports",
    "paper_templates": "cohort_exports",
}
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
    here = UNDER.get(request.blueprint or "", request.blueprint)
    return [
        Tab(url_for(endpoint, cohort_id=cohort_id), _(label), endpoint.partition(".")[0] == here)
        for endpoint, label in PAGES
        if whole or endpoint in SETUP
    ]
