"""Calls that others make, kept in whichever database there is."""

from collections.abc import Callable
from typing import TypeVar

from app.contract.ports import ContractRows
from app.storage.contract_rows import SqlContractRows
from app.storage.database import Database

T = TypeVar("T")


class SqlContractStore:
    """`ContractStore` over a `Database`; raises `LogUnavailable` as that does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, work: Callable[[ContractRows], T]) -> T:
        """Run `work` in one transaction, durable when this returns."""
        return await self._database.write(lambda connection: work(SqlContractRows(connection)))

    async def read(self, work: Callable[[ContractRows], T]) -> T:
        """Run `work` on one snapshot."""
        return await self._database.read(lambda connection: work(SqlContractRows(connection)))
