"""The Flask extensions, unbound; ``create_app`` binds them. Also the types every table is made of."""

from __future__ import annotations

import enum
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask.templating import Environment
from flask_babel import Babel
from flask_migrate import Migrate
from flask_security import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

#: Set while the demo cohort is written, so that its history lies in the past; None is the real clock.
story_time: ContextVar[datetime | None] = ContextVar("story_time", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return story_time.get() or datetime.now(UTC)


class UTCDateTime(sa.TypeDecorator[datetime]):
    """Moments are stored in UTC and are always aware, on SQLite too."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class StrEnumType(sa.TypeDecorator[enum.StrEnum]):
    """An enum kept as its value, so that the database is readable and a new member needs no migration."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum] = enum.StrEnum) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: enum.StrEnum | None, _dialect: Any) -> str | None:
        return None if value is None else str(self.members(value))

    def process_result_value(self, value: str | None, _dialect: Any) -> enum.StrEnum | None:
        return None if value is None else self.members(value)


#: A document of typed text. JSONB on PostgreSQL, JSON text on SQLite.
JSONDocument = sa.JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    # Flask-SQLAlchemy rebuilds this class, so the type map has to live in its registry.
    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            dict[str, Any]: JSONDocument,
            dict[str, str]: JSONDocument,
            list[str]: JSONDocument,
        },
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={
        "expire_on_commit": False,  # one session per request; nothing else changes it meanwhile
        "join_transaction_mode": "create_savepoint",  # lets the tests roll every commit back
    },
)
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()
security = Security()


class Templates(Environment):
    """Flask's templates, which all share the same globals. Jinja would chain them to an empty map of each template's
    own, and compare the two name by name for every macro that a page imports: a fifteenth of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of the environment as they are, where a template has none of its own."""
        return super().make_globals(d) if d else self.globals


#: True where the transaction about to begin will write: SQLite then takes its lock at once, because a
#: reader that turns writer half-way is refused ("database is locked") however long it would wait.
writing: ContextVar[bool] = ContextVar("writing", default=True)


@sa.event.listens_for(db.session, "before_flush")
def _refuse_to_write(*_session: Any) -> None:
    if not writing.get():
        raise RuntimeError("A request that only reads has changed rows; nothing of it is kept.")


def prepare_sqlite(engine: sa.Engine) -> None:
    """Give every SQLite connection WAL, foreign keys, patience and explicit transactions."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy, not sqlite3, opens transactions
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def prepare_postgresql(engine: sa.Engine) -> None:
    """Let requests that only read go without a transaction. PostgreSQL gives each statement its own moment even
    inside one (READ COMMITTED), and the rollback that ends it makes psycopg forget every prepared statement."""

    @sa.event.listens_for(engine, "checkout")
    def _checkout(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.autocommit = not writing.get()


if TYPE_CHECKING:  # mypy cannot follow the class that Flask-SQLAlchemy builds.
    Model = Base
else:
    Model = db.Model
