"""Letters: in the reader's language, delivered once by a real SMTP server, however many workers there are."""

from __future__ import annotations

import socket
import threading
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask_migrate import upgrade

from pka_tracker import create_app
from pka_tracker.extensions import db, now, story_time
from pka_tracker.models import OutboxEmail
from pka_tracker.operations.letters import outbox
from pka_tracker.operations.plans import plans
from tests.databases import database_url
from tests.factories import make_complete_plan, make_submitted_plan, make_user


class Mailbox:
    """Keeps what arrives; refuses addresses that begin with "refuse"."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[Any] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("refuse"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox(port)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def site(database, tmp_path, mailbox):
    """An application on a database of its own, because workers need to see what others committed."""
    with database_url(database, tmp_path) as url:
        app = create_app(
            "Testing", SQLALCHEMY_DATABASE_URI=url, MAIL_HOST="127.0.0.1", MAIL_PORT=mailbox.port
        )
        with app.app_context():
            upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def write(count: int, to: str = "ani@example.org") -> None:
    for number in range(count):
        db.session.add(
            OutboxEmail(
                kind="test",
                to=to,
                subject=f"Surat {number}",
                body="Yth. Ani,\n\nSelamat.",
                message_id=f"<{number}.{to}>",
            )
        )
    db.session.commit()


def send(app) -> Any:
    return app.test_cli_runner().invoke(args=["outbox", "send"])


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).where(OutboxEmail.sent_at.is_(None)))


def test_a_waiting_letter_arrives(site, mailbox):
    write(1)
    assert send(site).exit_code == 0
    (letter,) = mailbox.letters
    assert (letter["To"], letter["Subject"], letter["Message-ID"]) == (
        "ani@example.org",
        "Surat 0",
        "<0.ani@example.org>",
    )
    assert "Selamat." in letter.get_content()
    assert waiting() == 0
    send(site)
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    ("kind", "hour", "goes_on"),
    [
        ("reminder", 22, (11, 26, 8)),
        ("digest", 5, (11, 25, 8)),
        ("reminder", 10, None),
        ("plan_submitted", 22, None),
    ],
)
def test_a_calm_letter_that_is_late_waits_until_offices_open(app, kind, hour, goes_on):
    wita = ZoneInfo("Asia/Makassar")
    reader = make_user(email="calm@example.org")
    db.session.add(OutboxEmail(kind=kind, to=reader.email, subject="Surat", body="Isi", message_id="<calm>"))
    db.session.flush()
    token = story_time.set(datetime(2026, 11, 25, hour, tzinfo=wita))
    try:
        db.session.execute(sa.update(OutboxEmail).values(next_try_at=now()))
        claimed = outbox.claim()
        (letter,) = db.session.scalars(sa.select(OutboxEmail)).all()
        assert bool(claimed) is (goes_on is None)
        if goes_on:
            assert letter.next_try_at == datetime(2026, goes_on[0], goes_on[1], goes_on[2], tzinfo=wita)
            story_time.set(letter.next_try_at)
            assert outbox.claim() == [letter]
    finally:
        story_time.reset(token)


def test_two_workers_send_each_letter_once(site, mailbox):
    write(30)
    workers = [threading.Thread(target=send, args=(site,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    ids = [letter["Message-ID"] for letter in mailbox.letters]
    assert (len(ids), len(set(ids)), waiting()) == (30, 30, 0)


def test_one_bad_letter_does_not_stop_the_others(site, mailbox):
    write(1, to="refuse@example.org")
    write(2)
    send(site)
    assert len(mailbox.letters) == 2
    db.session.rollback()
    bad = db.session.scalars(sa.select(OutboxEmail).filter_by(to="refuse@example.org")).one()
    assert (bad.sent_at, bad.tries) == (None, 1)
    assert "550" in bad.last_error


def test_without_a_server_letters_wait_and_are_tried_again_later(site, mailbox):
    write(1)
    site.config["MAIL_PORT"] = 1
    send(site)
    assert waiting() == 1
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert letter.next_try_at > now()
    letter.next_try_at = now() - timedelta(seconds=1)
    db.session.commit()
    site.config["MAIL_PORT"] = mailbox.port
    send(site)
    assert waiting() == 0


def test_a_letter_is_written_only_if_the_change_happened(app):
    plan = make_submitted_plan()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxEmail)) == 1
    assert plan.version_no == 1


def test_letters_are_in_the_readers_language(app):
    plan = make_complete_plan()
    plan.mentor.locale = "id"
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert "mengajukan rencana" in letter.subject
    assert "WITA" in letter.body
    assert f"/reviews/{plan.id}" in letter.body


def test_a_name_cannot_break_the_head_of_a_letter(app):
    plan = make_complete_plan()
    plan.owner.name = "Ani\r\nBcc: semua@example.org"
    plans.submit(plan, plan.owner, seen=plan.lock_version)
    letter = db.session.scalars(sa.select(OutboxEmail)).one()
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
