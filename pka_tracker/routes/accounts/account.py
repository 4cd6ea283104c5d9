"""What Flask-Security leaves open: which of its pages are public, and signing out everywhere."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from pka_tracker.extensions import db
from pka_tracker.operations.accounts import accounts
from pka_tracker.routes.site.access import me, public
from pka_tracker.words import gettext as _

bp = Blueprint("account", __name__)

PUBLIC = ("security.login", "security.forgot_password", "security.reset_password")


def init_app(app: Flask) -> None:
    """Open the pages that somebody without a session needs."""
    for endpoint in PUBLIC:
        public(app.view_functions[endpoint])


@bp.post("/settings/sign-out-elsewhere")
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every session of this account but the one that asks."""
    user = me()
    accounts.end_sessions(user)
    db.session.commit()
    login_user(user)
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for("settings.show"), 303)
