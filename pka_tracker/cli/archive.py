"""``backup``, ``restore`` and ``verify``: one archive of database and files."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import with_appcontext

from pka_tracker.operations.backup import backup as backups
from pka_tracker.operations.backup import restore as restoring
from pka_tracker.operations.backup.archive import Manifest, Refused, reading_from
from pka_tracker.operations.backup.verify import check

#: So many names are told at most.
TOLD = 20
archive = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (backup, restore, verify):
        app.cli.add_command(command)


@click.command()
@archive
@with_appcontext
def backup(file: Path) -> None:
    """Write everything, database and files, into the archive FILE. The program may run meanwhile."""
    try:
        manifest = backups.write(file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror or error}.") from None
    click.echo(f"Wrote {file}: {_said(manifest)}.")
    _tell_missing(manifest.missing)


@click.command()
@archive
@click.option("--replace", is_flag=True, help="Delete what the database holds now.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put everything back from the archive FILE, all or nothing. Stop the program first."""
    try:
        manifest, missing = restoring.restore(file, replace=replace)
    except Refused as error:
        raise click.ClickException(str(error)) from None
    except sa.exc.SQLAlchemyError as error:
        raise click.ClickException(f"The database refused it, nothing was changed: {error}") from None
    click.echo(f"Restored {file} of {manifest.created_at}: {_said(manifest)}.")
    _tell_missing(missing)


@click.command()
@archive
@with_appcontext
def verify(file: Path) -> None:
    """Read the whole archive FILE and compare it with what it should hold. Changes nothing."""
    try:
        with reading_from(file) as found:
            findings = check(found)
    except Refused as error:
        raise click.ClickException(str(error)) from None
    for damage in findings.damages[:TOLD]:
        click.echo(f"Damaged: {damage}.", err=True)
    _tell_missing(findings.missing)
    if not findings.fine:
        raise SystemExit(1)
    click.echo(f"{file} of {found.manifest.created_at} is whole: {_said(found.manifest)}.")


def _said(manifest: Manifest) -> str:
    revision = ", ".join(manifest.revision)
    return (
        f"{len(manifest.tables)} tables, {manifest.rows} rows, {manifest.blobs} files, migration {revision}"
    )


def _tell_missing(keys: list[str]) -> None:
    for key in keys[:TOLD]:
        click.echo(f"Missing: {key} is named by a row, and nobody has its bytes.", err=True)
    if len(keys) > TOLD:
        click.echo(f"Missing: {len(keys) - TOLD} more.", err=True)
