"""Calls that others make: their vendor, who is in them, what was taken already."""

import sqlalchemy as sa
from alembic import op

revision: str = "contract"
down_revision: str | None = "organisations"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "contract_vendor",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.Text(), nullable=True),
        sa.Column("floor_at", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("stirred", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_contract_vendor")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contract_place",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("claims", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "ref", name=op.f("pk_contract_place")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contract_taken",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "id", name=op.f("pk_contract_taken")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contract_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_grant")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_contract_grant_room"), "contract_grant", ["room"])
    op.create_table(
        "contract_line",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "id", name=op.f("pk_contract_line")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("line", "grant", "taken", "place", "vendor"):
        op.drop_table(f"contract_{table}")
