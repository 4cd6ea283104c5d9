"""Every test runs on SQLite and on PostgreSQL, inside a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from pka_tracker import create_app
from pka_tracker.extensions import db
from pka_tracker.models import User
from tests.databases import database_url
from tests.pages import Client

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", default=",".join(DATABASES), help="sqlite,postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--databases").split(",")
        metafunc.parametrize("database", wanted, scope="session")


@pytest.fixture(scope="session")
def database_uri(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this worker's own."""
    with database_url(database, tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def app(database_uri: str) -> Iterator[Flask]:
    app = create_app("Testing", SQLALCHEMY_DATABASE_URI=database_uri)
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
        yield app
        db.engine.dispose()


@pytest.fixture(autouse=True)
def session(request: pytest.FixtureRequest) -> Iterator[None]:
    """Roll back what the test wrote; only tests that use the application have a database."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.test_request_context():
        engines = db.engines
        engine = engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        yield
        db.session.remove()
        transaction.rollback()
        connection.close()
        engines[None] = engine


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], FlaskClient]:
    """A client in which this person is signed in."""

    def as_user(user: User) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"] = user.fs_uniquifier
            kept["_fresh"] = True
            kept["fs_cc"] = "set"
        return client

    return as_user


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that run inside the block."""

    @contextmanager
    def counter() -> Iterator[list[str]]:
        seen: list[str] = []

        def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                seen.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", record)
        try:
            yield seen
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", record)

    return counter
