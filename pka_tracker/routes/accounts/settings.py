"""The own profile, language, time zone and letters."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker.extensions import db
from pka_tracker.forms.accounts import SettingsForm
from pka_tracker.labels import word
from pka_tracker.models import CohortRole, LetterKind, Membership
from pka_tracker.operations.accounts import accounts
from pka_tracker.queries.accounts import own
from pka_tracker.queries.calendar import has_feed
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _
from pka_tracker.words import speaking

bp = Blueprint("settings", __name__)

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]  # each in its own words


@bp.route("/settings", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """See and change the own settings."""
    user = me()
    form = SettingsForm(obj=user, letters={kind: user.frequency(kind) for kind in LetterKind})
    form.locale.choices = LANGUAGES
    form.timezone.choices = [("", _("As my cohort")), *zones()]
    if form.validate_on_submit():
        accounts.change_profile(user, profile_of(form))
        db.session.commit()
        with speaking(user.locale):
            flash(_("Your settings are saved."), "success")
        return redirect(url_for("settings.show"), 303)
    page = render_template(
        "settings/show.html",
        form=form,
        account=own.get_account(user),
        facts_of=facts_of,
        feed_since=has_feed(user),
    )
    return page, 422 if form.errors else 200


def zones() -> list[tuple[str, str]]:
    """The zones of Indonesia, west to east, one entry each."""
    return [
        ("Asia/Jakarta", _("WIB, western Indonesia (UTC+7)")),
        ("Asia/Makassar", _("WITA, central Indonesia (UTC+8)")),
        ("Asia/Jayapura", _("WIT, eastern Indonesia (UTC+9)")),
    ]


def facts_of(membership: Membership) -> list[tuple[str, str]]:
    """What somebody is in a cohort, as terms and their values."""
    facts = [(_("Programme"), membership.cohort.program.name), (_("Role"), word(membership.role))]
    if membership.roster_no:
        facts.append((_("Roster number (NDH)"), str(membership.roster_no)))
    if membership.group_name:
        facts.append((_("Group"), membership.group_name))
    if membership.role is CohortRole.PARTICIPANT:
        facts.append((_("Mentor"), membership.mentor.name if membership.mentor else _("Not named yet")))
    if membership.coach:
        facts.append((_("Coach"), membership.coach.name))
    return facts


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
        letter_choices=form.letters.data,
    )
