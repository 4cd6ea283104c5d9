"""Signing in, asking for a letter, choosing a password; the profile, and which letters come."""

from __future__ import annotations

import re
from typing import Any

from flask import g, request
from flask_security import forms as security_forms
from flask_security.utils import validate_redirect_url
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Form, FormField, HiddenField, PasswordField, SelectField
from wtforms.validators import InputRequired, Length, ValidationError

from pka_tracker.errors import TooManyAttempts
from pka_tracker.extensions import db
from pka_tracker.forms.fields import CleanString, clean
from pka_tracker.labels import WORDS, word
from pka_tracker.models import OFFERED, LetterKind
from pka_tracker.operations.accounts import attempts
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l
from pka_tracker.words import ngettext

#: Nobody types more; longer ones only cost the server time.
LONGEST_PASSWORD = 200
#: Flask-Security takes no longer one, and would call it too short.
LONGEST_NEW = 128


def waiting(seconds: int) -> str:
    """How long to wait, as a sentence."""
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Wait %(num)d minute, then try again.",
        "Too many tries. Wait %(num)d minutes, then try again.",
        minutes,
    )


def _allowed(form: Any, kind: str) -> bool:
    """Count a try and keep the count whatever happens next; False, with a sentence, where it was one too many."""
    try:
        attempts.count(kind, form.email.data or "", request.remote_addr or "")
    except TooManyAttempts as error:
        g.wait_seconds = error.seconds
        form.form_errors.append(waiting(error.seconds))
        return False
    finally:
        db.session.commit()
    return True


class LoginForm(security_forms.LoginForm):
    """E-mail address and password; carries along what was typed before the session ended."""

    email = EmailField(
        _l("E-mail address"),
        [security_forms.email_required, security_forms.EmailValidation(verify=False), Length(max=254)],
    )
    password = PasswordField(
        _l("Password"),
        [security_forms.password_required, Length(max=LONGEST_PASSWORD)],
    )
    remember = BooleanField(_l("Keep me signed in on this device for two weeks"))
    kept = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""  # Flask-Security puts a link there; ours stands beside the button

    def validate_next(self, field: Any) -> None:
        """Elsewhere is not refused but ignored: nobody typed it."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the password is right and there were not too many wrong ones before."""
        account, address = self.email.data or "", request.remote_addr or ""
        if not _allowed(self, "login") or not super().validate(**kwargs):
            return False
        attempts.forget("login", account, address)
        return True


class ForgotPasswordForm(security_forms.ForgotPasswordForm):
    """Where to send the letter with the link. Whether there is such an account is never told."""

    email = EmailField(
        _l("E-mail address"),
        [
            security_forms.email_required,
            security_forms.EmailValidation(verify=True),
            security_forms.valid_user_email,
        ],
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether a letter goes out. An address nobody can have is said to be one; an unknown one is not."""
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", clean(self.email.data)) or len(self.email.data) > 254:
            self.form_errors.append(_("Type your e-mail address, e.g. name@minahasa.go.id."))
            return False
        return _allowed(self, "letter") and super().validate(**kwargs)


class ResetPasswordForm(security_forms.ResetPasswordForm):
    """A new password after following the link of a letter."""

    password = PasswordField(
        _l("New password"),
        [
            security_forms.password_required,
            Length(max=LONGEST_NEW, message=_l("At most 128 characters.")),
        ],
        description=_l(
            "At least 10 characters. A few words you can remember are better than one with signs; never the NIP."
        ),
    )
    password_confirm = PasswordField(
        _l("New password again"),
        [
            security_forms.password_required,
            security_forms.EqualToLocalize("password", message="RETYPE_PASSWORD_MISMATCH"),
        ],
    )


class ChangePasswordForm(security_forms.ChangePasswordForm):
    """The present password and a new one."""

    password = PasswordField(
        _l("Present password"),
        [
            security_forms.password_required,
            Length(max=LONGEST_PASSWORD, message=_l("At most 200 characters.")),
        ],
    )
    new_password = PasswordField(
        _l("New password"),
        [
            security_forms.password_required,
            Length(max=LONGEST_NEW, message=_l("At most 128 characters.")),
        ],
        description=_l(
            "At least 10 characters. A few words you can remember are better than one with signs; never the NIP."
        ),
    )
    new_password_confirm = PasswordField(
        _l("New password again"),
        [
            security_forms.password_required,
            security_forms.EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
        ],
    )


def offered(_form: Any, field: Any) -> None:
    """One of those there are."""
    if field.data not in [value for value, _label in field.choices]:
        raise ValidationError(_("Choose one from the list."))


def _frequency(kind: LetterKind, **options: Any) -> SelectField:
    """How often letters of a kind come."""

    def choices() -> list[tuple[str, str]]:
        return [(str(often), word(often)) for often in OFFERED[kind]]

    return SelectField(WORDS[LetterKind, kind], [offered], choices=choices, validate_choice=False, **options)


class LettersForm(Form):
    """How often each kind of letter comes; the fields are named as the kinds are."""

    review_sent = _frequency(LetterKind.REVIEW_SENT)
    plan_submitted = _frequency(LetterKind.PLAN_SUBMITTED)
    note_reviewed = _frequency(LetterKind.NOTE_REVIEWED)
    mentor_changed = _frequency(LetterKind.MENTOR_CHANGED)
    progress = _frequency(LetterKind.PROGRESS)
    replication = _frequency(LetterKind.REPLICATION)
    replication_silent = _frequency(
        LetterKind.REPLICATION_SILENT,
        description=_l("Only while it is for you to act, and once in 90 days without an entry."),
    )
    reminder = _frequency(
        LetterKind.REMINDER,
        description=_l(
            "Only while a plan waits for you, on working days, and at most five times for one deadline."
        ),
    )


class ProfileFields:
    """Who somebody is, as it fills the identity of a plan."""

    name = CleanString(
        _l("Name with titles"),
        [
            InputRequired(_l("Type your name as it should be printed, with academic titles.")),
            Length(max=160, message=_l("At most %(max)d characters: shorten the text.")),
        ],
        description=_l("As it is printed on your plan, e.g. Dra. Maria Rumambi, M.Si."),
    )
    nip = CleanString(_l("NIP"), description=_l("18 digits; spaces do not matter."))
    rank_grade = CleanString(
        _l("Rank and grade"),
        [Length(max=80, message=_l("At most %(max)d characters: shorten the text."))],
        description=_l("For example Pembina (IV/a)."),
    )
    position = CleanString(
        _l("Position"),
        [Length(max=200, message=_l("At most %(max)d characters: shorten the text."))],
    )
    work_unit = CleanString(
        _l("Work unit"), [Length(max=200, message=_l("At most %(max)d characters: shorten the text."))]
    )

    def validate_nip(self, field: Any) -> None:
        """Eighteen digits or nothing; kept without the spaces people copy along."""
        digits = re.sub(r"[\s.\-]", "", field.data or "")
        if digits and not re.fullmatch(r"[0-9]{18}", digits):
            raise ValidationError(_("A NIP has 18 digits. Check it, or leave it empty."))
        field.data = digits


class SettingsForm(ProfileFields, FlaskForm):
    """The profile that fills the identity of a plan, the language, the time zone, and which letters come."""

    locale = SelectField(_l("Language"), [offered], validate_choice=False)
    timezone = SelectField(_l("Time zone"), [offered], validate_choice=False)
    letters = FormField(LettersForm)
