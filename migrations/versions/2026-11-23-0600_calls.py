"""Calls: which node drives a room's call, and how far."""

import sqlalchemy as sa
from alembic import op

revision: str = "calls"
down_revision: str | None = "access"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "call_lease",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_call_lease")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("call_lease")
