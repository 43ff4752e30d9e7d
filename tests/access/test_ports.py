"""The port and its adapter say the same, sentence by sentence."""

import inspect

from app.access.ports import AccessRows, AccessStore
from app.storage.access_rows import SqlAccessRows
from app.storage.access_store import SqlAccessStore


def public(cls: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(cls, inspect.isfunction) if name[0] != "_"}


def test_adapter_offers_the_port_and_nothing_else() -> None:
    assert public(AccessRows) == public(SqlAccessRows)
    assert public(AccessStore) == public(SqlAccessStore)


def test_rows_are_read_and_written_without_waiting() -> None:
    """A transaction that waits for somebody holds the one writer for everybody."""
    for name in public(AccessRows):
        assert not inspect.iscoroutinefunction(getattr(SqlAccessRows, name))


def test_adapter_keeps_the_words_of_the_port() -> None:
    for name in public(AccessRows):
        assert getattr(AccessRows, name).__doc__ == getattr(SqlAccessRows, name).__doc__
