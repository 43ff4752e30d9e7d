"""Runs the migrations on the connection it is given; the `alembic` command opens DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import Connection

from app.storage.metadata import METADATA
from app.storage.migrating import in_transaction


def migrate(connection: Connection) -> None:
    """All steps in the caller's transaction, so that a failing one leaves the schema as it was."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    in_transaction(os.environ["DATABASE_URL"], migrate)
else:
    migrate(given)
