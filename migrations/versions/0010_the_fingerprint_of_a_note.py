"""the fingerprint of a note that was handed in."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

note = sa.table("atm_note", sa.column("id"), sa.column("state"), sa.column("content", sa.JSON))
event = sa.table(
    "note_event", sa.column("id"), sa.column("note_id"), sa.column("action"), sa.column("sha256")
)


def upgrade() -> None:
    with op.batch_alter_table("note_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sha256", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_note_event_sha256"), ["sha256"], unique=False)
    _fill()


def _fill() -> None:
    """What is handed in now cannot have changed since; what was returned may have, and stays without."""
    last = (
        sa.select(event.c.note_id, sa.func.max(event.c.id).label("id"))
        .where(event.c.action == "submit")
        .group_by(event.c.note_id)
        .subquery()
    )
    handed_in = (
        sa.select(note.c.id, note.c.content, last.c.id.label("event_id"))
        .join(last, last.c.note_id == note.c.id)
        .where(note.c.state.in_(("submitted", "accepted")))
    )
    connection = op.get_bind()
    for row in connection.execute(handed_in).all():
        text = json.dumps(
            {"note": row.id, "content": row.content},
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(event.update().where(event.c.id == row.event_id).values(sha256=sha256))


def downgrade() -> None:
    with op.batch_alter_table("note_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_event_sha256"))
        batch_op.drop_column("sha256")
