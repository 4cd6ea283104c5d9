"""Replications: the board over all, where one begins, and the page of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import Incomplete, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.exports.sheets.lists import replications_sheet
from pka_tracker.extensions import db, now
from pka_tracker.forms import addresses
from pka_tracker.forms.replications import InterestForm, read_view
from pka_tracker.models import ActionPlan, AtmNote, Cohort, CohortRole, Party, Practice, ReplicationStage
from pka_tracker.operations import replications
from pka_tracker.policy.replications import replication_actions
from pka_tracker.queries.files import list_files
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.queries.practices.practices import get_practice
from pka_tracker.queries.replications.pipeline import COLUMNS, STOPPED, choices_for, get_pipeline, list_column
from pka_tracker.queries.replications.replications import (
    cohort_to_replicate,
    followers_of,
    get_replication,
    home_agency,
    list_facilitators,
    origin_of,
    practices_of,
    replication_of,
)
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.replications.replication_display import is_late, is_stale, steps, timeline, usual
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("replications", __name__, url_prefix="/replications")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Every replication one sees, by stage; one stage alone is a list of pages."""
    view, moment = read_view(request.args), now()
    if wants_workbook():
        return as_list("replikasi", replications_sheet, list_column(me(), replace(view, page=None), moment))
    return render_template(
        "replications/index.html",
        view=view,
        board=get_pipeline(me(), view, moment),
        page=list_column(me(), view, moment) if view.column else None,
        choices=choices_for(me()),
        columns=column_words(),
        parties=list(Party),
        late=partial(is_late, moment=moment),
        writes=me().holds(CohortRole.PARTICIPANT),
    )


def column_words() -> dict[str, str]:
    """The columns of the board in words."""
    words = {str(stage): labels.word(stage) for stage in ReplicationStage}
    return {column: words.get(column) or _("Stopped") for column in COLUMNS} | {STOPPED: _("Stopped")}


@bp.get("/<int:replication_id>")
def show(replication_id: int) -> str:
    """How far it came, what comes next, its files and its history."""
    replication = get_replication(replication_id, me())
    note, plan = origin_of(replication, me())
    return render_template(
        "replications/show.html",
        replication=replication,
        note=note,
        plan=plan,
        steps=steps(replication),
        stale=is_stale(replication),
        actions=replication_actions(me(), replication),
        files=list_files(replication, me()),
        writes=policy.attaches(me(), replication),
        today=replication.cohort.day_of(now()),
        events=timeline(replication),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Say that one wants a practice for the own agency; who did already is led there."""
    practice = get_practice(addresses.number(request.args.get("practice")) or 0, me())
    cohort = cohort_to_replicate(me(), practice)
    if cohort is None:
        raise NotPermitted("express")
    origin = _origin(practice)
    if found := replication_of(me(), practice):
        return redirect(url_for(".show", replication_id=found.id), 303)
    if not practice.active:
        raise NotPossibleNow("express")
    form = InterestForm(data=_suggested(practice, origin))
    if not form.validate_on_submit():
        return _page(form, practice, cohort, origin, 422 if form.is_submitted() else 200)
    try:
        begun = replications.express(
            me(), cohort, practice, form.parties(), form.ahead(), note=form.note.data or "", origin=origin
        )
    except Incomplete as error:
        form.form_errors.append(_(error.items[0]))
        return _page(form, practice, cohort, origin, 422)
    db.session.commit()
    flash(_("Your interest is written down. Attach the papers here as they come."), "success")
    return redirect(url_for(".show", replication_id=begun.id), 303)


def _origin(practice: Practice) -> AtmNote | ActionPlan | None:
    """The own note or plan named in the address, if it is about this practice."""
    if note_id := addresses.number(request.args.get("note")):
        note = get_note(note_id, me())
        if policy.owns(me(), note) and note.practice_id == practice.id:
            return note
        raise NotFound(note_id)
    if plan_id := addresses.number(request.args.get("plan")):
        plan = get_plan(plan_id, me())
        if policy.owns(me(), plan) and practice.id in {row.id for row in practices_of(plan)}:
            return plan
        raise NotFound(plan_id)
    return None


def _suggested(practice: Practice, origin: AtmNote | ActionPlan | None) -> dict[str, object]:
    """What the form begins with: what the note says of contact and day, else what usually comes."""
    noted = origin.content.get("follow_up", {}) if isinstance(origin, AtmNote) else {}
    day = noted.get("target_on")
    ahead = usual(ReplicationStage.INTEREST)
    return {
        "receiver": home_agency(me()),
        "host_contact": noted.get("contact") or practice.contact,
        "next_on": date.fromisoformat(day) if day else None,
        "next_step": ahead.text,
        "waits_for": str(ahead.party),
    }


def _page(
    form: InterestForm, practice: Practice, cohort: Cohort, origin: AtmNote | ActionPlan | None, status: int
) -> ResponseReturnValue:
    people = list_facilitators(cohort.id, me().id)
    form.offer(people)
    chosen = form.parties().facilitator_id
    helper = chosen if chosen in {one.id for one in people} else None
    page = render_template(
        "replications/new.html",
        form=form,
        practice=practice,
        origin=origin,
        readers=followers_of(cohort.id, me().id, me(), facilitator_id=helper),
    )
    return page, status
