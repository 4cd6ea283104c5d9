"""How mentors of the demo cohort review, and what follows an approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from pka_tracker.demo import evidence, indicator_story
from pka_tracker.demo.texts import read
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    ChecklistItem,
    Comment,
    CommentKind,
    Horizon,
    Mark,
    Milestone,
    PlanSection,
    Review,
    Support,
    User,
    Verdict,
)
from pka_tracker.operations.plans import milestones, plans, sections
from pka_tracker.operations.reviews import answers, comments, reviews

if TYPE_CHECKING:
    from pka_tracker.demo.story import Story

ROUNDS_OF_TWO = ("second_round", "in_second_review", "second_revision")
APPROVED = ("approved", "in_implementation", "completed")


class ReviewStory:
    """What happens to one plan after its first submission."""

    def __init__(self, story: Story, plan: ActionPlan) -> None:
        self.story, self.plan = story, plan
        self.owner, self.mentor = story.owner, story.membership.mentor or User()
        self.words = read("notes")["review"]

    def tell(self, stage: str) -> None:
        """Everything up to the stage."""
        if stage == "submitted":
            return
        review = self._read()
        if stage == "in_review":
            self._comment(review, 1)
        elif stage in APPROVED:
            self._approve(review)
        else:
            self._request(review)
        if stage in ROUNDS_OF_TWO:
            self._revise()
        if stage == "in_second_review":
            self._comment(self._read(), 1)
        if stage == "second_revision":
            self._ask_again(self._read())
        if stage in ("in_implementation", "completed"):
            self._carry_out(whole=stage == "completed")
        db.session.commit()

    def _read(self) -> Review:
        self.story.later(days=1, hours=3)
        return plans.start_review(self.plan, self.mentor, seen=self.plan.lock_version)

    def _comment(self, review: Review, count: int) -> None:
        """The first remarks, and marks on what was read so far."""
        self.story.later(hours=1)
        first = self.story.number % 3
        for number in range(count):
            section, kind, body, _answer = self.words["comments"][
                (first + number) % len(self.words["comments"])
            ]
            reviews.mark_section(review, self.mentor, section, Mark.NEEDS_WORK)
            comments.add(
                review,
                self.mentor,
                section=section,
                kind=CommentKind(kind),
                body=body,
                form_key=f"demo{number}",
            )
        for section in ("title", "innovation", "goals"):
            reviews.mark_section(review, self.mentor, section, Mark.OK)

    def _request(self, review: Review) -> None:
        self._comment(review, 3)
        message = self.words["messages"][self.story.number % 2]
        plans.request_revision(self.plan, self.mentor, seen=self.plan.lock_version, message=message)
        db.session.commit()

    def _approve(self, review: Review) -> None:
        self.story.later(hours=2)
        reviews.save_assessment(
            review,
            self.mentor,
            seen=review.lock_version,
            checklist=[str(item) for item in ChecklistItem],
            verdict=Verdict.VERY_CAPABLE if self.story.number % 2 else Verdict.CAPABLE,
            verdict_reason=self.words["reasons"][self.story.number % 2],
            support=[str(Support.MANDATE), str(Support.TEAM), str(Support.CONTINUITY)],
            support_note=self.words["support"],
        )
        plans.approve(self.plan, self.mentor, seen=self.plan.lock_version)
        db.session.commit()

    def _revise(self) -> None:
        """Answer every comment, change the text it speaks of, and hand the plan in again."""
        self.story.later(days=2)
        replies = {body: answer for _section, _kind, body, answer in self.words["comments"]}
        for comment in db.session.scalars(sa.select(Comment).filter_by(plan_id=self.plan.id)):
            answers.save_answer(comment, self.owner, replies[comment.body], seen=0)
        background = db.session.scalars(
            sa.select(PlanSection).filter_by(plan_id=self.plan.id, key="background")
        ).one()
        added = f"{background.content['current']} Angka dihitung kembali dari register tiga bulan terakhir."
        sections.save(
            background, self.owner, background.content | {"current": added}, seen=background.lock_version
        )
        plans.resubmit(self.plan, self.owner, seen=self.plan.lock_version)
        db.session.commit()

    def _ask_again(self, review: Review) -> None:
        """A reply where the answer was not enough yet, and another round."""
        self.story.later(hours=2)
        wanted = sa.select(Comment).filter_by(plan_id=self.plan.id).order_by(Comment.id)
        comment = db.session.scalars(wanted).first() or Comment()
        answers.save_answer(comment, self.mentor, self.words["reply"], seen=0)
        reviews.mark_section(review, self.mentor, comment.section, Mark.NEEDS_WORK)
        message = self.words["messages"][1]
        plans.request_revision(self.plan, self.mentor, seen=self.plan.lock_version, message=message)
        db.session.commit()

    def _carry_out(self, *, whole: bool) -> None:
        self.story.later(days=1)
        plans.start_implementation(self.plan, self.owner, seen=self.plan.lock_version)
        wanted = sa.select(Milestone).filter_by(plan_id=self.plan.id).order_by(Milestone.id)
        for place, milestone in enumerate(db.session.scalars(wanted).all()):
            if milestone.horizon is Horizon.SHORT and (whole or place < 2):
                self._report(milestone, verify=whole or place == 0)
            elif milestone.horizon is Horizon.SHORT and place == 2:
                self._begin(milestone)
        indicator_story.tell(self.story, self.plan, whole=whole)
        if whole:
            self.story.later(days=1)
            plans.close(self.plan, self.mentor, seen=self.plan.lock_version)

    def _begin(self, milestone: Milestone) -> None:
        """What is under way: a word on how far it is."""
        self.story.later(hours=3)
        told = {"report": self.words["progress"], "evidence_url": ""}
        milestones.report(milestone, self.owner, done=False, seen=milestone.lock_version, **told)

    def _report(self, milestone: Milestone, *, verify: bool) -> None:
        self.story.later(days=1)
        if self.story.number == 4:
            evidence.attach(milestone, self.owner)
        milestones.report(
            milestone,
            self.owner,
            report=self.words["reports"][milestone.id % 2],
            evidence_url=""
            if self.story.number == 4
            else f"https://berkas.demo.test/bukti/{milestone.row_id}",
            seen=milestone.lock_version,
        )
        if verify:
            self.story.later(hours=4)
            milestones.verify(milestone, self.mentor, seen=milestone.lock_version)
