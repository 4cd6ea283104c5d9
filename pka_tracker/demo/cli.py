"""``flask demo seed``: the demo cohort, once, and never among real people."""

from __future__ import annotations

import logging
from random import Random

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from flask_security.utils import hash_password

from pka_tracker.demo import afterwards, alumni, consultations, replications
from pka_tracker.demo.people import ZONE, gather, holds_real_data, is_seeded
from pka_tracker.demo.story import Story
from pka_tracker.extensions import db, now, story_time
from pka_tracker.models import DigestItem, OutboxEmail

demo = AppGroup("demo", help="The demo cohort.")


@demo.command("seed")
@click.option("--participants", default=40, show_default=True, type=click.IntRange(4, 40))
@click.option("--seed", default=1, show_default=True, help="The same number gives the same cohort.")
def seed_command(participants: int, seed: int) -> None:
    """Write a believable cohort into an empty database."""
    if holds_real_data():
        raise click.ClickException("This database holds accounts of real people; the demo does not go there.")
    if is_seeded():
        click.echo("The demo cohort is there already; its data is kept.")
        return
    seed_cohort(participants, seed, hash_password(current_app.config["DEMO_PASSWORD"]))
    click.echo(f"Wrote a demo cohort of {participants} participants.")


def seed_cohort(participants: int, seed: int, password: str) -> None:
    """Create the people, then tell each participant's story. ``password`` is a hash."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    token = story_time.set(None)
    told = logging.getLogger("pka_tracker.operations")
    told.setLevel(logging.WARNING)  # a hundred lines about invented people help nobody
    try:
        cast = gather(participants, random, password, now().astimezone(ZONE).date())
        db.session.commit()
        for membership in cast.participants:
            Story(membership, cast, random).tell()
            consultations.tell(membership)
        replications.tell(cast.participants, "now")
        former = alumni.tell(cast, random, password)
        replications.tell(former, "before")
        afterwards.tell(former, random, password)
        # The letters of the story were read long ago.
        db.session.execute(sa.delete(DigestItem))
        db.session.execute(sa.update(OutboxEmail).values(sent_at=OutboxEmail.created_at))
        db.session.commit()
    finally:
        told.setLevel(logging.NOTSET)
        story_time.reset(token)
