"""A request that only reads: no transaction on PostgreSQL, and nothing of it is written anywhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, prepare_postgresql, writing
from pka_tracker.models import Agency
from tests.factories import make_user


@pytest.fixture
def reading():
    token = writing.set(False)
    yield
    writing.reset(token)


def test_what_only_reads_cannot_change_rows(app, reading):
    db.session.add(Agency(name="Dinas Sosial", region="Kabupaten Minahasa"))
    with pytest.raises(RuntimeError, match="only reads"):
        db.session.flush()


def test_after_a_page_was_read_the_next_request_writes_again(app, sign_in):
    sign_in(make_user()).get("/settings")
    assert writing.get()


def test_a_connection_of_postgresql_has_a_transaction_only_to_write(database, database_uri):
    if database != "postgresql":
        pytest.skip("SQLite has a transaction either way")
    engine = sa.create_engine(database_uri)
    prepare_postgresql(engine)
    for writes in (False, True, False):
        token = writing.set(writes)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            assert connection.connection.driver_connection.info.transaction_status.name == (
                "INTRANS" if writes else "IDLE"
            )
        writing.reset(token)
    engine.dispose()


def test_statements_stay_prepared_from_one_page_to_the_next(database, database_uri):
    if database != "postgresql":
        pytest.skip("SQLite prepares nothing on a server")
    engine = sa.create_engine(database_uri, pool_size=1)
    prepare_postgresql(engine)
    token = writing.set(False)
    for _page in range(10):
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1 + :more"), {"more": 1})
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
    writing.reset(token)
    engine.dispose()
    assert kept == 1
