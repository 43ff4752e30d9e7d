"""The way in, kept in whichever database there is."""

from collections.abc import Callable
from typing import TypeVar

from app.access.ports import AccessRows
from app.storage.access_rows import SqlAccessRows
from app.storage.database import Database

T = TypeVar("T")


class SqlAccessStore:
    """`AccessStore` over a `Database`; raises `LogUnavailable` as that does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, work: Callable[[AccessRows], T]) -> T:
        """Run `work` in one transaction, durable when this returns."""
        return await self._database.write(lambda connection: work(SqlAccessRows(connection)))

    async def read(self, work: Callable[[AccessRows], T]) -> T:
        """Run `work` on one snapshot."""
        return await self._database.read(lambda connection: work(SqlAccessRows(connection)))
