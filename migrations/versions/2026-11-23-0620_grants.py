"""Grants: what verifies a key's signatures, whom integrators have sent, and which were used."""

import sqlalchemy as sa
from alembic import op

revision: str = "grants"
down_revision: str | None = "webhooks"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("access_key", sa.Column("verifying", sa.LargeBinary(), nullable=True))
    op.create_table(
        "access_introduced",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("room", "digest", name=op.f("pk_access_introduced")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_access_introduced_room_person"), "access_introduced", ["room", "person"]
    )
    op.create_table(
        "access_spent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_spent")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_spent_expires_at"), "access_spent", ["expires_at"])
    op.create_index(op.f("ix_access_spent_room"), "access_spent", ["room"])


def downgrade() -> None:
    op.drop_table("access_spent")
    op.drop_table("access_introduced")
    op.drop_column("access_key", "verifying")
