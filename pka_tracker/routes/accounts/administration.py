"""The accounts, for administrators: found, invited, disabled, signed out. Nobody's work is shown for it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import Incomplete, NotFound, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.administration import InviteForm, ReasonForm, read_view
from pka_tracker.models import AccountState, CohortRole, User
from pka_tracker.operations.accounts import administration
from pka_tracker.operations.personal import anonymising
from pka_tracker.queries.accounts import administration as queries
from pka_tracker.routes.accounts.account_display import (
    Foreseen,
    account_tabs,
    facts_of,
    foreseen,
    lines,
    place_in_words,
    roles_in_words,
)
from pka_tracker.routes.accounts.invitations import write_invitation
from pka_tracker.routes.accounts.settings import LANGUAGES
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import refusals
from pka_tracker.words import gettext as _

log = logging.getLogger(__name__)

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("/")
def index() -> str:
    """Everybody with an account, what they are, and how the account stands."""
    if not policy.keeps_accounts(me()):
        raise NotFound("accounts")
    view = read_view(request.args)
    page = queries.list_accounts(me(), view)
    counts = queries.count_by_state(me())
    roles = queries.roles_of([user.id for user in page.rows])
    return render_template(
        "accounts/index.html",
        view=view,
        page=page,
        tabs_here=account_tabs(),
        roles={user.id: roles_in_words(user, roles.get(user.id, [])) for user in page.rows},
        states=[
            ("", _("All but anonymous ones")),
            *((s, f"{labels.word(s)} ({counts[s]})") for s in AccountState if counts[s]),
        ],
        chosen=view.role,
        kinds=[
            ("", _("Every role")),
            (queries.ADMIN, _("Administrator")),
            *((role, labels.word(role)) for role in CohortRole),
        ],
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Invite somebody. Who takes part in a cohort is better added there, which invites them, too."""
    policy.ensure_keeps_accounts(me())
    form = InviteForm()
    form.locale.choices = LANGUAGES
    if form.validate_on_submit():
        try:
            user = administration.invite(
                form.email.data, form.name.data, me(), locale=form.locale.data, is_admin=form.is_admin.data
            )
        except Incomplete as error:
            refusals.show(form, error, {}, otherwise="email")
        else:
            write_invitation(user)
            db.session.commit()
            flash(_("The invitation to %(name)s is on its way.", name=user.name), "success")
            return redirect(url_for(".show", user_id=user.id), 303)
    return render_template("accounts/new.html", form=form), 422 if form.errors else 200


@bp.get("/<int:user_id>")
def show(user_id: int) -> str:
    """One account: whose it is, how it stands, what was done to it."""
    user = queries.get_account(user_id, me())
    page = queries.history_of(user, me(), addresses.page(request.args))
    return render_template(
        "accounts/show.html",
        user=user,
        role=roles_in_words(user, ()),
        facts=facts_of(user),
        places=[(place, place_in_words(place)) for place in user.memberships],
        page=page,
        events=lines(page.rows),
        can_invite=user.state in (AccountState.INVITED, AccountState.NOT_INVITED),
        can_disable=not administration.why_it_stays_open(user, me()),
        can_enable=user.state is AccountState.DISABLED,
        can_end=user.state is AccountState.ACTIVE,
        can_anonymise=user.state is not AccountState.ANONYMOUS and not user.is_admin,
    )


@bp.post("/<int:user_id>/invite")
def invite(user_id: int) -> ResponseReturnValue:
    """Send the invitation again."""

    def act(user: User) -> str:
        administration.invite_again(user, me())
        write_invitation(user)
        return _("The invitation to %(name)s is on its way.", name=user.name)

    return _at_once(user_id, act)


@bp.post("/<int:user_id>/enable")
def enable(user_id: int) -> ResponseReturnValue:
    """Let a disabled account be used again."""

    def act(user: User) -> str:
        administration.enable(user, me())
        return _("The account of %(name)s can be used again.", name=user.name)

    return _at_once(user_id, act)


@bp.post("/<int:user_id>/end-sessions")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere."""

    def act(user: User) -> str:
        administration.end_sessions(user, me())
        return _("%(name)s is signed out everywhere.", name=user.name)

    return _at_once(user_id, act)


def _at_once(user_id: int, act: Callable[[User], str]) -> ResponseReturnValue:
    """Do it and say so, or say why it is not possible now."""
    user = queries.get_account(user_id, me(), lock=True)
    try:
        said = act(user)
    except NotPossibleNow as error:
        db.session.rollback()
        flash(_(str(error)), "error")
    else:
        db.session.commit()
        flash(said, "success")
    return redirect(url_for(".show", user_id=user_id), 303)


@bp.route("/<int:user_id>/disable", methods=["GET", "POST"])
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account until it is enabled again, or read why that is not possible now."""
    user = queries.get_account(user_id, me(), lock=request.method == "POST")
    form = ReasonForm()
    status = 200
    if form.validate_on_submit():
        try:
            administration.disable(user, me(), form.reason.data)
        except NotPossibleNow:
            db.session.rollback()
            user, status = queries.get_account(user_id, me()), 409
        else:
            db.session.commit()
            flash(_("The account of %(name)s is disabled.", name=user.name), "success")
            return redirect(url_for(".show", user_id=user_id), 303)
    stays = administration.why_it_stays_open(user, me())
    page = render_template("accounts/disable.html", user=user, form=form, stays=stays)
    return page, 422 if form.errors else status


@bp.route("/<int:user_id>/anonymise", methods=["GET", "POST"])
def anonymise(user_id: int) -> ResponseReturnValue:
    """Take a person out of everything before their time, once what would happen was seen and confirmed."""
    user = queries.get_account(user_id, me(), lock=request.method == "POST")
    form = ReasonForm()
    if anonymising.why_it_stays(user) or not form.validate_on_submit():
        stays = form.is_submitted() and bool(anonymising.why_it_stays(user))
        return _anonymise_page(user, form, 409 if stays else 422 if form.errors else 200)
    done = anonymising.anonymise(user, me(), form.reason.data)
    if form.confirm.data != "yes":
        told = foreseen(done)
        db.session.rollback()
        return _anonymise_page(queries.get_account(user_id, me()), form, told=told)
    db.session.commit()
    log.info("user %s was made anonymous by user %s", user_id, me().id)
    flash(_("The account of %(name)s is anonymous now.", name=done.name), "success")
    return redirect(url_for(".show", user_id=user_id), 303)


def _anonymise_page(
    user: User, form: ReasonForm, status: int = 200, told: Foreseen | None = None
) -> ResponseReturnValue:
    stays = anonymising.why_it_stays(user)
    return render_template("accounts/anonymise.html", user=user, form=form, stays=stays, told=told), status
