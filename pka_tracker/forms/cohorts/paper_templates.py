"""A layout that an organizer brings."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import FileField

from pka_tracker.words import lazy_gettext as _l


class LayoutForm(FlaskForm):
    """One DOCX."""

    file = FileField(_l("Layout (DOCX)"))
