"""Access: keys, links, passes, tickets, resume chains and revocations."""

import sqlalchemy as sa
from alembic import op

revision: str = "access"
down_revision: str | None = "rooms"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    keys_and_links()
    passes()
    sockets()
    op.create_table(
        "access_revocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("pass_id", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_revocation")),
    )
    op.create_index(op.f("ix_access_revocation_at"), "access_revocation", ["at"])
    op.create_index(op.f("ix_access_revocation_room"), "access_revocation", ["room"])


def keys_and_links() -> None:
    op.create_table(
        "access_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("rooms", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "access_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_link")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_link_expires_at"), "access_link", ["expires_at"])
    op.create_index(op.f("ix_access_link_room"), "access_link", ["room"])


def passes() -> None:
    op.create_table(
        "access_pass",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("needs_confirmation", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_pass")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_pass_expires_at"), "access_pass", ["expires_at"])
    op.create_index(op.f("ix_access_pass_link"), "access_pass", ["link"])
    op.create_index(op.f("ix_access_pass_room_person"), "access_pass", ["room", "person"])


def sockets() -> None:
    op.create_table(
        "access_ticket",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pass_id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_ticket")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_ticket_expires_at"), "access_ticket", ["expires_at"])
    op.create_table(
        "access_chain",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pass_id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("newest", sa.LargeBinary(), nullable=False),
        sa.Column("presented", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_chain")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_access_chain_room"), "access_chain", ["room"])


def downgrade() -> None:
    for table in ("revocation", "chain", "ticket", "pass", "link", "key"):
        op.drop_table(f"access_{table}")
