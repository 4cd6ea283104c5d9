"""What can be searched, as words: one row per thing, written by the operation that writes the thing.

The index over it is the database's own: FTS5 on SQLite, kept in step by triggers, and a stored vector under GIN
on PostgreSQL. Alembic cannot compare either, so every object of the index is named ``search_index*`` and made by
the statements below, in a fresh database and in the migration alike.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model

INDEX_PREFIX = "search_index"
_OLD = "INSERT INTO search_index(search_index, rowid, heading, body) VALUES ('delete', old.id, old.heading, old.body);"
_NEW = "INSERT INTO search_index(rowid, heading, body) VALUES (new.id, new.heading, new.body);"

#: {dialect: statements} that make the index once the table is there.
CREATE_INDEX: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_index USING fts5"
        "(heading, body, content='search_text', content_rowid='id')",
        f"CREATE TRIGGER search_index_insert AFTER INSERT ON search_text BEGIN {_NEW} END",
        f"CREATE TRIGGER search_index_delete AFTER DELETE ON search_text BEGIN {_OLD} END",
        f"CREATE TRIGGER search_index_update AFTER UPDATE ON search_text BEGIN {_OLD} {_NEW} END",
    ),
    "postgresql": (
        # Stored, because where most rows are found PostgreSQL reads them all and asks each vector.
        "ALTER TABLE search_text ADD COLUMN search_index_words tsvector GENERATED ALWAYS AS "
        "(setweight(to_tsvector('simple'::regconfig, heading), 'A') || to_tsvector('simple'::regconfig, body)) STORED",
        "CREATE INDEX search_index ON search_text USING gin (search_index_words)",
    ),
}
#: What the fall of the table would leave behind.
DROP_INDEX: dict[str, tuple[str, ...]] = {"sqlite": ("DROP TABLE IF EXISTS search_index",)}


class SearchText(Model):
    """The words of one thing: ``subject`` says its kind, ``heading`` weighs more than ``body``."""

    __table_args__ = (sa.UniqueConstraint("subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[int]
    heading: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)


def _listen(event: str, statements: dict[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for text in texts:
            ddl = sa.DDL(text).execute_if(dialect=dialect)
            sa.event.listen(SearchText.__table__, event, ddl)


_listen("after_create", CREATE_INDEX)
_listen("before_drop", DROP_INDEX)
