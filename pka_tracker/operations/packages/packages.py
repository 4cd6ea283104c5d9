"""The life of a package: asked for by an organizer, made by workers, deleted some days later."""

from __future__ import annotations

import logging
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import IO

from sqlalchemy import exists, select

from pka_tracker import emails, policy
from pka_tracker.errors import DomainError, NotFound
from pka_tracker.extensions import db, now
from pka_tracker.models import Cohort, Package, Piece, User
from pka_tracker.models.cohorts.package import KEPT
from pka_tracker.operations.claims import claim
from pka_tracker.operations.packages.contents import INDEX, contents_of, index, make
from pka_tracker.queries.cohorts.packages import running_package, workable
from pka_tracker.storage import blobs

log = logging.getLogger(__name__)

PREFIX = "packages"
LEASE = timedelta(minutes=1)  # a piece takes a second
ASSEMBLY_LEASE = timedelta(minutes=10)
PAUSE = timedelta(seconds=20)
MOST_TRIES = 3


def piece_key(package: Package, piece_id: int) -> str:
    """Where the bytes of a piece are until the ZIP is there."""
    return f"{PREFIX}/{package.key}/{piece_id}"


def zip_key(key: str) -> str:
    """Where the finished ZIP is."""
    return f"{PREFIX}/{key}/all.zip"


def ask(cohort: Cohort, actor: User) -> Package:
    """Ask for all papers of a cohort as they are seen by this organizer now; one that is being made is that one."""
    policy.ensure_organizes(actor, cohort.id)
    db.session.execute(select(Cohort.id).where(Cohort.id == cohort.id).with_for_update())
    if running := running_package(cohort.id):
        return running
    package = Package(cohort_id=cohort.id, requested_by_id=actor.id)
    package.pieces = [
        Piece(kind=kind, subject_id=number, name=name) for kind, number, name in contents_of(cohort, actor)
    ]
    db.session.add(package)
    db.session.flush()
    log.info("package %s of cohort %s: asked for by user %s", package.id, cohort.id, actor.id)
    return package


def claim_piece() -> Piece | None:
    """A piece to be made, reserved for the caller, who commits before making it."""
    found = claim(Piece, Piece.made_at.is_(None), Piece.gave_up_at.is_(None), most=1, lease=LEASE)
    for piece in found:
        piece.tries += 1
    db.session.flush()
    return found[0] if found else None


def make_piece(piece: Piece) -> None:
    """Make one piece: the bytes first, then the row. What fails is tried again, and after a few times left out."""
    package, requester = workable(piece.package_id)
    try:
        data = make(piece.kind, piece.subject_id, requester)
    except DomainError as error:  # no longer there, or no longer theirs to see
        _give_up(piece, error)
        return
    except Exception as error:
        log.exception("package %s: piece %s failed", package.id, piece.id)
        piece.next_try_at = now() + PAUSE
        if piece.tries >= MOST_TRIES:
            _give_up(piece, error)
        return
    blobs.put(piece_key(package, piece.id), data)
    piece.made_at = now()


def _give_up(piece: Piece, error: Exception) -> None:
    piece.gave_up_at, piece.last_error = now(), f"{type(error).__name__}: {error}"[:2000]


def claim_assembly() -> Package | None:
    """A package of which every piece is made, reserved for the caller, who commits before putting it together."""
    waits = (
        exists()
        .where(Piece.package_id == Package.id, Piece.made_at.is_(None), Piece.gave_up_at.is_(None))
        .correlate(Package)
    )
    found = claim(Package, Package.finished_at.is_(None), ~waits, most=1, lease=ASSEMBLY_LEASE)
    return found[0] if found else None


def assemble(package: Package) -> list[str]:
    """Put the ZIP together and tell whoever asked for it. The keys that are needed no more are deleted by the
    caller after the commit; a piece whose bytes are lost is made again, and the package waits for it."""
    package, reader = workable(package.id)
    cohort = db.session.get_one(Cohort, package.cohort_id)
    pieces = db.session.scalars(
        select(Piece).where(Piece.package_id == package.id).order_by(Piece.name)
    ).all()
    with tempfile.TemporaryFile() as target:
        if lost := _write(package, pieces, _about(cohort, reader, pieces), target):
            lost.made_at, lost.next_try_at, lost.tries = None, now(), 0
            package.next_try_at = now()
            return []
        package.size = target.tell()
        target.seek(0)
        blobs.put(zip_key(package.key), target)
    package.finished_at = now()
    if reader.active:
        emails.package_ready(reader, cohort, package)
    made = [piece_key(package, piece.id) for piece in pieces if piece.made_at]
    log.info("package %s: ready, %s bytes of %s pieces", package.id, package.size, len(made))
    return made


def _about(cohort: Cohort, reader: User, pieces: Sequence[Piece]) -> dict[str, str | bytes]:
    """The files that say what else there is, and what is missing."""
    found: dict[str, str | bytes] = {}
    if lost := [piece.name for piece in pieces if not piece.made_at]:
        names = "\n".join(lost)
        found["TIDAK-LENGKAP.txt"] = f"Tidak dapat dibuat / could not be made:\n{names}\n"
    if len(lost) < len(pieces):
        found[INDEX] = index(cohort, reader, pieces)
    return found


def _write(
    package: Package, pieces: Sequence[Piece], about: dict[str, str | bytes], target: IO[bytes]
) -> Piece | None:
    """Write the ZIP; a piece whose bytes are not there, at which it stops."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in about.items():
            archive.writestr(name, data)
        for piece in pieces:
            if not piece.made_at:
                continue
            try:
                data = blobs.get(piece_key(package, piece.id))
            except NotFound:
                return piece
            archive.writestr(piece.name, data)  # PDF and DOCX are packed already
    return None


def sweep(*, dry_run: bool = False) -> list[str]:
    """Delete packages whose days are over, and bytes under their prefix that no package knows; the keys."""
    before = now() - KEPT
    over = db.session.scalars(select(Package).where(Package.created_at < before)).all()
    ended = [package for package in over if package.kept_until < now()]
    gone = {package.key for package in ended}
    known = set(db.session.scalars(select(Package.key))) - gone
    a_day_ago = now() - timedelta(days=1)
    keys = [
        blob.key
        for blob in blobs.walk(PREFIX)
        if (owner := blob.key.split("/")[1]) in gone or (owner not in known and blob.changed_at < a_day_ago)
    ]
    if not dry_run:
        for package in ended:
            db.session.delete(package)
        db.session.flush()
        for key in keys:
            blobs.delete(key)
    return keys
