"""Owners: whose an endpoint is, which says what it is told of; practice is a half of its owner.

What is due is found endpoint by endpoint, not among the messages of all.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "owners"
down_revision: str | None = "practice"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column(
        "webhook_endpoint",
        sa.Column("organisation", sa.String(), nullable=False, server_default=""),
    )
    op.execute(sa.text("UPDATE webhook_endpoint SET organisation = '~' WHERE is_test"))
    op.drop_column("webhook_endpoint", "is_test")
    op.create_index(op.f("ix_webhook_endpoint_organisation"), "webhook_endpoint", ["organisation"])
    op.drop_index(op.f("ix_webhook_message_due_at"), "webhook_message")
    op.create_index(
        op.f("ix_webhook_message_endpoint_due_at"), "webhook_message", ["endpoint", "due_at"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_webhook_message_endpoint_due_at"), "webhook_message")
    op.create_index(op.f("ix_webhook_message_due_at"), "webhook_message", ["due_at"])
    op.drop_index(op.f("ix_webhook_endpoint_organisation"), "webhook_endpoint")
    # To what is older every endpoint is the server's own: it would be told of everybody's rooms.
    of_others = "SELECT id FROM webhook_endpoint WHERE organisation NOT IN ('', '~')"
    for table in ("webhook_line", "webhook_message"):
        op.execute(sa.text(f"DELETE FROM {table} WHERE endpoint IN ({of_others})"))  # noqa: S608
    op.execute(sa.text("DELETE FROM webhook_endpoint WHERE organisation NOT IN ('', '~')"))
    op.add_column(
        "webhook_endpoint",
        sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(sa.text("UPDATE webhook_endpoint SET is_test = true WHERE organisation = '~'"))
    op.drop_column("webhook_endpoint", "organisation")
