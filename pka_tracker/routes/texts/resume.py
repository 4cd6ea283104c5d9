"""Nothing typed is lost when a session ended or a form grew old: keep the text, sign in, send it again.

The kept text travels through the page, never through the server: it is put into the sign-in form as one hidden
field, comes back with the password, and is then shown with a button that posts it to where it was going. What
that address accepts is decided there, for whoever is signed in by then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from pka_tracker.extensions import db
from pka_tracker.forms.accounts import LoginForm
from pka_tracker.routes.site.access import is_public
from pka_tracker.routes.texts.broken import SIGN, BrokenText, WholeTextRequest
from pka_tracker.routes.texts.saving import wants_json
from pka_tracker.routes.texts.typed import Typed, typed
from pka_tracker.words import gettext as _
from pka_tracker.words import refresh

#: Never kept: tokens of the old session, and what must be typed anew each time.
SECRET = ("csrf_token", "password", "new_password", "password_confirm", "new_password_confirm", "kept")


@dataclass(frozen=True)
class Kept:
    """Typed fields and the address of our own they were on the way to."""

    target: str
    fields: list[tuple[str, str]]

    def dumps(self) -> str:
        """As one hidden field carries it."""
        return json.dumps({"target": self.target, "fields": self.fields}, ensure_ascii=False)

    @property
    def texts(self) -> list[Typed]:
        """What a person typed, in the order of the form."""
        return typed(*(_view_of(self.target) or ("", {})), self.fields)

    def label(self, name: str) -> str:
        """What a field is called, where that is known."""
        return next((one.label for one in typed(*(_view_of(self.target) or ("", {})), [(name, name)])), "")


def init_app(app: Flask) -> None:
    """Hand kept text back after signing in; answer forms whose token is not right."""
    app.view_functions["security.login"] = hand_back(app.view_functions["security.login"])
    app.request_class = WholeTextRequest
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(BrokenText, broken)


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who is not signed in: a page asks them to, a form's text is kept meanwhile."""
    if wants_json():
        message = _("Your session ended. Sign in again; what you typed is still on this page.")
        return jsonify(message=message, login_url=url_for("security.login")), 401
    if request.method in ("GET", "HEAD"):
        path = request.full_path.removesuffix("?")
        return redirect(url_for("security.login", next=None if path == "/" else path), 303)
    kept = kept_from_request()
    if kept is None:
        return redirect(url_for("security.login"), 303)
    form = LoginForm(formdata=None)
    form.kept.data = kept.dumps()
    return render_template("resume/sign_in.html", login_user_form=form, kept=kept), 401


def refuse_foreign() -> ResponseReturnValue:
    """Answer a page of one account in the session of another: its text is not taken for the other's."""
    message = _(
        "Another account is signed in now, so this text was not sent. Sign in as the one who typed it; until then it stays here."
    )
    return jsonify(message=message, foreign=True), 403


def hand_back(login: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """The sign-in page, which shows kept text instead of leaving once its writer is signed in."""

    @wraps(login)
    def view() -> ResponseReturnValue:
        response = login()
        if request.method == "POST" and current_user.is_authenticated:
            kept = read_kept(request.form.get("kept", ""))
            if kept is not None:
                refresh()  # the page is in the language of whoever signed in
                return render_template("resume/send_again.html", kept=kept, signed_in=True)
        return response

    return view


def csrf_failed(_error: CSRFError) -> ResponseReturnValue:
    """A form without a valid token: give it a fresh one and let its writer send it again, if it came from here."""
    if wants_json():
        message = _("This page is too old to save. Reload it; what you typed stays on it until then.")
        return jsonify(message=message, csrf_token=generate_csrf()), 400
    if request.endpoint == "security.login":
        typed = {name: request.form.get(name, "") for name in ("email", "next", "kept")}
        form = LoginForm(formdata=None, data=typed)
        form.form_errors.append(_("This page was open for too long. Type your password again."))
        return render_template("security/login.html", login_user_form=form), 400
    kept = kept_from_request()
    if kept is None:
        if request.endpoint != "security.reset_password":
            return render_template("resume/not_from_here.html"), 400
        flash(_("This page was open for too long. Type the password again."), "error")
        return redirect(request.full_path.removesuffix("?"), 303)
    return render_template("resume/send_again.html", kept=kept, signed_in=False), 400


def broken(error: BrokenText) -> ResponseReturnValue:
    """A form whose signs did not all arrive: show what did, to be mended and sent again, if it came from here."""
    db.session.rollback()
    if wants_json():
        message = _(
            "Some signs did not arrive whole, so this was not saved. Type the text around them again."
        )
        return jsonify(message=message), 400
    kept = kept_from_request(error.form) if current_user.is_authenticated else None
    if kept is None:
        return render_template("errors/400.html"), 400
    return render_template("resume/mend.html", kept=kept, sign=SIGN), 400


def kept_from_request(form: MultiDict[str, str] | None = None) -> Kept | None:
    """What this request carries, if a page of ours sent it and there is something to keep."""
    form = request.form if form is None else form
    target = request.full_path.removesuffix("?")
    if not _sent_from_here() or not is_ours(target):
        return None
    fields = [
        (name, value) for name, value in form.items(multi=True) if name.rpartition("-")[2] not in SECRET
    ]
    return Kept(target, fields) if fields else None


def read_kept(text: str) -> Kept | None:
    """Kept text from the hidden field; None where it is not ours or was tampered with."""
    try:
        document = json.loads(text)
        target = document["target"]
        fields = [(str(name), str(value)) for name, value in document["fields"]]
    except (ValueError, TypeError, KeyError):
        return None
    return Kept(target, fields) if isinstance(target, str) and is_ours(target) else None


def is_ours(target: str) -> bool:
    """Whether the address is a page of ours that takes a form and needs an account."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    endpoint, _arguments = _view_of(target) or ("security.", {})
    return not endpoint.startswith("security.") and not is_public(current_app.view_functions[endpoint])


def _view_of(target: str) -> tuple[str, Mapping[str, Any]] | None:
    """Who takes a form that is sent to this address, with what the address says."""
    try:
        return current_app.url_map.bind("").match(urlsplit(target).path, method="POST")
    except HTTPException:
        return None


def _sent_from_here() -> bool:
    """Whether a page of ours sent this form. Text put in by another site must not be offered for saving."""
    for header in ("Origin", "Referer"):
        if value := request.headers.get(header):
            ours = {request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc}
            return urlsplit(value).netloc in ours
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
