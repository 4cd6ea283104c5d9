"""``work``: makes what was asked for in the background."""

from __future__ import annotations

import logging
from collections import Counter

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from pka_tracker.cli.stopping import stop_on_signals
from pka_tracker.extensions import db
from pka_tracker.operations.packages import packages
from pka_tracker.storage import blobs

log = logging.getLogger(__name__)

SILENT = (
    "The database does not answer. What was made is kept; run the command again when it does (see the log)."
)


@click.command()
@click.option("--watch", is_flag=True, help="Go on until stopped.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks, with --watch.")
@with_appcontext
def work(watch: bool, every: float) -> None:
    """Make the packages that organizers asked for. Several of these may run at once."""
    stop, done = stop_on_signals(), Counter[str]()
    while not stop.is_set():
        try:
            worked = _step()
        except sa.exc.SQLAlchemyError as error:
            log.exception("work: the database does not answer")
            if not watch:
                raise click.ClickException(SILENT) from error
            worked = ""
        if not worked and not (watch and not stop.wait(every)):
            break
        done[worked] += bool(worked)
    click.echo(f"Files made: {done['file']}. Packages ready: {done['package']}.")


def _step() -> str:
    """Make one piece, or put one package together; what was done, "" where there was nothing to do."""
    try:
        return "file" if _piece() else "package" if _package() else ""
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
