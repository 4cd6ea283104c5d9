"""Everything that changes files: attached, removed, listed by a version, swept.

The bytes are written before the row and forgotten after it, so that whatever is rolled back leaves at most
bytes without a row; ``sweep`` takes those away.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import Incomplete, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.models import MOST_FILES, ActionPlan, File, Practice, User, holder_column
from pka_tracker.models.texts.outline import N_
from pka_tracker.queries.practices.practices import hosts_kept_by
from pka_tracker.storage import blobs
from pka_tracker.storage.content import Content

log = logging.getLogger(__name__)

PREFIX = "files"
#: Younger bytes may belong to a request that has not committed yet.
SWEEP_AGE = timedelta(days=1)


def blob_key(key: str, *, thumbnail: bool = False) -> str:
    """Where the bytes of a file are."""
    return f"{PREFIX}/{key[:2]}/{key}{'.small' if thumbnail else ''}"


def _ensure_keeps(actor: User, holder: Any) -> None:
    if isinstance(holder, Practice):  # which catalogues an organizer keeps is known by the visits only
        policy.ensure_keeps_catalogue(holder.host, hosts_kept_by(actor))


class Taken(NamedTuple):
    """A file that is kept, and whether it was there before."""

    file: File
    again: bool


def attach(holder: Any, actor: User, content: Content) -> File:
    """Keep a file as ``take`` does."""
    return take(holder, actor, content).file


def take(holder: Any, actor: User, content: Content) -> Taken:
    """Keep a file with a note, a plan, a milestone, a practice or a replication. The same bytes again are the same file;
    another one with the same name gets a number.

    The holder's own row is not changed, so a text that is open elsewhere is still saved. Refuses who may not
    write the holder now, and more files than a page can show.
    """
    policy.ensure_attaches(actor, holder)
    _ensure_keeps(actor, holder)
    column = getattr(File, holder_column(holder))
    model = type(holder)
    db.session.execute(select(model.id).where(model.id == holder.id).with_for_update())
    present = (column == holder.id, File.removed_at.is_(None), File.value_id.is_(None))
    if same := db.session.scalar(select(File).where(*present, File.sha256 == content.sha256)):
        return Taken(same, again=True)
    names = db.session.scalars(select(File.name).where(*present)).all()
    if len(names) >= MOST_FILES:
        raise Incomplete([N_("There are too many files here. Remove one first.")])
    file = File(
        owner_id=actor.id,
        name=_different(content.name, names),
        media_type=content.media_type,
        size=len(content.data),
        sha256=content.sha256,
        has_thumbnail=content.thumbnail is not None,
        **{column.key: holder.id},
    )
    _keep(file, content)
    log.info("file %s: attached by user %s", file.id, actor.id)
    return Taken(file, again=False)


def _different(name: str, names: Collection[str]) -> str:
    """The name, with a number where there is another file of this name."""
    taken = {one.lower() for one in names}
    stem, dot, ending = name.rpartition(".")
    wishes = (f"{stem} ({number}){dot}{ending}" for number in range(2, len(names) + 3))
    return name if name.lower() not in taken else next(one for one in wishes if one.lower() not in taken)


def _keep(file: File, content: Content) -> None:
    db.session.add(file)
    db.session.flush()  # draws the key; the bytes follow, and the commit only after them
    blobs.put(blob_key(file.key), content.data)
    if content.thumbnail is not None:
        blobs.put(blob_key(file.key, thumbnail=True), content.thumbnail)


def remove(file: File, holder: Any, actor: User) -> None:
    """Take a file out of what it belongs to. What a submitted version lists stays readable there; what is the
    evidence of a reported value stays (``NotPossibleNow``)."""
    policy.ensure_removes(actor, file, holder)
    _ensure_keeps(actor, holder)
    if file.value_id is not None:
        raise NotPossibleNow("remove")
    if file.first_version is not None:
        file.removed_at = now()
    else:
        db.session.delete(file)
    db.session.flush()
    log.info("file %s: removed by user %s", file.id, actor.id)


def freeze(plan: ActionPlan, number: int) -> list[dict[str, Any]]:
    """The files of a plan as its version ``number`` lists them; from now on its readers see them."""
    present = (File.plan_id == plan.id, File.removed_at.is_(None))
    found = db.session.scalars(select(File).where(*present).order_by(File.id)).all()
    for file in found:
        if file.first_version is None:
            file.first_version = number
    db.session.flush()
    return [file.listing for file in found]


def sweep(*, dry_run: bool = False) -> list[str]:
    """Delete bytes that no row knows and that are older than a day; the keys of what went or would go."""
    before = now() - SWEEP_AGE
    old = (blob.key for blob in blobs.walk(PREFIX) if blob.changed_at < before)
    gone: list[str] = []
    while keys := list(islice(old, 500)):
        gone += _unknown(keys)
    if not dry_run:
        for key in gone:
            blobs.delete(key)
    return gone


def _unknown(keys: Iterable[str]) -> list[str]:
    names = {key: key.rpartition("/")[2].partition(".")[0] for key in keys}
    known = set(db.session.scalars(select(File.key).where(File.key.in_(names.values()))))
    return [key for key, name in names.items() if name not in known]
