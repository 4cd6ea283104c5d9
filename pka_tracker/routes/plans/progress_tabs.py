"""The pages of a plan that is carried out, as tabs."""

from __future__ import annotations

from flask import request, url_for

from pka_tracker.models.texts.outline import N_
from pka_tracker.routes.cohorts.cohort_tabs import Tab
from pka_tracker.words import gettext as _

#: Endpoint (which takes ``plan_id``) and label, in the order of the tabs.
PAGES = (("milestones.index", N_("Milestones")), ("indicators.index", N_("Indicators")))


def progress_tabs(plan_id: int) -> list[Tab]:
    """The tabs of what becomes of a plan; the present one is marked."""
    return [
        Tab(url_for(endpoint, plan_id=plan_id), _(label), endpoint == request.endpoint)
        for endpoint, label in PAGES
    ]
