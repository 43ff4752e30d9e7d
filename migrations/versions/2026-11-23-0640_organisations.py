"""Organisations: whose a key and a room are, and which key follows which."""

import sqlalchemy as sa
from alembic import op

revision: str = "organisations"
down_revision: str | None = "repeats"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    for table in ("access_key", "room"):
        owner = sa.Column("organisation", sa.String(), nullable=False, server_default="")
        op.add_column(table, owner)
    op.add_column("access_key", sa.Column("follows", sa.String(), nullable=True))
    op.create_index(op.f("ix_room_organisation"), "room", ["organisation"])


def downgrade() -> None:
    op.drop_index(op.f("ix_room_organisation"), "room")
    op.drop_column("access_key", "follows")
    for table in ("access_key", "room"):
        op.drop_column(table, "organisation")
