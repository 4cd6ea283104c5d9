"""The pages of an action plan: list, start, reading, sections, versions, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy, reading
from pka_tracker.errors import ChangedMeanwhile, NotFound, NotPossibleNow
from pka_tracker.exports.sheets.lists import plans_sheet
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.content import GONE, section_form
from pka_tracker.forms.seen import SeenForm, token
from pka_tracker.forms.texts import TextForm
from pka_tracker.models import PAPERS_OF_PLAN, ActionPlan, CohortRole, File, PlanSection, PlanState, Support
from pka_tracker.models.plans.plan_outline import PLAN_SECTION, PLAN_SECTIONS
from pka_tracker.models.texts.outline import Content, Kind, Requirement
from pka_tracker.operations.plans import plans, sections
from pka_tracker.queries.files import list_files, list_of_version
from pka_tracker.queries.notes import get_note, linkable_notes
from pka_tracker.queries.plans.completeness import plan_requirements
from pka_tracker.queries.plans.plan_lists import list_plans
from pka_tracker.queries.plans.plans import (
    get_plan,
    get_section,
    get_version,
    identity,
    list_events,
    list_versions,
    membership_of,
    plan_of,
    sections_of,
)
from pka_tracker.queries.replications.replications import practices_of
from pka_tracker.queries.reviews.consultations import log_of
from pka_tracker.queries.reviews.endorsements import endorsement_of
from pka_tracker.queries.reviews.reviews import comments_on, sent_review
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.plans import plan_display, section_page
from pka_tracker.routes.plans.checklist import read_checklist, writer_of
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import conflicts, row_actions
from pka_tracker.routes.texts.saving import conflict, refused, saved, wants_json
from pka_tracker.words import gettext as _

#: Before the mentor's word on the latest version.
UNDECIDED = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.IN_REVIEW)

bp = Blueprint("plans", __name__, url_prefix="/plans")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Plans this reader may see, and for a participant the one to write."""
    number = None if wants_workbook() else addresses.page(request.args)
    page = list_plans(me(), number, addresses.search(request.args))
    if wants_workbook():
        return as_list("rencana", plans_sheet, page)
    startable = [m for m in me().memberships if m.role is CohortRole.PARTICIPANT]
    started = {row.cohort_id for row in page.rows if row.owner_id == me().id}
    return render_template(
        "plans/index.html", page=page, startable=[m for m in startable if m.cohort_id not in started]
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Start the plan of one's newest cohort, or go to it where it was started."""
    membership = next((m for m in me().memberships if m.role is CohortRole.PARTICIPANT), None)
    if membership is None:
        raise NotFound("membership")
    plan = plan_of(me(), membership.cohort_id)
    if plan is None and request.method == "GET":
        return render_template("plans/new.html", membership=membership, form=SeenForm())
    if plan is None:
        plan = plans.start(membership, me())
        db.session.commit()
    return redirect(url_for(".show", plan_id=plan.id), 303)


@bp.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    """The plan to read: its writer sees it as it stands, everybody else the latest version."""
    plan = get_plan(plan_id, me())
    if policy.owns(me(), plan) and plan.writable:
        content = sections_of(plan)
        content["identity"] = identity(membership_of(plan))
        content["note_titles"] = {str(n.id): n.title for n in linkable_notes(me(), plan.cohort_id)}
        parts = reading.read_plan(content, plan.cohort.usg_method)
        return _page(plan, parts, _missing(content, plan), list_files(plan, me()))
    if not plan.version_no:
        return _page(plan, [], [], [])
    frozen = get_version(plan, plan.version_no)
    return _page(plan, reading.read_version(frozen, plan.cohort), [], list_of_version(frozen, me()))


def _page(
    plan: ActionPlan, parts: list[reading.Reading], missing: list[Requirement], files: Sequence[File]
) -> str:
    comments = comments_on(plan, me())
    decision = None if plan.state in UNDECIDED else sent_review(plan)
    return render_template(
        "plans/show.html",
        plan=plan,
        parts=parts,
        files=files,
        comments=comments,
        actions=policy.plan_actions(me(), plan),
        own=policy.owns(me(), plan),
        reviewing=policy.mentors(me(), plan) and plan.version_no > 0,
        writer=writer_of(plan, me()),
        checklist=read_checklist(comments),
        holder=plan_display.holder(plan),
        decision=decision,
        supports=[item for item in Support if decision and item in decision.support],
        at_hand=plan_display.at_hand(plan),
        endorsement=endorsement_of(plan) if plan.cohort.coach_required else None,
        endorsing=policy.endorses(me(), plan),
        titles={section.key: _(section.title) for section in PLAN_SECTIONS},
        lacking=Counter(item.section for item in missing),
        versions=list_versions(plan),
        events=plan_display.timeline(list_events(plan)),
        missing=missing,
        log_id=log_of(plan, me()),
        papers_of_plan=PAPERS_OF_PLAN,
        practices=practices_of(plan) if parts else [],
    )


def _missing(content: dict[str, Content], plan: ActionPlan) -> list[Requirement]:
    return [item for item in plan_requirements(content, plan.cohort) if not item.ok]


@bp.get("/<int:plan_id>/versions/<int:number>")
def version(plan_id: int, number: int) -> str:
    """One submitted version, as it was."""
    plan = get_plan(plan_id, me())
    frozen = get_version(plan, number)
    parts = reading.read_version(frozen, plan.cohort)
    files = list_of_version(frozen, me())
    return render_template("plans/version.html", plan=plan, version=frozen, parts=parts, files=files)


@bp.get("/<int:plan_id>/history")
def history(plan_id: int) -> str:
    """Everything that happened to the plan."""
    plan = get_plan(plan_id, me())
    return render_template(
        "plans/history.html",
        plan=plan,
        events=plan_display.timeline(list_events(plan)),
        versions=list_versions(plan),
    )


@bp.route("/<int:plan_id>/sections/<key>", methods=["GET", "POST"])
def section(plan_id: int, key: str) -> ResponseReturnValue:
    """Write one section. It saves by itself and on the button; the buttons of rows save as well."""
    if key not in PLAN_SECTION:
        raise NotFound(key)
    row = get_section(plan_id, key, me(), lock=request.method == "POST")
    form_class = section_form(PLAN_SECTION[key])
    if request.method == "GET":
        policy.ensure_writes(me(), row.plan)
        form = form_class(formdata=None, data=form_class.data_of({key: row.content}))
        form.show(row)
        return section_page.show(row, form)
    return _save(row, form_class(formdata=request.form))


def _save(row: PlanSection, form: TextForm) -> ResponseReturnValue:
    notes = section_page.offer(row, form)
    valid = form.validate()
    content = form.contents({row.key: row.content})[row.key]
    asked = request.form.get("rows", "")
    if valid and asked:
        content = row_actions.apply(asked, PLAN_SECTION[row.key], content)
    try:
        sections.save(row, me(), content, seen=form.seen_of(row))
        if valid and asked.startswith("link:"):
            _link(row, notes)
    except ChangedMeanwhile:
        db.session.rollback()
        return _conflict(row.plan_id, row.key, form)
    db.session.commit()
    return _answer(row, form, valid, asked)


def _answer(row: PlanSection, form: TextForm, valid: bool, asked: str) -> ResponseReturnValue:
    form.show(row)
    if wants_json():
        news = section_page.news(row)
        return saved(token(row), **news) if valid else refused(form, token(row), **news)
    if not valid:
        return section_page.show(row, form), 422
    if asked:
        target = url_for(".section", plan_id=row.plan_id, key=row.key, _anchor=row_actions.anchor(asked))
        return redirect(target, 303)
    flash(_("Saved."), "success")
    following = plan_display.neighbours(row.key)[1] if "next" in request.form else row.key
    return redirect(url_for(".section", plan_id=row.plan_id, key=following or row.key), 303)


def _link(row: PlanSection, notes: Collection[str]) -> None:
    chosen = request.form.get("link_note", "")
    if not chosen:
        return flash(_("Choose the note that you want to link."), "error")
    if chosen not in notes:
        return flash(str(GONE[Kind.NOTE]), "error")
    try:
        sections.link_note(row, me(), get_note(int(chosen), me()), seen=row.lock_version)
    except NotPossibleNow:
        flash(_("That note is linked already."), "error")


def _conflict(plan_id: int, key: str, form: TextForm) -> ResponseReturnValue:
    """Both texts on one page: mine in the fields, theirs beside; saving again is a choice, not an accident."""
    if wants_json():
        return conflict()
    row = get_section(plan_id, key, me())
    form, found = conflicts.meet(row, form, {key: row.content})
    return section_page.show(row, form, differences=found), 409
