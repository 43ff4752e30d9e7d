"""Tests of the deliverer run on every database."""

from tests.storage.conftest import database, database_url

__all__ = ["database", "database_url"]
