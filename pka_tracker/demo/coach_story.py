"""What coaches of the demo cohort say about plans that are with a mentor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pka_tracker.demo.texts import read
from pka_tracker.extensions import db
from pka_tracker.models import ActionPlan, CommentKind, Mark
from pka_tracker.operations.reviews import comments, endorsements, reviews
from pka_tracker.queries.plans.plans import get_version

if TYPE_CHECKING:
    from pka_tracker.demo.story import Story

#: What the coach does, by the participant's number; the other plans that a mentor has wait for their coach too.
SENDS, ENDORSES, WRITES = (5, 17, 27), (8, 20), (9, 16)


def tell(story: Story, plan: ActionPlan) -> None:
    """The coach's part, once the plan is where the story leaves it."""
    coach = story.membership.coach
    if coach is None or story.number not in SENDS + ENDORSES + WRITES:
        return
    words = read("notes")["coach"]
    story.later(hours=5)
    if story.number in ENDORSES:
        endorsements.endorse(plan, coach, seen=plan.lock_version, message=words["approval"])
    else:
        review = reviews.open_review(plan, get_version(plan, plan.version_no), coach)
        for place, (section, kind, body) in enumerate(words["comments"]):
            comments.add(
                review, coach, section=section, kind=CommentKind(kind), body=body, form_key=f"demo{place}"
            )
            reviews.mark_section(review, coach, section, Mark.NEEDS_WORK)
        reviews.mark_section(review, coach, "innovation", Mark.OK)
    if story.number in SENDS:
        endorsements.advise(plan, coach, seen=plan.lock_version, message=words["message"])
    db.session.commit()
