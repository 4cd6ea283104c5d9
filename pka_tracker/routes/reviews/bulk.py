"""One action for many: choose, see every letter and what would be skipped, then do it (``routes/reviews/bulk_page.py``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.errors import NotPossibleNow
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.members import read_view as read_members_view
from pka_tracker.forms.reviews.bulk import (
    BULK_FORMS,
    BulkAction,
    BulkForm,
    ExtendForm,
    GroupForm,
    GuideForm,
    RequestRevisionForm,
)
from pka_tracker.forms.reviews.reviews import read_view
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, Cohort, Membership
from pka_tracker.operations.cohorts import deadlines, members, people
from pka_tracker.operations.reviews import bulk
from pka_tracker.queries.cohorts import members as member_queries
from pka_tracker.queries.reviews import reviewing
from pka_tracker.routes.cohorts.members import chosen_guide, offer, too_many
from pka_tracker.routes.reviews.bulk_page import Chosen, Selection, ask, carry_out
from pka_tracker.routes.reviews.review_display import address
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l
from pka_tracker.words import ngettext

bp = Blueprint("bulk", __name__)

TITLES = {
    BulkAction.REMIND: _l("Remind"),
    BulkAction.EXTEND: _l("Give more time"),
    BulkAction.MENTOR: _l("Choose the mentor"),
    BulkAction.COACH: _l("Choose the coach"),
    BulkAction.GROUP: _l("Choose the group"),
}
POSTS = {BulkAction.MENTOR: members.MENTOR, BulkAction.COACH: members.COACH}


@bp.post("/cohorts/<int:cohort_id>/bulk")
def run(cohort_id: int) -> ResponseReturnValue:
    """For an organizer: show what would happen to participants, and with ``confirm`` let it happen."""
    cohort = member_queries.get_cohort(cohort_id, me())
    wanted = request.form.get("action", "")
    participants = member_queries.list_chosen(me(), cohort_id, _chosen_ids(cohort_id))
    if wanted not in list(BulkAction) or not participants:
        flash(_("Choose participants and what is to be done."), "error")
        return redirect(url_for("members.index", cohort_id=cohort_id), 303)
    action = BulkAction(wanted)
    form = BULK_FORMS[action]()
    if isinstance(form, GuideForm):
        offer(form, POSTS[action], cohort_id)
        if not any(POSTS[action].of(member) for member in participants):
            del form.reason  # nobody is replaced, so nobody need be told why
    plans = {} if isinstance(form, GuideForm | GroupForm) else member_queries.plans_of(participants)
    chosen = _participants(cohort, action, participants, plans)
    if "first" in request.form and action is not BulkAction.REMIND:
        return ask(form, chosen)
    if not form.validate():
        return ask(form, chosen, 422)
    if isinstance(form, GuideForm):
        chosen = replace(chosen, warning=_too_many(form, POSTS[action], cohort_id, participants))
    return carry_out(form, chosen, participants, _act(action, form, cohort_id, plans))


def _chosen_ids(cohort_id: int) -> list[int]:
    """Those who were ticked, or everybody who fits the filters of the list."""
    if "everybody" not in request.form:
        return _ids("member")
    view = replace(read_members_view(request.form), page=None)
    return [row.id for row in member_queries.list_members(me(), cohort_id, view).rows]


def _too_many(form: GuideForm, post: members.Post, cohort_id: int, participants: Sequence[Membership]) -> str:
    """A sentence where whoever is chosen would guide more than is usual; it keeps nobody from it."""
    rows = {row.id: row for row in member_queries.list_guides(cohort_id, post.role)}
    guide = rows.get(form.person_id or 0)
    if guide is None:
        return ""
    others = [m for m in participants if getattr(m, f"{post.role}_id") != guide.id]
    return too_many(guide.name, guide.mentees + len(others))


def _ids(field: str) -> list[int]:
    return [found for text in request.form.getlist(field) if (found := addresses.number(text)) is not None]


def _participants(
    cohort: Cohort, action: BulkAction, participants: Sequence[Membership], plans: dict[int, ActionPlan]
) -> Selection:
    return Selection(
        title=str(TITLES[action]),
        lead=ngettext(
            "%(num)s participant of %(cohort)s",
            "%(num)s participants of %(cohort)s",
            len(participants),
            cohort=cohort.name,
        ),
        back=(url_for("members.index", cohort_id=cohort.id), cohort.name),
        field="member",
        rows=[Chosen(m.id, m.user.name, _shown(m, plans)) for m in participants],
        button=lambda n: ngettext("Do it for %(num)s participant", "Do it for %(num)s participants", n),
        done=lambda n: ngettext("Done for %(num)s participant.", "Done for %(num)s participants.", n),
    )


def _shown(member: Membership, plans: dict[int, ActionPlan]) -> str:
    """The token of what the action changes: the plan, or without one the participant's place in the cohort."""
    plan = plans.get(member.user_id)
    return token(plan) if plan else token(member)


def _act(
    action: BulkAction, form: BulkForm, cohort_id: int, plans: dict[int, ActionPlan]
) -> Callable[[Membership], None]:
    """The single operation for each participant."""
    if isinstance(form, GuideForm):
        post, reason = POSTS[action], (form.reason.data or "") if form.reason else ""
        guide = chosen_guide(form, post, cohort_id)
        return lambda m: members.assign(post, m, guide, me(), reason, seen=m.lock_version)
    if isinstance(form, GroupForm):
        group = form.group_name.data or ""
        return lambda m: people.set_group(m, group, me(), seen=m.lock_version)

    def act(member: Membership) -> None:
        plan = plans.get(member.user_id)
        if isinstance(form, ExtendForm) and form.until.data:
            if plan is None:
                raise NotPossibleNow(deadlines.NO_PLAN)
            deadlines.extend(plan, me(), form.until.data, form.reason.data or "")
        elif plan is None:
            deadlines.remind_to_begin(member, me())
        else:
            deadlines.remind(plan, me())

    return act


@bp.post("/reviews/request-revision")
def request_revision() -> ResponseReturnValue:
    """For a mentor: request a revision of every chosen plan whose review says what to change."""
    plans = reviewing.list_chosen(me(), _ids("plan"))
    view = read_view(request.args)
    back = address(view, page=view.page)
    if not plans:
        flash(_("Choose plans from the list first."), "error")
        return redirect(back, 303)
    form = RequestRevisionForm()
    chosen = _to_revise(plans, back)
    if not form.validate():
        return ask(form, chosen, 422)

    def act(plan: ActionPlan) -> None:
        bulk.request_revision(plan, me(), seen=plan.lock_version, message=form.message.data or "")

    return carry_out(form, chosen, plans, act)


def _to_revise(plans: Sequence[ActionPlan], back: str) -> Selection:
    return Selection(
        title=_("Request a revision"),
        lead=ngettext("%(num)s chosen plan", "%(num)s chosen plans", len(plans)),
        back=(back, _("Reviews")),
        field="plan",
        rows=[Chosen(plan.id, _plan_name(plan), token(plan)) for plan in plans],
        button=lambda n: ngettext(
            "Request a revision of %(num)s plan", "Request a revision of %(num)s plans", n
        ),
        done=lambda n: ngettext(
            "A revision of %(num)s plan has been requested. You can take it back for ten minutes before the letter leaves.",
            "A revision of %(num)s plans has been requested. You can take each back for ten minutes before its letter leaves.",
            n,
        ),
    )


def _plan_name(plan: ActionPlan) -> str:
    return f"{plan.owner.name} – {plan.title or _('Plan without a title')}"
