"""What a reviewer types for the own tools."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length

from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.words import lazy_gettext as _l


class SavedViewForm(FlaskForm):
    """The name of a view; the view itself is in the address the form is sent to."""

    name = CleanString(
        _l("Name of the view"),
        [DataRequired(_l("Give the view a name.")), Length(max=60, message=TOO_LONG)],
    )


class SnippetForm(FlaskForm):
    """A text to be used again."""

    body = CleanText(
        _l("Snippet"),
        [DataRequired(_l("Write the text, then keep it.")), Length(max=2_000, message=TOO_LONG)],
    )
