"""Commands for the operator: first accounts, holidays, reminders, and the letters' worker."""

from __future__ import annotations

import importlib
import logging
import smtplib
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_security.mail_util import EmailValidateException
from flask_security.recoverable import generate_reset_password_token

from pka_tracker import emails
from pka_tracker.cli import archive, retention, work
from pka_tracker.cli.stopping import stop_on_signals
from pka_tracker.errors import NotFound
from pka_tracker.extensions import db, now, security
from pka_tracker.models import Cohort, CohortRole, OutboxEmail
from pka_tracker.operations import evaluations, files
from pka_tracker.operations.accounts import accounts
from pka_tracker.operations.cohorts import cohorts, paper_templates
from pka_tracker.operations.letters import outbox, reminders
from pka_tracker.operations.packages import packages
from pka_tracker.queries.evaluations import list_due

log = logging.getLogger(__name__)

#: As words: of the members of an enum, click would take the names in capitals.
ROLES = ["admin", *map(str, CohortRole)]

users = AppGroup("users", help="Accounts.")
cohorts_group = AppGroup("cohorts", help="The calendar of a cohort.")
reminders_group = AppGroup("reminders", help="Reminders and daily letters.")
files_group = AppGroup("files", help="What people attached.")
outbox_group = AppGroup("outbox", help="Letters that wait to be sent.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(users)
    app.cli.add_command(cohorts_group)
    app.cli.add_command(reminders_group)
    app.cli.add_command(outbox_group)
    app.cli.add_command(files_group)
    archive.init_app(app)
    retention.init_app(users)
    app.cli.add_command(retention.retention)
    app.cli.add_command(work.work)
    if find_spec("pka_tracker.demo.cli"):
        app.cli.add_command(importlib.import_module("pka_tracker.demo.cli").demo)


@users.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they will be.")
@click.option("--cohort", type=int, help="The cohort's number; every role but admin needs one.")
@click.option("--name", default="", help="Name with titles; people can change it themselves.")
@click.option("--language", default="id", type=click.Choice(["id", "en"]), help="Language of the letter.")
def invite(email: str, role: str, cohort: int | None, name: str, language: str) -> None:
    """Give EMAIL an account and a link to choose a password; the link is also printed."""
    try:
        email = security._mail_util.normalize(email)
    except EmailValidateException:
        raise click.ClickException(f"{email} is not an e-mail address.") from None
    if role != "admin" and cohort is None:
        raise click.ClickException(f"A role in a cohort needs --cohort. {_known_cohorts()}")
    user = accounts.invite(email, name, locale=language, is_admin=role == "admin")
    if cohort is not None and role != "admin":
        try:
            accounts.enrol(user, cohort, CohortRole(role))
        except NotFound:
            raise click.ClickException(f"There is no cohort {cohort}. {_known_cohorts()}") from None
    link = emails.reset_link(generate_reset_password_token(user))
    emails.invitation(user, link)
    db.session.commit()
    click.echo(f"{user.email} is invited as {role}. The link works once, for one hour:\n{link}")


def _known_cohorts() -> str:
    rows = db.session.execute(sa.select(Cohort.id, Cohort.name).order_by(Cohort.id)).all()
    known = ", ".join(f"{number} ({name})" for number, name in rows)
    return f"There are: {known}." if known else "There is no cohort yet."


@cohorts_group.command("holidays")
@click.argument("cohort", type=int)
@click.argument("days", nargs=-1, required=True, type=click.DateTime(["%Y-%m-%d"]))
def holidays(cohort: int, days: tuple[datetime, ...]) -> None:
    """Say on which DAYS (2026-12-25 ...) COHORT does not work, all of them at once."""
    try:
        changed = cohorts.replace_holidays(cohort, [day.date() for day in days])
    except NotFound:
        raise click.ClickException(f"There is no cohort {cohort}. {_known_cohorts()}") from None
    db.session.commit()
    click.echo(f"{changed.name} does not work on {', '.join(changed.holidays)}.")


@reminders_group.command("send")
def remind() -> None:
    """Write the reminders and daily letters that are due now into the outbox. Run it every hour."""
    written, failures = 0, 0
    readers = reminders.list_readers()
    db.session.commit()
    for reader in readers:
        try:
            written += reminders.write_letters(reader)
            db.session.commit()
        except sa.exc.SQLAlchemyError:
            log.exception("reminders: nothing could be written to user %s", reader)
            db.session.rollback()
            failures += 1
    asked, failed = _ask_for_evaluations()
    click.echo(f"Letters written: {written + asked}. Readers for whom it failed: {failures + failed}.")
    failures += failed
    if failures:
        raise SystemExit(1)


def _ask_for_evaluations() -> tuple[int, int]:
    """Ask what became of plans 6 and 12 months after their course; one that fails does not stop the others."""
    asked = failed = 0
    for due in list_due(now()):
        try:
            asked += evaluations.ask(due) is not None
            db.session.commit()
        except sa.exc.SQLAlchemyError:
            log.exception("evaluations: nobody could be asked about plan %s", due.plan_id)
            db.session.rollback()
            failed += 1
    return asked, failed


@files_group.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def sweep(dry_run: bool) -> None:
    """Delete bytes that belong to no file any more and are older than a day, and packages after seven. Run it daily."""
    gone = [
        *files.sweep(dry_run=dry_run),
        *packages.sweep(dry_run=dry_run),
        *paper_templates.sweep(dry_run=dry_run),
    ]
    db.session.commit()
    for key in gone:
        click.echo(key)
    click.echo(f"{'Would delete' if dry_run else 'Deleted'}: {len(gone)}.")


@outbox_group.command("send")
@click.option("--watch", is_flag=True, help="Go on until stopped.")
@click.option("--every", default=5.0, show_default=True, help="Seconds between two looks, with --watch.")
def send(watch: bool, every: float) -> None:
    """Deliver waiting letters. Several of these may run at once."""
    server = _server()
    if watch:
        stop = stop_on_signals()
        while not stop.is_set():
            if not _round(server):
                stop.wait(every)
        return
    total, failures = 0, 0
    while letters := deliver(server):
        total += len(letters)
        failures += sum(letter.sent_at is None for letter in letters)
    waiting = outbox.count_waiting()
    click.echo(f"Sent {total - failures}, failed {failures}, still waiting {waiting}.")
    if failures:
        raise SystemExit(1)


def _round(server: outbox.Server) -> bool:
    """One look into the outbox; whether there was anything. A failing database is waited for."""
    try:
        return bool(deliver(server))
    except sa.exc.SQLAlchemyError:
        log.exception("outbox: the database does not answer")
        return False
    finally:
        db.session.remove()


def deliver(server: outbox.Server) -> list[OutboxEmail]:
    """Claim some letters and send each; one that cannot be sent does not stop the others."""
    letters = outbox.claim()
    db.session.commit()
    connection = None
    for number, letter in enumerate(letters):
        if not outbox.still_claimed(letter):
            continue
        try:
            connection = connection or outbox.connect(server)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("outbox: %s:%s cannot be reached: %s", server.host, server.port, error)
            outbox.postpone(letters[number:], error)
            db.session.commit()
            break
        connection = _send(connection, letter, server.sender)
        db.session.commit()
    if connection:
        _quit(connection)
    return letters


def _send(connection: smtplib.SMTP, letter: OutboxEmail, sender: str) -> smtplib.SMTP | None:
    """Send one letter and note how it went; the connection if it can still be used."""
    try:
        connection.send_message(outbox.as_message(letter, sender))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        log.warning("outbox: letter %s (%s) failed: %s", letter.id, letter.kind, error)
        outbox.failed(letter, error)
        _quit(connection)
        return None
    log.info("outbox: letter %s (%s) sent", letter.id, letter.kind)
    outbox.sent(letter)
    return connection


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()


def _server() -> outbox.Server:
    config: dict[str, Any] = current_app.config
    if not config["MAIL_HOST"]:
        raise click.ClickException("Letters wait in the outbox: set PKA_MAIL_HOST to the mail server.")
    return outbox.Server(
        host=config["MAIL_HOST"],
        port=int(config["MAIL_PORT"]),
        sender=config["MAIL_SENDER"],
        username=config["MAIL_USERNAME"],
        password=config["MAIL_PASSWORD"],
        tls=config["MAIL_TLS"],
        timeout=float(config["MAIL_TIMEOUT"]),
    )
