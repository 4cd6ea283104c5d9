"""The page on which a section is written, and what its script is told after each save."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, render_template

from pka_tracker import labels, reading
from pka_tracker.forms.content import offer_choices
from pka_tracker.forms.texts import TextForm
from pka_tracker.models import PlanSection
from pka_tracker.models.plans.plan_outline import LINKS, PLAN_SECTION
from pka_tracker.models.texts.outline import Kind, Requirement
from pka_tracker.queries.files import list_files
from pka_tracker.queries.notes import linkable_notes
from pka_tracker.queries.plans.plans import identity, membership_of
from pka_tracker.queries.reviews.reviews import comments_on
from pka_tracker.queries.texts.kept_texts import has_kept
from pka_tracker.routes.plans import plan_display
from pka_tracker.routes.plans.checklist import writer_of
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import row_actions
from pka_tracker.words import gettext as _


def offer(row: PlanSection, form: TextForm) -> dict[str, str]:
    """Give the selects their choices; the notes among them are {id: title}."""
    rows = linkable_notes(me(), row.plan.cohort_id) if row.key == "atm" else []
    notes = {str(note.id): note.title or _("Note without a title yet") for note in rows}
    offer_choices(form, PLAN_SECTION[row.key], {Kind.NOTE: list(notes.items())})
    return notes


def _unlinked(notes: dict[str, str], form: TextForm) -> dict[str, str]:
    linked = {str(entry.form.note.data) for entry in form[LINKS.key]}
    return {value: title for value, title in notes.items() if value not in linked}


def show(row: PlanSection, form: TextForm, **context: object) -> str:
    """The page, with what the form says and what follows from what is kept."""
    plan, key = row.plan, row.key
    row_actions.show_empty_rows(form)
    notes = offer(row, form)
    before, after = plan_display.neighbours(key)
    return render_template(
        "plans/section.html",
        plan=plan,
        row=row,
        section=PLAN_SECTION[key],
        form=form,
        base=form.sent({key: row.content}),
        identity=identity(membership_of(plan)) if key == "identity" else None,
        horizons=plan.cohort.horizons() if key == "milestones" else None,
        notes=notes,
        linkable=_unlinked(notes, form) if notes else {},
        files=list_files(plan, me()) if key == "attachments" else [],
        before=before and PLAN_SECTION[before],
        after=after and PLAN_SECTION[after],
        earlier=has_kept(row, me()),
        **_following(row),
        **_comments(row),
        **context,
    )


def news(row: PlanSection) -> dict[str, Any]:
    """What follows from what was just saved, for the script to put where the page shows it."""
    found = _following(row)
    box = get_template_attribute("components/meter.html", "missing_box")
    return {
        "meter": {"percent": row.plan.percent, "missing": row.plan.missing},
        "derived": found["derived"].rows,
        "total": found["derived"].total,
        "remarks": found["remarks"],
        "missing": box(found["missing"]),
    }


def _following(row: PlanSection) -> dict[str, Any]:
    """What the page says beside the fields and renews after each save."""
    cohort = row.plan.cohort
    asked = PLAN_SECTION[row.key].requirements(row.content, cohort.horizons())
    missing = [item for item in asked if not item.ok]
    derived = plan_display.derived(row.key, row.content, cohort)
    return {"derived": derived, "missing": missing, "remarks": _remarks(missing)}


def _comments(row: PlanSection) -> dict[str, Any]:
    """The mentor's comments, and the text they are about."""
    plan, outline = row.plan, PLAN_SECTION[row.key]
    comments = comments_on(plan, me()).get(row.key, [])
    text = reading.read_section(outline, row.content, plan.cohort.usg_method) if comments else None
    return {"comments": comments, "writer": writer_of(plan, me()), "reading": text}


def _remarks(missing: list[Requirement]) -> dict[str, dict[str, str]]:
    """What is said beside single fields of rows: {id of the row: {field: words}}."""
    found: dict[str, dict[str, list[str]]] = {}
    for item in missing:
        for column in item.columns:
            found.setdefault(item.row, {}).setdefault(column, []).append(labels.requirement(item))
    return {row: {key: ". ".join(says) for key, says in fields.items()} for row, fields in found.items()}
