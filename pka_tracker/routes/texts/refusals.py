"""What an operation refused, said at the field it is about."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm

from pka_tracker.errors import Incomplete
from pka_tracker.extensions import db
from pka_tracker.words import gettext as _


def show(form: FlaskForm, error: Incomplete, fields: Mapping[str, str], otherwise: str = "name") -> None:
    """Undo what was begun and say each sentence at its field, by ``fields``; everything typed stays."""
    db.session.rollback()
    for words in error.items:
        form[fields.get(words, otherwise)].errors = [_(words)]
