"""Repeats: what was asked under an Idempotency-Key, and the sealed answer."""

import sqlalchemy as sa
from alembic import op

revision: str = "repeats"
down_revision: str | None = "grants"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "access_repeat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_repeat")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_repeat_expires_at"), "access_repeat", ["expires_at"])
    op.create_index(op.f("ix_access_repeat_room"), "access_repeat", ["room"])


def downgrade() -> None:
    op.drop_table("access_repeat")
