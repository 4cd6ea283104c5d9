"""Everybody in a cohort, for those who set it up: added, corrected, invited again, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.people import AddPersonForm, PlaceForm, ProfileForm, RemoveForm, read_view
from pka_tracker.labels import word
from pka_tracker.models import CohortRole, Membership
from pka_tracker.operations.accounts import profiles
from pka_tracker.operations.cohorts import leaving, people
from pka_tracker.operations.cohorts.people import Place
from pka_tracker.queries.cohorts import people as people_queries
from pka_tracker.queries.cohorts.cohorts import get_cohort
from pka_tracker.routes.accounts.invitations import write_invitation
from pka_tracker.routes.cohorts.people_columns import people_sheet
from pka_tracker.routes.cohorts.people_display import added, facts_of, lines
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.routes.texts.conflicts import between
from pka_tracker.words import gettext as _

bp = Blueprint("people", __name__)

#: At which field a refusal is said.
FIELDS = {
    people.NO_NAME: "name",
    people.SWITCHED_OFF: "email",
    people.ALREADY: "role",
    people.ROSTER_TAKEN: "roster_no",
    profiles.SAME_EMAIL: "email",
    profiles.SAME_NIP: "nip",
    profiles.FIXED_EMAIL: "email",
}


@bp.get("/cohorts/<int:cohort_id>/people")
def index(cohort_id: int) -> ResponseReturnValue:
    """Everybody in a cohort, whatever their role, and who has not accepted the invitation."""
    cohort = get_cohort(cohort_id, me())
    view = read_view(request.args)
    if wants_workbook():
        found = people_queries.list_people(me(), cohort_id, replace(view, page=None))
        return as_list(f"anggota-angkatan-{cohort_id}", people_sheet, found)
    counts = people_queries.count_by_role(me(), cohort_id)
    return render_template(
        "people/index.html",
        cohort=cohort,
        view=view,
        page=people_queries.list_people(me(), cohort_id, view),
        counts=counts,
        roles=[
            ("", _("Every role")),
            *((role, f"{word(role)} ({n})") for role in CohortRole if (n := counts.get(role))),
        ],
        chosen=view.role,
        importing=policy.organizes(me(), cohort_id),
    )


@bp.get("/cohorts/<int:cohort_id>/people/history")
def history(cohort_id: int) -> str:
    """Who came, who left and who was handed over, with the reasons; those who left are there, too."""
    cohort = get_cohort(cohort_id, me())
    page = people_queries.history_of(me(), cohort_id, addresses.page(request.args))
    return render_template(
        "people/history.html", cohort=cohort, page=page, events=lines(page.rows, named=True)
    )


@bp.route("/cohorts/<int:cohort_id>/people/new", methods=["GET", "POST"])
def new(cohort_id: int) -> ResponseReturnValue:
    """Add somebody by e-mail address: an account that exists, else a new one, which is invited."""
    cohort = get_cohort(cohort_id, me())
    form = AddPersonForm()
    _offer_agencies(form)
    if not form.is_submitted() and request.args.get("role") in list(CohortRole):
        form.role.data = request.args["role"]
    if known := addresses.number(request.form.get("known")):
        form.email.data = people_queries.get_person(known, me()).user.email
    if form.validate_on_submit():
        try:
            membership, is_new = people.add(cohort, form.person(), form.place(), me())
        except Incomplete as error:
            refusals.show(form, error, FIELDS)
            cohort = get_cohort(cohort_id, me())
        else:
            if is_new:
                write_invitation(membership.user)
            db.session.commit()
            flash(added(membership, is_new=is_new), "success")
            return redirect(url_for(".show", membership_id=membership.id), 303)
    groups = people_queries.list_groups(me(), cohort_id)
    page = render_template("people/new.html", cohort=cohort, form=form, groups=groups, known=_same_nip(form))
    return page, 422 if form.errors else 200


@bp.get("/memberships/<int:membership_id>")
def show(membership_id: int) -> str:
    """Somebody in a cohort: who they are, who guides them, and what was changed about it."""
    membership = people_queries.get_person(membership_id, me())
    page = people_queries.history_of(
        me(), membership.cohort_id, addresses.page(request.args), membership.user_id
    )
    return render_template(
        "people/show.html",
        membership=membership,
        place=word(membership.role),
        facts=facts_of(membership),
        edits=policy.edits_profile(me(), membership.user),
        assigns=policy.organizes(me(), membership.cohort_id) and membership.role is CohortRole.PARTICIPANT,
        takes_part=membership.role is CohortRole.PARTICIPANT,
        page=page,
        events=lines(page.rows),
    )


@bp.route("/memberships/<int:membership_id>/profile", methods=["GET", "POST"])
def profile(membership_id: int) -> ResponseReturnValue:
    """Correct what is written about somebody."""
    membership = people_queries.get_person(membership_id, me())
    policy.ensure_edits_profile(me(), membership.user)
    form = ProfileForm()
    if not form.is_submitted():
        form.show_person(membership.user)
    _offer_agencies(form)
    if not form.validate_on_submit():
        return _profile_page(membership, form, 422 if form.errors else 200)
    try:
        profiles.edit_profile(membership.user, form.person(), me(), seen=form.seen_of(membership.user))
    except Incomplete as error:
        refusals.show(form, error, FIELDS)
        return _profile_page(people_queries.get_person(membership_id, me()), form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        membership = people_queries.get_person(membership_id, me())
        form.show(membership.user)
        return _profile_page(membership, form, 409, differences=between(form, form.kept(membership.user)))
    db.session.commit()
    flash(_("The profile of %(name)s is kept.", name=membership.user.name), "success")
    return redirect(url_for(".show", membership_id=membership_id), 303)


def _profile_page(
    membership: Membership, form: ProfileForm, status: int, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "people/profile.html", membership=membership, form=form, known=_same_nip(form), **context
    )
    return page, status


def _same_nip(form: AddPersonForm | ProfileForm) -> Membership | None:
    """Who has the NIP that was refused, where the viewer may see them."""
    refused = _(profiles.SAME_NIP) in form.nip.errors
    return people_queries.find_by_nip(form.nip.data, me()) if refused else None


@bp.route("/memberships/<int:membership_id>/edit", methods=["GET", "POST"])
def edit(membership_id: int) -> ResponseReturnValue:
    """A participant's roster number and group."""
    membership = people_queries.get_person(membership_id, me())
    form = PlaceForm(obj=membership)
    if not form.is_submitted():
        form.show(membership)
    if not form.validate_on_submit():
        return _place_page(membership, form, 422 if form.errors else 200)
    wanted = Place(membership.role, form.roster_no.data, form.group_name.data)
    try:
        people.set_place(membership, wanted, me(), seen=form.seen_of(membership))
    except Incomplete as error:
        refusals.show(form, error, FIELDS)
        return _place_page(people_queries.get_person(membership_id, me()), form, 422)
    except ChangedMeanwhile:
        db.session.rollback()
        membership = people_queries.get_person(membership_id, me())
        form.show(membership)
        kept = {"roster_no": membership.roster_no, "group_name": membership.group_name}
        return _place_page(membership, form, 409, differences=between(form, kept))
    db.session.commit()
    flash(_("Number and group of %(name)s are kept.", name=membership.user.name), "success")
    return redirect(url_for(".show", membership_id=membership_id), 303)


def _place_page(membership: Membership, form: PlaceForm, status: int, **context: Any) -> ResponseReturnValue:
    groups = people_queries.list_groups(me(), membership.cohort_id)
    return render_template(
        "people/edit.html", membership=membership, form=form, groups=groups, **context
    ), status


@bp.route("/memberships/<int:membership_id>/remove", methods=["GET", "POST"])
def remove(membership_id: int) -> ResponseReturnValue:
    """Take a role in the cohort from somebody, or read why that is not possible now."""
    membership = people_queries.get_person(membership_id, me())
    form = RemoveForm()
    if not form.is_submitted():
        form.show(membership)
    if not form.validate_on_submit():
        return _remove_page(membership, form, 422 if form.errors else 200)
    name, cohort_id = membership.user.name, membership.cohort_id
    try:
        leaving.remove(membership, me(), form.reason.data, seen=form.seen_of(membership))
    except (NotPossibleNow, ChangedMeanwhile) as error:
        db.session.rollback()
        membership = people_queries.get_person(membership_id, me())
        form.show(membership)
        return _remove_page(membership, form, 409, changed=isinstance(error, ChangedMeanwhile))
    db.session.commit()
    flash(_("%(name)s has left the cohort in this role. The history stays.", name=name), "success")
    return redirect(url_for(".index", cohort_id=cohort_id), 303)


def _remove_page(
    membership: Membership, form: RemoveForm, status: int, *, changed: bool = False
) -> ResponseReturnValue:
    stays = leaving.why_it_stays(membership)
    page = render_template(
        "people/remove.html",
        membership=membership,
        place=word(membership.role),
        form=form,
        changed=changed,
        stays=stays,
    )
    return page, status


@bp.post("/memberships/<int:membership_id>/invite")
def invite(membership_id: int) -> ResponseReturnValue:
    """Send the invitation again."""
    membership = people_queries.get_person(membership_id, me())
    try:
        profiles.invite_again(membership, me())
    except NotPossibleNow as error:
        db.session.rollback()
        flash(_(str(error)), "error")
        return redirect(url_for(".show", membership_id=membership_id), 303)
    write_invitation(membership.user)
    db.session.commit()
    flash(_("The invitation to %(name)s is on its way.", name=membership.user.name), "success")
    return redirect(url_for(".show", membership_id=membership_id), 303)


def _offer_agencies(form: AddPersonForm | ProfileForm) -> None:
    form.agency.choices = [
        ("", _("Not set")),
        *(
            (str(row.id), f"{row.name} – {row.region}" if row.region else row.name)
            for row in people_queries.list_agencies_to_choose()
        ),
    ]
