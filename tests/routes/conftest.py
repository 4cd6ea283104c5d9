"""A scene in which every address of the program has something to show."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import (
    CohortRole,
    Comment,
    IndicatorValue,
    Membership,
    Milestone,
    PlanState,
    SavedView,
    Snippet,
)
from pka_tracker.operations import files
from pka_tracker.storage.content import Content
from tests.factories import (
    make_entry,
    make_evaluation,
    make_extension,
    make_membership,
    make_note,
    make_package,
    make_plan_in,
    make_replication,
    make_user,
)

PICTURE = Content("Foto.webp", "image/webp", b"besar", b"kecil")


@pytest.fixture
def scene(app):
    """A plan in review with a private comment, a draft note, and everybody who could look."""
    plan = make_plan_in(PlanState.REVISION_REQUESTED)
    comment = db.session.scalars(sa.select(Comment)).first()
    comment.sent_at = None
    comment.review.decision = comment.review.decided_at = None
    plan.state = PlanState.IN_REVIEW
    note = make_note(plan.owner, complete=True)
    organizer = make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    tracked = make_plan_in(PlanState.COMPLETED)
    milestone = db.session.scalars(sa.select(Milestone).filter_by(plan_id=tracked.id)).first()
    milestone.plan_id = plan.id
    value = db.session.scalars(sa.select(IndicatorValue)).first()
    value.indicator.plan_id = plan.id
    view = SavedView(user_id=plan.mentor_id, name="Antrean")
    snippet = Snippet(user_id=plan.mentor_id, body="Sebutkan sumbernya.")
    db.session.add_all([view, snippet])
    db.session.commit()
    membership = db.session.scalars(
        sa.select(Membership).filter_by(user_id=plan.owner_id, role=CohortRole.PARTICIPANT)
    ).one()
    ids = {
        "plan_id": plan.id,
        "note_id": note.id,
        "comment_id": comment.id,
        "number": 1,
        "kind": "pdf",
        "sheet": "progress",
        "paper": "plan",
        "key": "background",
        "cohort_id": plan.cohort_id,
        "membership_id": membership.id,
        "milestone_id": milestone.id,
        "indicator_id": value.indicator_id,
        "value_id": value.id,
        "evaluation_id": make_evaluation(plan)[0].id,
        "view_id": view.id,
        "snippet_id": snippet.id,
        "file_id": files.attach(note, note.owner, PICTURE).id,
        "practice_id": note.practice_id,
        "agency_id": plan.owner.agency_id,
        "visit_id": note.visit_id,
        "entry_id": make_entry(membership).id,
        "request_id": make_extension(plan).id,
        "replication_id": make_replication(membership).id,
        "user_id": plan.owner_id,
        "package_id": make_package(organizer, plan.cohort_id).id,
    }
    return (plan.owner, plan.mentor, organizer, make_user()), ids
