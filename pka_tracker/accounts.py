"""Accounts: Flask-Security behind one module. Everything about signing in is decided here."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import email_validator
import sqlalchemy as sa
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import MailUtil, PasswordUtil, SQLAlchemyUserDatastore, hash_password
from flask_security.mail_util import EmailValidateException
from sqlalchemy.orm import joinedload, raiseload
from werkzeug.middleware.proxy_fix import ProxyFix

from pka_tracker import emails
from pka_tracker.extensions import db, security
from pka_tracker.forms.accounts import ChangePasswordForm, ForgotPasswordForm, LoginForm, ResetPasswordForm
from pka_tracker.models import Membership, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.policy.passwords import Weakness, weakness_of
from pka_tracker.words import gettext as _

#: What an operator has no reason to change; what they may change is in ``config.py``.
SETTINGS: dict[str, Any] = {
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "RETURN_GENERIC_RESPONSES": True,  # the same answer whether or not there is such an account
    "RESET_PASSWORD_WITHIN": timedelta(hours=1),
    "FRESHNESS": timedelta(minutes=-1),  # no page that asks for the password in between
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    # OWASP's parameters for argon2id: 19 MiB, two passes, one thread.
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "HASHING_SCHEMES": ["hex_sha256"],  # inside a link, over what is hashed slowly already
    "PASSWORD_LENGTH_MIN": 10,
    "JOIN_USER_ROLES": False,
    "API_ENABLED_METHODS": ["session"],
    "STATIC_FOLDER": None,
    "CACHE_CONTROL": {},  # every page says no-store (routes/site/security_headers.py)
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "EMAIL_PLAINTEXT": False,  # our letters, not Flask-Security's: see ``Letters``
    "EMAIL_HTML": False,
    "LOGIN_USER_TEMPLATE": "security/login.html",
    "POST_LOGOUT_VIEW": "/login",
    "POST_RESET_VIEW": "/login",
    "POST_CHANGE_VIEW": "/settings",
    "I18N_DOMAIN": "messages",
    # Every sentence of Flask-Security that a page of ours can show; its own catalogues have no Indonesian.
    "MSG_GENERIC_AUTHN_FAILED": (N_("The e-mail address or the password is not right. Try again."), "error"),
    "MSG_PASSWORD_NOT_PROVIDED": (N_("Type a password."), "error"),
    "MSG_RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ. Type the same one twice."), "error"),
    "MSG_PASSWORD_INVALID_LENGTH": (
        N_("The password is too short: at least %(length)s characters."),
        "error",
    ),
    "MSG_INVALID_PASSWORD": (N_("This is not your present password."), "error"),
    "MSG_PASSWORD_IS_THE_SAME": (N_("The new password is the old one. Choose another."), "error"),
    "MSG_PASSWORD_CHANGE": (N_("Your password is changed. Everywhere else you are signed out."), "success"),
    "MSG_PASSWORD_RESET_NO_LOGIN": (N_("Your password is set. Sign in with it now."), "success"),
    "MSG_PASSWORD_RESET_REQUEST": (
        N_(
            "If there is an account for %(email)s, a letter with a link is on its way. It works for one hour."
        ),
        "success",
    ),
    "MSG_PASSWORD_RESET_EXPIRED": (N_("This link has ended. Ask for a new one below."), "error"),
    "MSG_INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link was used already or is not complete. Ask for a new one below."),
        "error",
    ),
    "MSG_UNAUTHENTICATED": (N_("Sign in to see this page."), "error"),
    "MSG_UNAUTHORIZED": (N_("This page is not open to you."), "error"),
    "MSG_API_ERROR": (N_("This cannot be read. Type it again."), "error"),
}

WEAKNESSES = {
    Weakness.OWN: N_(
        "Colleagues know your name, e-mail address and NIP. Choose words that do not tell who you are."
    ),
    Weakness.DIGITS: N_("A number alone, such as a NIP or a telephone, is guessed soon. Choose a few words."),
    Weakness.GUESSED: N_(
        "This password is guessed soon. Take three or four words that do not belong together."
    ),
}

#: For tests only, which sign in hundreds of times.
QUICK_HASH = {"argon2__memory_cost": 8, "argon2__time_cost": 1, "argon2__parallelism": 1}

#: Who is asking, with what they are in which cohort: one statement, sent once for every request.
_WHO = sa.select(User).options(joinedload(User.memberships).joinedload(Membership.cohort), raiseload("*"))
_BY_SESSION = _WHO.where(User.fs_uniquifier == sa.bindparam("value"))
_BY_EMAIL = _WHO.where(User.email == sa.bindparam("value"))


class Users(SQLAlchemyUserDatastore):
    """Finds users the way every page needs them. E-mail addresses are kept in small letters."""

    def __init__(self) -> None:
        super().__init__(db, User, None)  # type: ignore[arg-type]

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: ARG002
        """The user with this ``fs_uniquifier`` or this ``email``; None where there is none."""
        ((attribute, value),) = kwargs.items()
        statement = {"fs_uniquifier": _BY_SESSION, "email": _BY_EMAIL}[attribute]
        if attribute == "email":
            value = value.lower()
        return db.session.execute(statement, {"value": value}).unique().scalar_one_or_none()


class Letters(MailUtil):
    """Puts Flask-Security's letters into our outbox, in our words and the reader's language."""

    def send_mail(self, template: str, *_args: Any, user: User, **context: Any) -> None:  # type: ignore[override]
        """Write the letter that ``template`` names; the link is built from PUBLIC_URL, never from the Host header."""
        if template == current_app.config["SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET"]:
            hash_password("as slow as for an account that does not exist")
            emails.password_reset(user, emails.reset_link(context["reset_token"]))
            db.session.commit()  # the view itself writes nothing, so it commits nothing
        else:
            emails.password_changed(user)  # the view commits it together with the new password

    def normalize(self, email: str) -> str:
        """One form for equal addresses. Whether the domain can be reached is not asked: it may be an intranet."""
        try:
            parsed = email_validator.validate_email(
                email, check_deliverability=False, test_environment=True, globally_deliverable=False
            )
        except ValueError:
            raise EmailValidateException("invalid") from None
        return parsed.normalized.lower()

    validate = normalize


class Passwords(PasswordUtil):
    """Refuses a password that is easy to guess, in our words."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[Any] | None, str]:
        """What is wrong with the password, and the password in one form for equal ones."""
        refused, normal = super().validate(password, is_register, **kwargs)
        weakness = None if refused else weakness_of(normal, kwargs["user"])
        return ([_(WEAKNESSES[weakness])] if weakness else refused), normal


def init_app(app: Flask) -> None:
    """Bind accounts to the application. Refuses a demo, whose passwords are known, on an open address."""
    refuse_open_demo(app)
    if app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=app.config["PROXIES"], x_proto=app.config["PROXIES"]
        )
    for name, value in SETTINGS.items():
        app.config.setdefault(f"SECURITY_{name}", value)
    app.config.setdefault("REMEMBER_COOKIE_DURATION", timedelta(days=14))
    app.config.setdefault("REMEMBER_COOKIE_SAMESITE", "Lax")
    app.config.setdefault("REMEMBER_COOKIE_SECURE", app.config["SESSION_COOKIE_SECURE"])
    app.config["SECURITY_I18N_DIRNAME"] = [str(Path(app.root_path) / "translations")]
    if app.testing:
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = QUICK_HASH
    security._mail_util_cls = Letters  # the constructor takes them, ``init_app`` does not
    security._password_util_cls = Passwords
    security.init_app(
        app,
        Users(),
        login_form=LoginForm,
        forgot_password_form=ForgotPasswordForm,
        reset_password_form=ResetPasswordForm,
        change_password_form=ChangePasswordForm,
        render_template=render_form,
    )
    _go_without(app)


def _go_without(app: Flask) -> None:
    """Switch off what Flask-Security does on every request and we have no use for."""
    # Flask-Principal would load the user before ``routes.guard`` knows whether the request writes.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    security.login_manager._request_callback = None  # no tokens in addresses or headers
    app.after_request_funcs.setdefault("security", []).append(_see_other)
    security.want_json(lambda _request: False)  # pages only; scripts are answered by ``routes.resume``


def _see_other(response: Response) -> Response:
    """After a form, another page is fetched with GET, whatever the browser is."""
    if response.status_code == 302 and request.method == "POST":
        response.status_code = 303
    return response


def render_form(template: str, **context: Any) -> ResponseReturnValue:
    """A page of Flask-Security with the status a refused form deserves: 422, or 429 after too many tries."""
    html = render_template(template, **context)
    forms = [value for name, value in context.items() if name.endswith("_form")]
    refused = request.method == "POST" and any(form.errors for form in forms)
    response = make_response(html, 422 if refused else 200)
    if seconds := g.get("wait_seconds"):
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
    return response


def refuse_open_demo(app: Flask) -> None:
    """Demo accounts have a known password: only this machine may reach them, unless asked explicitly."""
    if not app.config["DEMO"] or app.config.get("DEMO_PUBLIC"):
        return
    for address in bind_addresses(sys.argv, os.environ):
        if not is_loopback(address):
            raise RuntimeError(
                f"Demo mode has known passwords and is not served on {address}. "
                "Bind to 127.0.0.1, or set PKA_DEMO_PUBLIC=1 if everyone may use it."
            )


def bind_addresses(argv: list[str], environ: Any) -> list[str]:
    """Every address this process was told to listen on, by environment or command line."""
    serves = "run" in argv or "gunicorn" in argv[0]
    words = (argv[1:] if serves else []) + environ.get("GUNICORN_CMD_ARGS", "").split()
    found = [environ[name] for name in ("PKA_BIND", "FLASK_RUN_HOST") if environ.get(name)]
    for word, after in zip(words, [*words[1:], ""], strict=False):
        if word in ("-b", "--bind", "-h", "--host"):
            found.append(after)
        elif word.startswith(("--bind=", "--host=", "-b", "-h")):
            found.append(word.partition("=")[2] if "=" in word else word[2:])
    return found


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches the address (``host``, ``host:port`` or a socket's path)."""
    if address.startswith("unix:"):
        return True
    host = (
        address.removeprefix("[").partition("]")[0]
        if "[" in address
        else address.rpartition(":")[0] or address
    )
    return host in ("localhost", "::1") or host.startswith("127.")
