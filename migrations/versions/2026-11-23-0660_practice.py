"""Practice: endpoints that are told of test rooms, and of no others."""

import sqlalchemy as sa
from alembic import op

revision: str = "practice"
down_revision: str | None = "contract"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column(
        "webhook_endpoint",
        sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("webhook_endpoint", "is_test")
