"""The web: one module per noun. A page needs a signed-in user unless it is marked ``@public``."""

from __future__ import annotations

from flask import Flask, current_app, g, has_request_context, request, session
from flask.typing import ResponseReturnValue
from flask_security import current_user

from pka_tracker.extensions import csrf, writing
from pka_tracker.routes import agencies
from pka_tracker.routes.accounts import account, administration, calendar, personal_data, retention, settings
from pka_tracker.routes.cohorts import (
    board,
    cohort_exports,
    cohorts,
    extensions,
    holidays,
    members,
    packages,
    paper_templates,
    people,
    people_import,
    visits,
)
from pka_tracker.routes.evaluations import answering, following
from pka_tracker.routes.files import files, papers
from pka_tracker.routes.notes import note_actions, notes
from pka_tracker.routes.plans import indicators, milestones, plan_actions, plans, succession
from pka_tracker.routes.practices import practice_import, practices
from pka_tracker.routes.replications import replication_actions, replications
from pka_tracker.routes.reviews import bulk, comments, consultations, endorsements, reviewing, reviews
from pka_tracker.routes.site import assets, display, errors, health, home, security_headers
from pka_tracker.routes.site.access import account_key, is_for_files, is_public, public
from pka_tracker.routes.site.converters import RowNumber
from pka_tracker.routes.texts import kept_texts, presence, resume

BLUEPRINTS = (
    home.bp,
    account.bp,
    settings.bp,
    calendar.bp,
    personal_data.bp,
    administration.bp,
    retention.bp,
    notes.bp,
    note_actions.bp,
    plans.bp,
    plan_actions.bp,
    reviewing.bp,
    reviews.bp,
    comments.bp,
    consultations.bp,
    cohorts.bp,
    board.bp,
    extensions.bp,
    members.bp,
    people.bp,
    visits.bp,
    agencies.bp,
    holidays.bp,
    cohort_exports.bp,
    people_import.bp,
    following.bp,
    answering.bp,
    packages.bp,
    paper_templates.bp,
    milestones.bp,
    indicators.bp,
    succession.bp,
    files.bp,
    practices.bp,
    practice_import.bp,
    replications.bp,
    replication_actions.bp,
    presence.bp,
    bulk.bp,
    kept_texts.bp,
    endorsements.bp,
    papers.bp,
    health.bp,
)


def choose_locale() -> str:
    """The reader's language: as they set it, else as the browser chose by ``?lang=``, else the default."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return str(languages[0])
    asked = request.args.get("lang") or session.get("lang")
    if current_user.is_authenticated:
        asked = current_user.locale
    return str(asked if asked in languages else languages[0])


def choose_timezone() -> str | None:
    """The reader's zone: as they set it, else their newest cohort's; None is the default zone."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    if current_user.timezone:
        return str(current_user.timezone)
    return next((m.cohort.timezone for m in current_user.memberships), None)


def init_app(app: Flask) -> None:
    """Register every page, its guards and its errors."""
    app.url_map.converters["int"] = RowNumber
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    public(app.view_functions["static"])
    account.init_app(app)
    resume.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    display.init_app(app)
    security_headers.init_app(app)
    app.before_request(guard)
    app.teardown_request(_write_again)


def guard() -> ResponseReturnValue | None:
    """Say whether this request writes, ask for an account, and check that the form is one of ours."""
    view = current_app.view_functions.get(request.endpoint or "")
    brings_files = view is not None and is_for_files(view)
    # A large body comes slowly: nobody waits for it with SQLite's lock in hand (routes/files/uploads.py).
    writing.set(request.method not in ("GET", "HEAD", "OPTIONS") and not brings_files)
    if view is None or is_public(view):
        _remember_language()
        return None
    if not current_user.is_authenticated:
        return resume.ask_to_sign_in()
    if (request.headers.get("X-Account") or account_key()) != account_key():
        return resume.refuse_foreign()
    if brings_files:
        request.max_content_length = current_app.config["MAX_UPLOAD_LENGTH"]
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
    g.user_id = current_user.id
    return None


def _write_again(_error: BaseException | None) -> None:
    writing.set(True)


def _remember_language() -> None:
    lang = request.args.get("lang")
    if lang in current_app.config["LANGUAGES"]:
        session["lang"] = lang
