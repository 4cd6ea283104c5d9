"""Writing a plan: its sections, each saved and locked by itself."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import ScalarSelect, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotFound, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import ActionPlan, AtmNote, PlanNote, PlanSection, User
from pka_tracker.models.plans.plan import WRITABLE
from pka_tracker.models.plans.plan_outline import LINKS, PLAN_SECTION
from pka_tracker.models.texts.outline import Content


def save(section: PlanSection, actor: User, content: Content, *, seen: int) -> None:
    """Keep what was typed, complete or not.

    Refuses a page older than the text (``ChangedMeanwhile``), a foreign note (``NotFound``), and writing
    while the plan is with somebody else.
    """
    plan = section.plan
    policy.ensure_writes(actor, plan)
    if content == section.content:
        return  # sent again because the answer was lost: it is kept already
    if section.lock_version != seen:
        raise ChangedMeanwhile(section)
    if section.key == "atm":
        _sync_links(plan, content)
    section.content = content
    section.updated_at = now()
    count(section)
    db.session.flush()
    _tell_plan(section)


def count(section: PlanSection) -> None:
    """Write down how much the section asks for and lacks."""
    outline = PLAN_SECTION[section.key]
    asked = outline.requirements(section.content, section.plan.cohort.horizons())
    section.required = len(asked)
    section.missing = sum(not item.ok for item in asked)


def link_note(section: PlanSection, actor: User, note: AtmNote, *, seen: int) -> None:
    """Add a note to section ``atm``: what was imitated and modified comes over and can then be edited.

    Refuses a foreign note (``NotFound``) and one that is linked already (``NotPossibleNow``).
    """
    if note.owner_id != section.plan.owner_id:
        raise NotFound(note.id)
    imitate, modify = note.content.get("imitate", {}), note.content.get("modify", {})
    row = {
        "id": uuid4().hex[:8],
        "note": note.id,
        "imitated": _join(imitate.get("element"), imitate.get("why")),
        "modified": _join(modify.get("element"), modify.get("into")),
        "reason": modify.get("reason") or "",
    }
    rows = LINKS.filled(section.content)
    if note.id in [kept.get("note") for kept in rows]:
        raise NotPossibleNow("link_note")
    save(section, actor, section.content | {LINKS.key: [*rows, row]}, seen=seen)


def _join(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


def _sync_links(plan: ActionPlan, content: Content) -> None:
    """Make the table of links say what the rows say. Only notes of the plan's owner can be linked."""
    wanted = {row["note"] for row in LINKS.filled(content) if row.get("note")}
    own = set(
        db.session.scalars(
            select(AtmNote.id).where(AtmNote.id.in_(wanted), AtmNote.owner_id == plan.owner_id)
        )
    )
    if wanted - own:
        raise NotFound(f"notes {sorted(wanted - own)}")
    kept = set(db.session.scalars(select(PlanNote.note_id).where(PlanNote.plan_id == plan.id)))
    if gone := kept - wanted:
        db.session.execute(delete(PlanNote).where(PlanNote.plan_id == plan.id, PlanNote.note_id.in_(gone)))
    for note_id in sorted(wanted - kept):
        db.session.add(PlanNote(plan_id=plan.id, note_id=note_id))


def _sum(column: InstrumentedAttribute[int], plan: ActionPlan) -> ScalarSelect[int]:
    return select(func.sum(column)).where(PlanSection.plan_id == plan.id).scalar_subquery()


def _tell_plan(section: PlanSection) -> None:
    """Give the plan its title and completeness without touching its own lock.

    The WHERE repeats the state: a plan that was submitted at the same instant refuses the text.
    """
    plan = section.plan
    values: dict[str, object] = {
        "required": _sum(PlanSection.required, plan),
        "missing": _sum(PlanSection.missing, plan),
        "updated_at": now(),
    }
    if section.key == "title":
        values["title"] = section.content.get("title") or ""
    changed = db.session.execute(
        update(ActionPlan)
        .where(ActionPlan.id == plan.id, ActionPlan.state.in_(WRITABLE))
        .values(values)
        .returning(ActionPlan.required, ActionPlan.missing, ActionPlan.title)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise ChangedMeanwhile(section)
    for name, value in zip(("required", "missing", "title"), changed, strict=True):
        set_committed_value(plan, name, value)
