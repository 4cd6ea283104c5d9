"""The list of plans for everybody but the mentor, whose list is the review dashboard."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from pka_tracker.models import ActionPlan, Agency, User
from pka_tracker.queries.paging import Page, like, paginate
from pka_tracker.queries.plans.plans import may_see


def list_plans(viewer: User, number: int | None = 1, search: str = "") -> Page[Any]:
    """What one line of the list shows, newest change first."""
    owner = aliased(User)
    plans = (
        select(
            ActionPlan.id,
            ActionPlan.cohort_id,
            ActionPlan.owner_id,
            ActionPlan.title,
            ActionPlan.state,
            ActionPlan.state_since,
            ActionPlan.due_at,
            ActionPlan.required,
            ActionPlan.missing,
            ActionPlan.version_no,
            owner.name.label("owner_name"),
            Agency.name.label("agency_name"),
        )
        .join(owner, owner.id == ActionPlan.owner_id)
        .outerjoin(Agency, Agency.id == owner.agency_id)
        .where(may_see(viewer))
        .order_by(ActionPlan.updated_at.desc(), ActionPlan.id)
    )
    if search.strip():
        plans = plans.where(or_(like(ActionPlan.title, search), like(owner.name, search)))
    return paginate(plans, number)
