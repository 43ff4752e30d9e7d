"""Calls that others make, in memory."""

import pytest

from app.contract.ports import ContractStore
from app.storage.contract_memory import MemoryContractStore
from tests.contracts.contract_rows import ContractStoreContract
from tests.contracts.samples import OTHER, ROOM


class TestMemoryContractStore(ContractStoreContract):
    @pytest.fixture
    def store(self) -> ContractStore:
        return MemoryContractStore(ROOM, OTHER)
