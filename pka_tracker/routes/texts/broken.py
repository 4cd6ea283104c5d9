"""Text that did not arrive whole: bytes that are no UTF-8 are never kept as if somebody had typed them."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser

#: What stands where a sign was broken.
SIGN = "\N{REPLACEMENT CHARACTER}"
NUL = "\0"


class BrokenText(BadRequest):
    """Signs of a form did not arrive; ``form`` is what did."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        super().__init__()
        self.form = form


class WholeTextParser(FormDataParser):
    """Reads forms as Werkzeug does, which keeps a broken byte as "%FF" or drops the form; here it is refused."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """The fields of a form, if all of them are whole; refuses with ``BrokenText``."""
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            form = self.cls(
                parse_qsl(body.decode(errors="replace"), keep_blank_values=True, errors="replace")
            )
            if _shows_the_sign(form) and not _is_whole(body):
                raise BrokenText(self._without_nul(form))
            return stream, self._without_nul(form), self.cls()
        stream, form, files = super().parse(stream, mimetype, content_length, options)
        if _shows_the_sign(form):  # here Werkzeug does not tell it from the sign itself, which nobody types
            raise BrokenText(self._without_nul(form))
        return stream, self._without_nul(form), files

    def _without_nul(self, form: MultiDict[str, str]) -> MultiDict[str, str]:
        """The form without the one sign that PostgreSQL keeps in no text; hidden fields and choices bring it too."""
        items = list(form.items(multi=True))
        if not any(NUL in name or NUL in value for name, value in items):
            return form
        return self.cls([(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in items])


class WholeTextRequest(Request):
    """A request whose form is read only if it arrived whole."""

    form_data_parser_class = WholeTextParser


def _shows_the_sign(form: MultiDict[str, str]) -> bool:
    return any(SIGN in name or SIGN in value for name, value in form.items(multi=True))


def _is_whole(body: bytes) -> bool:
    """Whether the body is UTF-8 in every byte, so that the sign itself was sent."""
    try:
        parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
