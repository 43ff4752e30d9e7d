"""Webhooks: endpoints, how far each has followed each log, and messages."""

import sqlalchemy as sa
from alembic import op

revision: str = "webhooks"
down_revision: str | None = "calls"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("former", sa.String(), nullable=True),
        sa.Column("former_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("rests_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "webhook_line",
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "room", name=op.f("pk_webhook_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_webhook_line_room"), "webhook_line", ["room"])
    messages()


def messages() -> None:
    op.create_table(
        "webhook_message",
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("endpoint", "id", name=op.f("pk_webhook_message")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_webhook_message_due_at"), "webhook_message", ["due_at"])
    op.create_index(
        op.f("ix_webhook_message_room_endpoint_seq"), "webhook_message", ["room", "endpoint", "seq"]
    )


def downgrade() -> None:
    for table in ("webhook_message", "webhook_line", "webhook_endpoint"):
        op.drop_table(table)
