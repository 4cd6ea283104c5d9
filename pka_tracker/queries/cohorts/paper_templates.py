"""Reading the layouts of a cohort's papers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, PaperKind, PaperTemplate, User


def list_templates(cohort_id: int, viewer: User) -> dict[PaperKind, PaperTemplate]:
    """The own layouts of a cohort that the viewer organizes, with who brought each."""
    found = db.session.scalars(
        select(PaperTemplate)
        .where(
            PaperTemplate.cohort_id == cohort_id,
            PaperTemplate.cohort_id.in_(viewer.cohorts_as(CohortRole.ORGANIZER)),
        )
        .options(joinedload(PaperTemplate.owner).raiseload("*", sql_only=True), raiseload("*", sql_only=True))
    )
    return {template.paper: template for template in found}


def template_of(cohort_id: int, paper: PaperKind) -> PaperTemplate | None:
    """The own layout of a paper, if there is one: whoever may have the paper has it in this layout."""
    return db.session.scalar(
        select(PaperTemplate)
        .where(PaperTemplate.cohort_id == cohort_id, PaperTemplate.paper == paper)
        .options(raiseload("*", sql_only=True))
    )
