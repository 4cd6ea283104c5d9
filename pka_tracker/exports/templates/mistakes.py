"""What is wrong with a layout, in words for who wrote it in an office program, and in which paragraph."""

from __future__ import annotations

import re

from jinja2 import TemplateError, TemplateSyntaxError

from pka_tracker.models.texts.outline import N_

Refusal = tuple[str, dict[str, str]]

#: A tag of XML, and a statement that opens or closes.
TAG = re.compile(r"<[^>]+>")
STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
#: So much of a paragraph is shown.
SHOWN = 120


class Unknown(TemplateSyntaxError):
    """A placeholder that no paper has; ``message`` is the placeholder."""


class Forbidden(TemplateSyntaxError):
    """Something a layout may not do."""


def refusal(error: TemplateError) -> Refusal:
    """The sentence, and what stands at its places."""
    message = str(error.message or "")
    if not isinstance(error, TemplateSyntaxError):
        return N_("This layout cannot be filled. Begin again with the layout to start from."), {}
    where = {"where": _paragraph(error.source or "", error.lineno)}
    if isinstance(error, Unknown):
        return N_("There is no placeholder {{ %(name)s }}. It stands in: “%(where)s”"), where | {
            "name": message
        }
    if isinstance(error, Forbidden):
        return N_(
            "A layout may only name, repeat (for, not a whole list inside another) and leave out (if). "
            "More than that stands in: “%(where)s”"
        ), where
    if "end of template" in message:
        name, line = _left_open(error.source or "")
        where = {"name": name, "where": _paragraph(error.source or "", line)}
        return N_("A %(name)s has no end%(name)s. It begins in: “%(where)s”"), where
    if "unknown tag" in message:
        return N_("Only for, if, else, endfor and endif may stand here: “%(where)s”"), where
    return N_(
        "A placeholder is not complete. It is a name between two braces on each side, as {{ title }}: “%(where)s”"
    ), where


def _paragraph(source: str, line: int) -> str:
    """The text of the paragraph; the parts of a document have each on a line of its own."""
    lines = source.splitlines()
    found = " ".join(TAG.sub("", lines[line - 1]).split()) if 0 < line <= len(lines) else ""
    return found if len(found) <= SHOWN else found[: SHOWN - 1] + "…"


def _left_open(source: str) -> tuple[str, int]:
    """The innermost ``for`` or ``if`` that is never closed, and its line."""
    opened: list[tuple[str, int]] = []
    for number, text in enumerate(source.splitlines(), start=1):
        for name in STATEMENT.findall(text):
            if name in ("for", "if"):
                opened.append((name, number))
            elif name.startswith("end") and opened:
                opened.pop()
    return opened[-1] if opened else ("for", 1)
