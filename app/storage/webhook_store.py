"""Webhooks, kept in whichever database there is."""

from collections.abc import Callable
from typing import TypeVar

from app.storage.database import Database
from app.storage.webhook_rows import SqlWebhookRows
from app.webhooks.ports import WebhookRows

T = TypeVar("T")


class SqlWebhookStore:
    """`WebhookStore` over a `Database`; raises `LogUnavailable` as that does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, work: Callable[[WebhookRows], T]) -> T:
        """Run `work` in one transaction, durable when this returns."""
        return await self._database.write(lambda connection: work(SqlWebhookRows(connection)))

    async def read(self, work: Callable[[WebhookRows], T]) -> T:
        """Run `work` on one snapshot."""
        return await self._database.read(lambda connection: work(SqlWebhookRows(connection)))
