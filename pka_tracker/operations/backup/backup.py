"""Writing the archive: every table as it was at one moment, then the files that its rows name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from pka_tracker.errors import NotFound
from pka_tracker.extensions import db, now, writing
from pka_tracker.operations.backup.archive import Manifest, Writer, blob_member, table_member, writing_to
from pka_tracker.operations.backup.named_blobs import blobs_of
from pka_tracker.operations.backup.rows import Row, as_lines
from pka_tracker.queries.health import revisions_of
from pka_tracker.storage import blobs


def write(path: Path) -> Manifest:
    """Write everything into one archive while the program runs. A failure leaves an older one as it was.

    A file taken away between the snapshot and its turn is listed as missing.
    """
    with writing_to(path) as archive:
        manifest = archive.manifest
        manifest.created_at = now().isoformat()
        with _snapshot() as connection:
            manifest.revision = sorted(revisions_of(connection))
            keys = [key for table in db.metadata.sorted_tables for key in _table(archive, connection, table)]
        for key in keys:
            _blob(archive, key)
    return manifest


@contextmanager
def _snapshot() -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    token = writing.set(False)  # SQLite: a reader, which nobody waits for
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection
    finally:
        writing.reset(token)


def _table(archive: Writer, connection: sa.Connection, table: sa.Table) -> list[str]:
    """Write one table; the keys of the blobs its rows name."""
    keys: list[str] = []

    def rows() -> Iterator[Row]:
        everything = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=500)
        for row in connection.execute(everything).mappings():
            values: Row = dict(row)
            keys.extend(blobs_of(table.name, values))
            yield values

    number = archive.add(table_member(table.name), as_lines(rows()), packed=True)
    columns = sorted(column.name for column in table.columns)
    archive.manifest.tables[table.name] = {"rows": number, "columns": columns}
    return keys


def _blob(archive: Writer, key: str) -> None:
    try:
        pieces = blobs.stream(key)
    except NotFound:
        archive.manifest.missing.append(key)
        return
    archive.add(blob_member(key), pieces, packed=False)  # pictures and PDF are packed already
