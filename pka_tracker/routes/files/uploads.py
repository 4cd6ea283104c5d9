"""Taking in what was sent: the slow part (the body, drawing pictures anew) comes before anything is locked."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, request

from pka_tracker.errors import Incomplete
from pka_tracker.extensions import db, writing
from pka_tracker.models import File
from pka_tracker.operations import files
from pka_tracker.routes.site.access import me
from pka_tracker.storage import content
from pka_tracker.words import gettext as _


class Refusal(NamedTuple):
    """A file that is not kept, and what its sender can do about it."""

    name: str
    why: str


class Received(NamedTuple):
    """What a request brought: what is fit to be kept, and what is not; ``again``: what was there under another name."""

    contents: list[content.Content]
    refused: list[Refusal]
    again: list[str]

    def keep(self, holder: Any) -> list[File]:
        """Attach all that is fit, and commit; what finds no room is refused too. ``holder`` is freshly read."""
        kept = []
        for item in self.contents:
            try:
                taken = files.take(holder, me(), item)
            except Incomplete as error:
                self.refused.append(Refusal(item.name, _(error.items[0])))
                continue
            kept.append(taken.file)
            if taken.again and taken.file.name != item.name:
                places = {"name": item.name, "kept": taken.file.name}
                self.again.append(_("“%(name)s” is here already, as “%(kept)s”.", **places))
        db.session.commit()
        return kept


def receive() -> Received:
    """Read every file of this request. From here on the request writes, and all it knew has to be read anew."""
    received = Received([], [], [])
    limit = current_app.config["MAX_FILE_SIZE"]
    for sent in request.files.getlist("files"):
        if not sent.filename:
            continue
        try:
            received.contents.append(content.read(sent.filename, sent.stream.read(limit + 1), limit))
        except Incomplete as error:
            received.refused.append(Refusal(sent.filename[-150:], _(error.items[0])))
    db.session.rollback()
    writing.set(True)
    return received
