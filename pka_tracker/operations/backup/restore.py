"""Reading the archive back, all or nothing, into SQLite or PostgreSQL, whichever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.operations.backup.archive import (
    Manifest,
    Reader,
    Refused,
    blob_member,
    reading_from,
    table_member,
)
from pka_tracker.operations.backup.rows import as_rows
from pka_tracker.operations.backup.verify import check
from pka_tracker.queries.health import revisions_of
from pka_tracker.storage import blobs

#: What makes the full-text index of SQLite anew from its table; PostgreSQL's follows by itself.
REBUILD_SEARCH = "INSERT INTO search_index(search_index) VALUES ('rebuild')"


def restore(path: Path, *, replace: bool = False) -> tuple[Manifest, list[str]]:
    """Put everything back; what was restored, and the keys of bytes that the archive never had.

    Refuses a damaged archive, one of other migrations, and a database that holds data unless ``replace`` says
    that it may be lost. The bytes come before the commit: what fails leaves bytes without rows, which are swept.
    """
    with reading_from(path) as archive:
        found = check(archive)
        if found.damages:
            raise Refused(
                "The archive is damaged: " + "; ".join(found.damages[:5]) + ". Nothing was changed."
            )
        with db.engine.begin() as connection:
            _ensure_fits(archive.manifest, connection)
            _ensure_empty(connection, replace)
            with _keys_checked_at_the_end(connection):
                _insert(archive, connection)
            _wind_up(connection)
            _put_blobs(archive)
    return archive.manifest, found.missing


def _ensure_fits(manifest: Manifest, connection: sa.Connection) -> None:
    here = sorted(revisions_of(connection))
    if here != manifest.revision:
        raise Refused(
            f"The archive was written at migration {', '.join(manifest.revision) or 'none'}, this database stands at "
            f"{', '.join(here) or 'none'}. Restore it with the version of the program that wrote it, then upgrade."
        )
    columns = {
        table.name: sorted(column.name for column in table.columns) for table in db.metadata.sorted_tables
    }
    written = {name: table["columns"] for name, table in manifest.tables.items()}
    if other := sorted(name for name in columns | written if columns.get(name) != written.get(name)):
        raise Refused(
            f"The archive has other columns than this program in: {', '.join(other)}. Restore it with the version of "
            "the program that wrote it."
        )


def _ensure_empty(connection: sa.Connection, replace: bool) -> None:
    holding = [
        table
        for table in reversed(db.metadata.sorted_tables)
        if connection.scalar(sa.select(sa.exists().select_from(table)))
    ]
    if holding and not replace:
        names = ", ".join(sorted(table.name for table in holding))
        raise Refused(f"This database holds data ({names}). Restore into an empty one, or say --replace.")
    for table in holding:
        connection.execute(table.delete())


def _insert(archive: Reader, connection: sa.Connection) -> None:
    for table in db.metadata.sorted_tables:
        rows = as_rows(table, archive.lines(table_member(table.name)))
        while some := list(islice(rows, 500)):
            connection.execute(table.insert(), some)


@contextmanager
def _keys_checked_at_the_end(connection: sa.Connection) -> Iterator[None]:
    """Rows may name rows that come after them; both databases can wait with the check."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until the commit
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise Refused(
                f"A row of {broken[0]} names one of {broken[2]} that is not there. Nothing was changed."
            )
        return
    inspector, quote = sa.inspect(connection), connection.dialect.identifier_preparer.quote
    keys = [
        f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {quote(str(key['name']))}"
        for table in db.metadata.sorted_tables
        for key in inspector.get_foreign_keys(table.name)
    ]
    for key in keys:
        connection.exec_driver_sql(f"{key} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for key in keys:
        connection.exec_driver_sql(f"{key} NOT DEFERRABLE")


def _wind_up(connection: sa.Connection) -> None:
    """What the database keeps beside its rows: the next number of each table, and the index of the words."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(REBUILD_SEARCH)
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in db.metadata.sorted_tables:
        if "id" in table.columns:
            name = quote(table.name)
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM {name}"  # noqa: S608 - a name of ours
            )


def _put_blobs(archive: Reader) -> None:
    prefix = blob_member("")
    for name in archive.manifest.members:
        if name.startswith(prefix):
            blobs.put(name.removeprefix(prefix), archive.read(name))
