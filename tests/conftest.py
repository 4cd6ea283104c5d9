"""Every test runs on SQLite and on PostgreSQL, inside a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first; of those that drive a browser the longest first, so that no worker waits for it at the end."""
    items.sort(key=lambda item: ("browser" in item.path.parts, not item.get_closest_marker("long")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--databases").split(",")
        metafunc.parametrize("database", wanted, scope="session")


@pytest.fixture(scope="session")
def keep() -> Iterator[Callable[..., Any]]:
    """Makes a thing once a worker and keeps it, while its tests alternate between the databases."""
    with ExitStack() as stack:
        made: dict[tuple[Any, ...], Any] = {}

        def once(make: Callable[..., AbstractContextManager[Any]], *arguments: Any) -> Any:
            if (make, *arguments) not in made:
                made[make, *arguments] = stack.enter_context(make(*arguments))
            return made[make, *arguments]

        yield once


@pytest.fixture(scope="session")
def database_uri(database: str, tmp_path_factory: pytest.TempPathFactory, keep: Callable[..., str]) -> str:
    """An empty database of this worker's own."""
    return keep(database_url, database, tmp_path_factory.getbasetemp() / "empty")


@contextmanager
def prepared(uri: str) -> Iterator[Flask]:
    """The application with its tables."""
    app = create_app("Testing", SQLALCHEMY_DATABASE_URI=uri)
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def app(database_uri: str, keep: Callable[..., Flask]) -> Iterator[Flask]:
    app = keep(prepared, database_uri)
    with app.app_context():
        yield app


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
