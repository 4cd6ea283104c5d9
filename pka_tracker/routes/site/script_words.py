"""What scripts say, as ``data-`` attributes of every page's body: the same words for all who read a language."""

from __future__ import annotations

from functools import cache

from flask_babel import get_locale
from markupsafe import Markup

from pka_tracker.models.texts.outline import N_
from pka_tracker.words import gettext as _

#: Name of the attribute (``dataset`` of the body in camel case) and what it says.
WORDS = {
    "saving": N_("Saving …"),
    "unsaved": N_("Not saved yet"),
    "press": N_("Could not be saved by itself. Press Save."),
    "choose": N_("Saves only when you press Save"),
    "device-offline": N_(
        "Only on this device: no connection. Your text is sent when the connection is back."
    ),
    "device-failed": N_("Only on this device: the server is busy. Your text is sent again by itself."),
    "restored": N_("what was only on this device is back in the fields"),
    "copy-title": N_("On this device there is text that was not saved"),
    "copy-beside": N_(
        "What is saved is in the fields below; what was typed on this device stands here. Nothing was overwritten."
    ),
    "copy-alone": N_("It can no longer be saved on this page. Copy what you still need."),
    "copy-elsewhere": N_("Open the page to save it:"),
    "use-copy": N_("Use this text"),
    "discard": N_("Discard"),
    "close": N_("Close"),
    "sign-in-title": N_("Your session ended"),
    "sign-in-lead": N_("Sign in again; your text stays on the page and is saved then."),
    "sign-in-tab": N_("in a new tab"),
    "no-answer": N_("No answer. Try again in a moment."),
    "offline": N_(
        "Not saved yet: no connection. Your text is still on this page and is sent when the connection is back."
    ),
    "failed": N_(
        "Not saved yet: the server is busy. Your text is still on this page and is sent again by itself."
    ),
    "check": N_("Saved, except the marked fields"),
    "signed-out": N_("Your session ended. Sign in again; your text stays here and is saved afterwards."),
    "sign-in": N_("Sign in"),
    "see-both": N_("See both texts"),
    "left": N_("{n} characters left"),
    "too-long": N_("{n} characters too many"),
    "row-removed": N_("Row removed."),
    "undo": N_("Undo"),
    "row-added": N_("Row added."),
    "row-moved": N_("Row moved."),
}


def script_words() -> Markup:
    """The attributes in the reader's language."""
    return _attributes(str(get_locale()))


@cache
def _attributes(_locale: str) -> Markup:
    """Put together once a language: thirty words on every page are a tenth of its frame."""
    return Markup(" ").join(Markup('data-{}="{}"').format(name, _(text)) for name, text in WORDS.items())
