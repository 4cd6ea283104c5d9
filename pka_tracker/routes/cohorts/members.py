"""The people of a cohort, for its organizers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.extensions import db
from pka_tracker.forms.cohorts.members import AssignMentorForm, read_view
from pka_tracker.models import Membership, PlanState
from pka_tracker.models.cohorts.standing import NOT_STARTED
from pka_tracker.operations.cohorts import members
from pka_tracker.queries.cohorts import members as member_queries
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("members", __name__)


def state_words() -> list[tuple[str, str]]:
    """Where a participant's plan can stand, in order, with its words."""
    return [(NOT_STARTED, _("Not started")), *((str(state), labels.word(state)) for state in PlanState)]


@bp.get("/cohorts/<int:cohort_id>/members")
def index(cohort_id: int) -> str:
    """The participants of a cohort: who guides them, and how far notes and plan are."""
    cohort = member_queries.get_cohort(cohort_id, me())
    view = read_view(request.args)
    return render_template(
        "members/index.html",
        cohort=cohort,
        view=view,
        page=member_queries.list_members(me(), cohort_id, view),
        counts=member_queries.count_by_state(me())[cohort_id],
        mentors=member_queries.list_mentors(cohort_id),
        states=state_words(),
    )


@bp.route("/memberships/<int:membership_id>/assign-mentor", methods=["GET", "POST"])
def assign_mentor(membership_id: int) -> ResponseReturnValue:
    """Give a participant another mentor, having seen who will be told."""
    membership = member_queries.get_member(membership_id, me())
    form = AssignMentorForm()
    if not form.is_submitted():
        form.show(membership)
    if not form.validate_on_submit():
        return _page(membership, form, 422 if form.errors else 200)
    try:
        mentor = member_queries.get_mentor(membership.cohort_id, form.mentor_id)
        members.assign_mentor(membership, mentor, me(), form.reason.data, seen=form.seen_of(membership))
    except (Incomplete, NotFound) as error:
        db.session.rollback()
        words = error.items[0] if isinstance(error, Incomplete) else members.NOT_A_MENTOR
        form.mentor.errors = [_(words)]
        return _page(member_queries.get_member(membership_id, me()), form, 422)
    except ChangedMeanwhile:
        return _changed(membership_id, form)
    db.session.commit()
    flash(
        _("%(mentor)s is now the mentor of %(name)s.", mentor=mentor.name, name=membership.user.name),
        "success",
    )
    return redirect(url_for(".index", cohort_id=membership.cohort_id), 303)


def _changed(membership_id: int, form: AssignMentorForm) -> ResponseReturnValue:
    """Another organizer was faster: show whom they chose, keep what was typed."""
    db.session.rollback()
    membership = member_queries.get_member(membership_id, me())
    form.show(membership)
    return _page(membership, form, 409, changed=True)


def _page(
    membership: Membership, form: AssignMentorForm, status: int, changed: bool = False
) -> ResponseReturnValue:
    mentors = [
        row
        for row in member_queries.list_mentors(membership.cohort_id)
        if row.id not in (membership.user_id, membership.mentor_id)
    ]
    form.mentor.choices = [("", _("Choose …"))] + [
        (str(row.id), _("%(name)s (guides %(count)s)", name=row.name, count=row.mentees)) for row in mentors
    ]
    page = render_template(
        "members/assign_mentor.html", membership=membership, form=form, mentors=mentors, changed=changed
    )
    return page, status
