"""Store the words of a search, so that PostgreSQL does not make their vector again for each row."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP INDEX search_index")
        op.execute(
            "ALTER TABLE search_text ADD COLUMN search_index_words tsvector GENERATED ALWAYS AS "
            "(setweight(to_tsvector('simple'::regconfig, heading), 'A') || to_tsvector('simple'::regconfig, body)) STORED"
        )
        op.execute("CREATE INDEX search_index ON search_text USING gin (search_index_words)")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE search_text DROP COLUMN search_index_words")  # its index falls with it
        op.execute(
            "CREATE INDEX search_index ON search_text USING gin "
            "(to_tsvector('simple'::regconfig, heading || ' ' || body))"
        )
