"""The operator's addresses."""

from __future__ import annotations

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import OutboxEmail
from pka_tracker.routes.site.health import newest_revisions


def stand_at(*revisions: str) -> None:
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    for revision in revisions:
        db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:it)"), {"it": revision})
    db.session.commit()


def test_a_living_process_says_so(app):
    answer = app.test_client().get("/health/live")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_migrated_database_is_ready(app):
    stand_at(*newest_revisions())
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_an_old_database_is_not_ready_and_says_what_to_do(app):
    stand_at("0000")
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert "db upgrade" in answer.text


def test_a_database_that_does_not_answer_is_not_ready(app, monkeypatch):
    def fail() -> set[str]:
        raise sa.exc.OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("pka_tracker.routes.site.health.health.schema_revisions", fail)
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_metrics_count_requests_and_waiting_letters(app):
    db.session.add(OutboxEmail(kind="x", to="a@example.org", subject="s", body="b", message_id="<1@x>"))
    db.session.commit()
    client = app.test_client()
    client.get("/health/live")
    text = client.get("/metrics").text
    assert 'pka_requests_total{endpoint="health.live",method="GET",status="200"}' in text
    assert 'pka_request_seconds_bucket{endpoint="health.live"' in text
    assert "pka_letters_waiting 1.0" in text


def test_metrics_are_hidden_from_other_machines(app):
    client = app.test_client()
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404


def test_metrics_are_shown_to_the_bearer_of_the_token(app, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "tok-12345")
    client = app.test_client()
    away = {"REMOTE_ADDR": "10.0.0.7"}
    right = client.get("/metrics", headers={"Authorization": "Bearer tok-12345"}, environ_base=away)
    wrong = client.get("/metrics", headers={"Authorization": "Bearer tok-1234ö"}, environ_base=away)
    assert (right.status_code, wrong.status_code) == (200, 404)


def test_unknown_addresses_share_one_name_in_the_metrics(app):
    client = app.test_client()
    client.get("/no/such/page/1")
    text = client.get("/metrics").text
    assert 'endpoint="none"' in text and "/no/such" not in text
