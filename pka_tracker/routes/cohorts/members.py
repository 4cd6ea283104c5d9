"""The participants of a cohort, for its organizers, and who guides each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotFound
from pka_tracker.exports.sheets.cohort import progress_sheet
from pka_tracker.extensions import db, now
from pka_tracker.forms.cohorts.members import AssignForm, GuideFields, read_view
from pka_tracker.models import CohortRole, Membership, PlanState, User
from pka_tracker.models.cohorts.standing import NOT_STARTED
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.cohorts import members
from pka_tracker.operations.cohorts.members import COACH, MENTOR, Post
from pka_tracker.operations.plans.transitions import NO_REASON
from pka_tracker.queries.cohorts import members as member_queries
from pka_tracker.queries.cohorts.people import list_groups
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("members", __name__)

#: More than this many participants of one cohort are seldom meant for one mentor or coach.
USUAL_MENTEES = 5


@dataclass(frozen=True)
class PostWords:
    """How the page of a post speaks of it; each is translated where it is shown."""

    title: str
    first: str  # the title where nobody had the post
    now: str
    vacant: str
    until_now: str
    new: str
    what_follows: str
    first_follows: str
    changed: str
    changed_to: str
    done: str


WORDS = {
    CohortRole.MENTOR: PostWords(
        title=N_("Change the mentor"),
        first=N_("Choose the mentor"),
        now=N_("Mentor now"),
        vacant=N_("No mentor yet"),
        until_now=N_("mentor until now"),
        new=N_("The new mentor"),
        what_follows=N_(
            "The new mentor takes over at once and sees notes, plan and history. The mentor before loses access; what they wrote and sent stays."
        ),
        first_follows=N_("From now on the mentor sees notes, plan and history, and reviews the plan."),
        changed=N_("The mentor was changed meanwhile"),
        changed_to=N_("The mentor is now %(name)s. Decide again; what you typed is still here."),
        done=N_("%(guide)s is now the mentor of %(name)s."),
    ),
    CohortRole.COACH: PostWords(
        title=N_("Change the coach"),
        first=N_("Choose the coach"),
        now=N_("Coach now"),
        vacant=N_("No coach"),
        until_now=N_("coach until now"),
        new=N_("The new coach"),
        what_follows=N_(
            "The new coach takes over at once and sees plan, history and consultation log. The coach before loses access; what they wrote and sent stays, but an approval of theirs no longer counts."
        ),
        first_follows=N_("From now on the coach sees plan, history and consultation log."),
        changed=N_("The coach was changed meanwhile"),
        changed_to=N_("The coach is now %(name)s. Decide again; what you typed is still here."),
        done=N_("%(guide)s is now the coach of %(name)s."),
    ),
}


def state_words() -> list[tuple[str, str]]:
    """Where a participant's plan can stand, in order, with its words."""
    return [(NOT_STARTED, _("Not started")), *((str(state), labels.word(state)) for state in PlanState)]


@bp.get("/cohorts/<int:cohort_id>/members")
def index(cohort_id: int) -> ResponseReturnValue:
    """The participants of a cohort: who guides them, and how far notes and plan are."""
    cohort = member_queries.get_cohort(cohort_id, me())
    view = read_view(request.args)
    if wants_workbook():
        found = member_queries.list_members(me(), cohort_id, replace(view, page=None))
        return as_list(
            f"peserta-angkatan-{cohort_id}", lambda rows: progress_sheet(cohort, rows, now()), found
        )
    return render_template(
        "members/index.html",
        cohort=cohort,
        view=view,
        page=member_queries.list_members(me(), cohort_id, view),
        counts=member_queries.count_by_state(me())[cohort_id],
        mentors=member_queries.list_guides(cohort_id, CohortRole.MENTOR),
        groups=list_groups(me(), cohort_id),
        states=state_words(),
    )


@bp.route("/memberships/<int:membership_id>/assign-mentor", methods=["GET", "POST"])
def assign_mentor(membership_id: int) -> ResponseReturnValue:
    """Give a participant another mentor, having seen who will be told."""
    return _assign(MENTOR, membership_id)


@bp.route("/memberships/<int:membership_id>/assign-coach", methods=["GET", "POST"])
def assign_coach(membership_id: int) -> ResponseReturnValue:
    """Give a participant another coach, or none, having seen who will be told."""
    return _assign(COACH, membership_id)


def _assign(post: Post, membership_id: int) -> ResponseReturnValue:
    membership = member_queries.get_member(membership_id, me())
    form = AssignForm()
    if not form.is_submitted():
        form.show(membership)
    if not form.validate_on_submit():
        return _page(post, membership, form, 422 if form.errors else 200)
    try:
        guide = chosen_guide(form, post, membership.cohort_id)
        members.assign(post, membership, guide, me(), form.reason.data, seen=form.seen_of(membership))
    except (Incomplete, NotFound) as error:
        db.session.rollback()
        for words in error.items if isinstance(error, Incomplete) else [post.elsewhere]:
            form["reason" if words == NO_REASON else "person"].errors = [_(words)]
        return _page(post, member_queries.get_member(membership_id, me()), form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        membership = member_queries.get_member(membership_id, me())
        form.show(membership)
        return _page(post, membership, form, 409, changed=True)
    db.session.commit()
    name = guide.name if guide else _("nobody")
    flash(_(WORDS[post.role].done, guide=name, name=membership.user.name), "success")
    return redirect(url_for(".index", cohort_id=membership.cohort_id), 303)


def too_many(name: str, count: int) -> str:
    """A sentence where somebody guides more participants than is usual, else nothing."""
    if count <= USUAL_MENTEES:
        return ""
    return _(
        "%(name)s would guide %(count)s participants of this cohort; up to %(usual)s are usual.",
        name=name,
        count=count,
        usual=USUAL_MENTEES,
    )


def chosen_guide(form: GuideFields, post: Post, cohort_id: int) -> User | None:
    """Who was chosen; None where nobody is to have the post, and it may be vacant."""
    if form.person_id == 0 and post.vacant:
        return None
    return member_queries.get_guide(cohort_id, post.role, form.person_id)


def offer(form: GuideFields, post: Post, cohort_id: int, *but: int | None) -> None:
    """Everybody who can be chosen, with how many they guide already; ``but`` those who cannot be meant."""
    form.person.label.text = labels.word(post.role)
    form.person.choices = [
        ("", _("Choose …")),
        *(
            (str(row.id), _choice(row.name, row.mentees))
            for row in member_queries.list_guides(cohort_id, post.role)
            if row.id not in but
        ),
    ]
    if post.vacant and 0 not in but:
        form.person.choices.append(("0", _("Nobody")))


def _choice(name: str, mentees: int) -> str:
    if mentees < USUAL_MENTEES:
        return _("%(name)s (guides %(count)s)", name=name, count=mentees)
    return _(
        "%(name)s (guides %(count)s already, more than is usual with one more)", name=name, count=mentees
    )


def _page(
    post: Post, membership: Membership, form: AssignForm, status: int, *, changed: bool = False
) -> ResponseReturnValue:
    guide = post.of(membership)
    offer(form, post, membership.cohort_id, membership.user_id, guide.id if guide else 0)
    page = render_template(
        "members/assign.html",
        membership=membership,
        form=form,
        guide=guide,
        words=WORDS[post.role],
        changed=changed,
    )
    return page, status
