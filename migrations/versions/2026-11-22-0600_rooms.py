"""Rooms: their log, who is connected, and the record that is left."""

import sqlalchemy as sa
from alembic import op

revision: str = "rooms"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reduced_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_room_ended_at"), "room", ["ended_at"])
    op.create_index(op.f("ix_room_reduced_at"), "room", ["reduced_at"])
    op.create_table(
        "event",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("room", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "command",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "id", name=op.f("pk_command")),
    )
    op.create_table(
        "connection",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("room", "person", name=op.f("pk_connection")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "node",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("renewed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_record")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("record", "node", "connection", "command", "event", "room"):
        op.drop_table(table)
