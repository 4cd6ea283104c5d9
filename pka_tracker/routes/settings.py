"""The own profile, language and time zone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_babel import gettext as _

from pka_tracker.extensions import db
from pka_tracker.forms.accounts import SettingsForm
from pka_tracker.operations import accounts
from pka_tracker.queries import accounts as account_queries
from pka_tracker.routes.access import me

bp = Blueprint("settings", __name__)

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]  # each in its own words


@bp.route("/settings", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """See and change the own settings."""
    user = me()
    form = SettingsForm(obj=user)
    form.locale.choices = LANGUAGES
    form.timezone.choices = [("", _("As my cohort")), *zones()]
    if form.validate_on_submit():
        accounts.change_profile(user, profile_of(form))
        db.session.commit()
        with force_locale(user.locale):
            flash(gettext("Your settings are saved."), "success")
        return redirect(url_for("settings.show"), 303)
    account = account_queries.get_account(user)
    page = render_template("settings/show.html", form=form, account=account)
    return page, 422 if form.errors else 200


def zones() -> list[tuple[str, str]]:
    """The zones of Indonesia, west to east, one entry each."""
    return [
        ("Asia/Jakarta", _("WIB, western Indonesia (UTC+7)")),
        ("Asia/Makassar", _("WITA, central Indonesia (UTC+8)")),
        ("Asia/Jayapura", _("WIT, eastern Indonesia (UTC+9)")),
    ]


def profile_of(form: SettingsForm) -> accounts.Profile:
    """What was typed, as the operation wants it."""
    return accounts.Profile(
        name=form.name.data,
        nip=form.nip.data,
        rank_grade=form.rank_grade.data,
        position=form.position.data,
        work_unit=form.work_unit.data,
        locale=form.locale.data,
        timezone=form.timezone.data or None,
    )
