"""One action for many participants: choose, see every letter and what would be skipped, then do it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import ChangedMeanwhile, DomainError, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms.bulk import BULK_FORMS, BulkAction, BulkForm, ExtendForm, ReassignForm
from pka_tracker.forms.seen import mentor_token, token
from pka_tracker.models import ActionPlan, Membership
from pka_tracker.operations import bulk, deadlines, members
from pka_tracker.queries import members as member_queries
from pka_tracker.routes.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l
from pka_tracker.words import ngettext

bp = Blueprint("bulk", __name__)

TITLES = {
    BulkAction.REMIND: _l("Remind"),
    BulkAction.EXTEND: _l("Give more time"),
    BulkAction.REASSIGN: _l("Change the mentor"),
}


@bp.post("/cohorts/<int:cohort_id>/bulk")
def run(cohort_id: int) -> ResponseReturnValue:
    """Show what would happen, and with ``confirm`` let it happen."""
    member_queries.get_cohort(cohort_id, me())
    wanted, chosen = request.form.get("action", ""), _chosen(cohort_id)
    if wanted not in list(BulkAction) or not chosen:
        flash(_("Choose participants and what is to be done."), "error")
        return redirect(url_for("members.index", cohort_id=cohort_id), 303)
    action = BulkAction(wanted)
    form = BULK_FORMS[action]()
    if isinstance(form, ReassignForm):
        mentors = member_queries.list_mentors(cohort_id)
        form.mentor.choices = [("", _("Choose …")), *((str(row.id), row.name) for row in mentors)]
    first = "first" in request.form
    if (first and action is not BulkAction.REMIND) or not form.validate():
        people = [Told(m.id, m.user.name) for m in chosen]
        return _page(form, TITLES[action], cohort_id, people=people, status=200 if first else 422)
    plans = {} if isinstance(form, ReassignForm) else member_queries.plans_of(chosen)
    shown = {m.id: _shown(m, plans) for m in chosen}
    seen = request.form.getlist("seen") if form.confirm.data == "yes" else shown.values()
    outcomes = bulk.each(chosen, _only_seen(_act(form, cohort_id, plans), shown, seen))
    if form.confirm.data == "yes":
        db.session.commit()
        return _done(cohort_id, outcomes)
    # As words: the rollback takes the rows away.
    told = [_told(outcome, shown[outcome.item.id]) for outcome in outcomes]
    db.session.rollback()
    return _page(form, TITLES[action], cohort_id, told=told)


def _chosen(cohort_id: int) -> Sequence[Membership]:
    ids = [int(text) for text in request.form.getlist("member") if text.isascii() and text.isdecimal()]
    return member_queries.list_chosen(me(), cohort_id, ids)


def _shown(member: Membership, plans: dict[int, ActionPlan]) -> str:
    """The token of what the action changes: the plan, or without one the participant's mentor."""
    plan = plans.get(member.user_id)
    return token(plan) if plan else mentor_token(member)


def _only_seen(
    act: Callable[[Membership], None], shown: dict[int, str], seen: Collection[str]
) -> Callable[[Membership], None]:
    """The same, refusing whoever changed after the letters were shown."""

    def careful(member: Membership) -> None:
        if shown[member.id] not in seen:
            raise ChangedMeanwhile(member)
        act(member)

    return careful


def _act(form: BulkForm, cohort_id: int, plans: dict[int, ActionPlan]) -> Callable[[Membership], None]:
    """The single operation for each participant."""
    if isinstance(form, ReassignForm):
        mentor = member_queries.get_mentor(cohort_id, form.mentor_id)
        reason = form.reason.data or ""
        return lambda m: members.assign_mentor(m, mentor, me(), reason, seen=m.mentor_id or 0)

    def act(member: Membership) -> None:
        plan = plans.get(member.user_id)
        if plan is None:
            raise NotPossibleNow(deadlines.NOBODY)
        if isinstance(form, ExtendForm) and form.until.data:
            deadlines.extend(plan, me(), form.until.data, form.reason.data or "")
        else:
            deadlines.remind(plan, me())

    return act


class Told(NamedTuple):
    """What would become of one participant, in words."""

    id: int
    name: str
    seen: str = ""
    why: str = ""
    letters: Sequence[bulk.Letter] = ()


def _told(outcome: bulk.Outcome[Membership], seen: str) -> Told:
    return Told(outcome.item.id, outcome.item.user.name, seen, _why(outcome.refused), outcome.letters)


def _why(error: DomainError | None) -> str:
    """Why one was skipped, in words."""
    if error is None:
        return ""
    if isinstance(error, ChangedMeanwhile):
        return _("This changed after you saw the letters. Look at it again.")
    words = error.items[0] if isinstance(error, Incomplete) else str(error)
    return _(str(words))


def _done(cohort_id: int, outcomes: list[bulk.Outcome[Membership]]) -> ResponseReturnValue:
    done = sum(outcome.refused is None for outcome in outcomes)
    flash(ngettext("Done for %(num)s participant.", "Done for %(num)s participants.", done), "success")
    for outcome in outcomes:
        if outcome.refused is not None:
            flash(
                _("Skipped: %(name)s. %(why)s", name=outcome.item.user.name, why=_why(outcome.refused)),
                "info",
            )
    return redirect(url_for("members.index", cohort_id=cohort_id), 303)


def _page(
    form: BulkForm,
    title: str,
    cohort_id: int,
    *,
    people: Sequence[Told] = (),
    told: Sequence[Told] = (),
    status: int = 200,
) -> ResponseReturnValue:
    cohort = member_queries.get_cohort(cohort_id, me())
    page = render_template(
        "bulk/run.html", cohort=cohort, title=title, form=form, people=people or told, told=told
    )
    return page, status
