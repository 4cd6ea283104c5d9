"""``retention`` and ``users anonymise``: people's data goes when its time is over."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from pka_tracker.errors import DomainError, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db, now
from pka_tracker.operations.personal import anonymising
from pka_tracker.operations.personal.anonymising import Anonymised
from pka_tracker.queries.personal import retention as queries

log = logging.getLogger(__name__)

dry = click.option("--dry-run", is_flag=True, help="Only say what would happen.")


def init_app(users: AppGroup) -> None:
    """Add the command that is about one account to its group."""
    users.add_command(anonymise)


@click.command()
@dry
@with_appcontext
def retention(dry_run: bool) -> None:
    """Make people anonymous whose last cohort ended PKA_RETENTION_YEARS ago, and delete letters as old."""
    years = int(current_app.config["RETENTION_YEARS"])
    if years <= 0:
        click.echo("No time is set (PKA_RETENTION_YEARS=0): nothing is done.")
        return
    before = queries.ended_before(now().date(), years)
    people = queries.due(before)
    db.session.commit()
    failed = sum(not _anonymised(number, dry_run) for number in people)
    letters = anonymising.forget_old_letters(datetime.combine(before, time(), UTC))
    _end(None, dry_run)
    click.echo(
        f"{'Would make' if dry_run else 'Made'} anonymous: {len(people) - failed} accounts whose last cohort ended before "
        f"{before}. {'Would delete' if dry_run else 'Deleted'}: {letters} older letters."
    )
    if failed:
        raise click.ClickException(f"{failed} accounts could not be made anonymous; the log says why.")


def _anonymised(number: int, dry_run: bool) -> bool:
    """Each in a transaction of its own: what was done stays done, and one that fails does not stop the others."""
    try:
        done = anonymising.anonymise(queries.get_person(user_id=number))
    except (DomainError, sa.exc.SQLAlchemyError):
        log.exception("user %s could not be made anonymous", number)
        db.session.rollback()
        return False
    _tell(done)
    _end(done, dry_run)
    return True


@click.command()
@click.argument("email")
@dry
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--reason", default="", help="Why, for the history of the account; without the name.")
@with_appcontext
def anonymise(email: str, dry_run: bool, yes: bool, reason: str) -> None:
    """Make the account EMAIL anonymous before its time. It cannot be undone."""
    try:
        done = anonymising.anonymise(queries.get_person(email=email), reason=reason)
    except NotFound:
        raise click.ClickException(f"There is no account {email}.") from None
    except (NotPermitted, NotPossibleNow) as error:
        raise click.ClickException(f"{email} cannot be made anonymous: {error}.") from None
    _tell(done)
    if not dry_run and not yes and not click.confirm("This cannot be undone. Go on?"):
        dry_run = True
    _end(done, dry_run)
    click.echo("Nothing was changed." if dry_run else f"Account {done.user_id} is anonymous.")


def _tell(done: Anonymised) -> None:
    parts = (("deleted", done.deleted), ("changed", done.changed), ("stays", done.kept))
    told = "; ".join(
        f"{what} {', '.join(f'{table} {number}' for table, number in counts.items())}"
        for what, counts in parts
        if counts
    )
    click.echo(f"{done.user_id} {done.email}: {told or 'nothing besides the account'}")


def _end(done: Anonymised | None, dry_run: bool) -> None:
    """What was tried for real is undone in a dry run, so that it says exactly what would happen."""
    if dry_run:
        db.session.rollback()
        return
    db.session.commit()
    if done:
        log.info("user %s was made anonymous", done.user_id)
