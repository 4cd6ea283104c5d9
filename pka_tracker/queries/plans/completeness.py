"""What a submission still asks for."""

from __future__ import annotations

from pka_tracker.models import ActionPlan, Cohort
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.outline import N_, Content, Requirement, has
from pka_tracker.queries.plans.plans import identity, membership_of, sections_of
from pka_tracker.queries.reviews.answers import unanswered

IDENTITY = {
    "nip": N_("NIP"),
    "position": N_("Position"),
    "work_unit": N_("Work unit"),
    "agency": N_("Agency"),
    "mentor": N_("Mentor"),
}


def plan_requirements(content: dict[str, Content], cohort: Cohort) -> list[Requirement]:
    """Everything a submission asks of a plan, met or not, in reading order."""
    horizons = cohort.horizons()
    found = [
        Requirement(
            "identity", key, N_("Fill in “%(field)s”"), has(content["identity"].get(key)), (("field", name),)
        )
        for key, name in IDENTITY.items()
    ]
    for outline in PLAN_SECTIONS:
        found += outline.requirements(content.get(outline.key, {}), horizons)
    return found


def lacking(plan: ActionPlan) -> list[Requirement]:
    """What keeps a plan from being handed in as it stands, with the comments that wait for an answer. Three statements."""
    content = sections_of(plan) | {"identity": identity(membership_of(plan))}
    return [item for item in plan_requirements(content, plan.cohort) if not item.ok] + unanswered(plan)


def note_requirements(content: dict[str, Content]) -> list[Requirement]:
    """Everything a submission asks of a note, met or not, in reading order."""
    return [item for block in NOTE_BLOCKS for item in block.requirements(content.get(block.key, {}), {})]
