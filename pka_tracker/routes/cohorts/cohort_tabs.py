"""The pages of one cohort, as tabs for those who organize it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from pka_tracker.models.texts.outline import N_
from pka_tracker.words import gettext as _

#: Endpoint (which takes ``cohort_id``) and label, in the order of the tabs.
PAGES = (
    ("board.show", N_("Progress")),
    ("members.index", N_("Participants")),
    ("holidays.edit", N_("Days off")),
    ("paper_templates.index", N_("Papers")),
    ("cohort_exports.index", N_("Downloads")),
)


@dataclass(frozen=True)  # a named tuple would show its method as the count
class CohortTab:
    """One tab, as ``components/page.html`` shows it."""

    href: str
    label: str
    current: bool
    count: int | None = None


def cohort_tabs(cohort_id: int) -> list[CohortTab]:
    """The tabs of a cohort's pages; the present one is marked."""
    return [
        CohortTab(url_for(endpoint, cohort_id=cohort_id), _(label), endpoint == request.endpoint)
        for endpoint, label in PAGES
    ]
