"""keep the history of milestones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Who reported it is certain as long as the plan was not handed on since, except once, from its writer.
WHO_REPORTED = """
UPDATE milestone SET reported_by_id = (
    SELECT CASE
        WHEN NOT EXISTS (
            SELECT 1 FROM plan_event e
            WHERE e.plan_id = p.id AND e.action = 'hand_over' AND e.at > milestone.reported_at
        ) THEN coalesce(p.successor_id, p.owner_id)
        WHEN (SELECT count(*) FROM plan_event e WHERE e.plan_id = p.id AND e.action = 'hand_over') = 1
        THEN p.owner_id
    END
    FROM action_plan p WHERE p.id = milestone.plan_id
) WHERE reported_at IS NOT NULL
"""
#: What is there of the history: the report that counts, and what the mentor said to it.
TOLD = """
INSERT INTO milestone_event (milestone_id, actor_id, state, text, evidence_url, files, at)
SELECT id, reported_by_id, 'reported', report, evidence_url, '[]', reported_at
FROM milestone WHERE reported_by_id IS NOT NULL
ORDER BY id
"""
RETURNED = """
INSERT INTO milestone_event (milestone_id, actor_id, state, text, evidence_url, files, at)
SELECT m.id, p.mentor_id, 'returned', m.return_reason, m.evidence_url, '[]', m.updated_at
FROM milestone m JOIN action_plan p ON p.id = m.plan_id
WHERE m.state = 'returned' AND p.mentor_id IS NOT NULL
ORDER BY m.id
"""
VERIFIED = """
INSERT INTO milestone_event (milestone_id, actor_id, state, text, evidence_url, files, at)
SELECT id, verified_by_id, 'verified', '', evidence_url, '[]', verified_at
FROM milestone WHERE state = 'verified'
ORDER BY id
"""


def upgrade() -> None:
    op.create_table(
        "milestone_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.String(length=500), nullable=False),
        sa.Column("files", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["app_user.id"], name=op.f("fk_milestone_event_actor_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_event_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_event")),
    )
    with op.batch_alter_table("milestone_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_event_milestone_id"), ["milestone_id"], unique=False)
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_milestone_reported_by_id_app_user"), "app_user", ["reported_by_id"], ["id"]
        )
    for statement in (WHO_REPORTED, TOLD, RETURNED, VERIFIED):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_milestone_reported_by_id_app_user"), type_="foreignkey")
        batch_op.drop_column("reported_by_id")
    with op.batch_alter_table("milestone_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_event_milestone_id"))
    op.drop_table("milestone_event")
