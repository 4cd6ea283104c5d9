"""groups of a visit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The visits there are were everybody's: none named. The default serves those rows alone.
    kind = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    with op.batch_alter_table("study_visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("groups", kind, nullable=False, server_default="[]"))
    with op.batch_alter_table("study_visit", schema=None) as batch_op:
        batch_op.alter_column("groups", existing_type=kind, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("study_visit", schema=None) as batch_op:
        batch_op.drop_column("groups")
