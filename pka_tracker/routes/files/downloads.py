"""Something made for this request, to be kept as a file."""

from __future__ import annotations

from flask import Response


def as_attachment(content: bytes, name: str, media_type: str) -> Response:
    """The file under a name in ASCII, which says no person's name: it travels further than its text."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=media_type, headers=headers)
