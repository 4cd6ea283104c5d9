"""Taking a person's name and NIP out of texts: their own, and the versions of those they guided."""

from __future__ import annotations

from collections import Counter
from itertools import dropwhile
from typing import Any

import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import (
    ActionPlan,
    AtmNote,
    File,
    Membership,
    Milestone,
    PlanSection,
    PlanVersion,
    User,
)
from pka_tracker.models.accounts.user import FRONT_TITLES

#: What stands where something was taken out.
REDACTED = "–"


def names_of(user: User) -> tuple[str, ...]:
    """What tells this person in a text, the longest first. A single word is no telling name."""
    words = user.name.partition(",")[0].split()
    bare = " ".join(dropwhile(lambda word: word.rstrip(".").lower() in FRONT_TITLES, words))
    found = (user.name, bare if " " in bare else "", user.nip)
    return tuple(sorted({name for name in found if len(name) > 5}, key=len, reverse=True))


def redact_texts(user_id: int, names: tuple[str, ...]) -> Counter[str]:
    """Take the names out of the person's notes, sections, milestones and versions, and out of the versions of
    their cohorts that name them. How many of each."""
    own = sa.select(ActionPlan.id).where(ActionPlan.owner_id == user_id)
    counts = Counter[str]()
    counts["notes"] = _documents(AtmNote, AtmNote.owner_id == user_id, names)
    counts["sections"] = _documents(PlanSection, PlanSection.plan_id.in_(own), names)
    for milestone in db.session.scalars(sa.select(Milestone).where(Milestone.plan_id.in_(own))):
        for field in ("responsible", "report", "return_reason"):
            setattr(milestone, field, without(getattr(milestone, field), names))
    counts["versions"] = _versions(user_id, names)
    return counts


def _documents(model: type[Any], where: sa.ColumnElement[bool], names: tuple[str, ...]) -> int:
    changed = 0
    for number, content in db.session.execute(sa.select(model.id, model.content).where(where)).all():
        if (cleaned := without(content, names)) != content:
            _write(sa.update(model).where(model.id == number).values(content=cleaned))
            changed += 1
    return changed


def _versions(user_id: int, names: tuple[str, ...]) -> int:
    """A version is never changed but here; its fingerprint stays what it was, and the row says since when the
    text is another one."""
    cohorts = sa.select(Membership.cohort_id).where(Membership.user_id == user_id)
    own_files = db.session.execute(sa.select(File.id, File.name).where(File.owner_id == user_id))
    files = {number: name for number, name in own_files}
    wanted = (
        sa.select(PlanVersion.id, PlanVersion.content, ActionPlan.owner_id)
        .join(ActionPlan, ActionPlan.id == PlanVersion.plan_id)
        .where(sa.or_(ActionPlan.owner_id == user_id, ActionPlan.cohort_id.in_(cohorts)))
        .execution_options(yield_per=50)
    )
    cleaned: dict[int, dict[str, Any]] = {}
    for number, content, owner_id in db.session.execute(wanted):
        other = without(content, names)
        if owner_id == user_id:
            other |= {"identity": {}, "files": _renamed(content.get("files", []), files)}
        if other != content:
            cleaned[number] = other
    for number, content in cleaned.items():
        _write(
            sa.update(PlanVersion).where(PlanVersion.id == number).values(content=content, redacted_at=now())
        )
    return len(cleaned)


def _renamed(listed: list[dict[str, Any]], names: dict[int, str]) -> list[dict[str, Any]]:
    return [one | {"name": names.get(one["id"], one["name"])} for one in listed]


def without(value: Any, names: tuple[str, ...]) -> Any:
    """The value with every one of the names taken out of its texts, however deep; keys stay."""
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, names) for one in value]
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, REDACTED)
    return value


def _write(statement: sa.Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
