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
    # To what is older every endpoint is one for meetings: it would be told of them.
    of_tests = "SELECT id FROM webhook_endpoint WHERE is_test"
    for table in ("webhook_line", "webhook_message"):
        op.execute(sa.text(f"DELETE FROM {table} WHERE endpoint IN ({of_tests})"))  # noqa: S608
    op.execute(sa.text("DELETE FROM webhook_endpoint WHERE is_test"))
    op.drop_column("webhook_endpoint", "is_test")
