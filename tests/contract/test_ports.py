"""What storage gives is what the contract asks for; the suite of it is `tests/contracts/`."""

from app.contract.ports import ContractRows, ContractStore
from app.storage.contract_rows import SqlContractRows
from app.storage.contract_store import SqlContractStore


def public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def test_rows_and_store_have_every_method() -> None:
    assert public(ContractRows) <= public(SqlContractRows)
    assert public(ContractStore) <= public(SqlContractStore)
