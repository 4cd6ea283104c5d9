"""``work``: makes what was asked for in the background."""

from __future__ import annotations

import logging

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from pka_tracker.cli.stopping import stop_on_signals
from pka_tracker.extensions import db
from pka_tracker.operations.packages import packages
from pka_tracker.storage import blobs

log = logging.getLogger(__name__)


@click.command()
@click.option("--watch", is_flag=True, help="Go on until stopped.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks, with --watch.")
@with_appcontext
def work(watch: bool, every: float) -> None:
    """Make the packages that organizers asked for. Several of these may run at once."""
    stop = stop_on_signals()
    while not stop.is_set():
        if not _step() and not (watch and not stop.wait(every)):
            break


def _step() -> bool:
    """Make one piece, or put one package together; whether there was anything to do."""
    try:
        return _piece() or _package()
    except sa.exc.SQLAlchemyError:
        log.exception("work: the database does not answer")
        return False
    finally:
        db.session.rollback()
        db.session.remove()


def _piece() -> bool:
    piece = packages.claim_piece()
    db.session.commit()
    if piece is None:
        return False
    packages.make_piece(piece)
    db.session.commit()
    return True


def _package() -> bool:
    package = packages.claim_assembly()
    db.session.commit()
    if package is None:
        return False
    needless = packages.assemble(package)
    db.session.commit()
    for key in needless:
        blobs.delete(key)
    return True
