"""The ports and their adapters offer the same."""

import inspect

from app.storage.webhook_rows import SqlWebhookRows
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.calling import HttpCalls
from app.webhooks.ports import Calls, WebhookRows, WebhookStore


def public(cls: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(cls, inspect.isfunction) if name[0] != "_"}


def test_adapters_offer_the_ports_and_nothing_else() -> None:
    assert public(WebhookRows) == public(SqlWebhookRows)
    assert public(WebhookStore) == public(SqlWebhookStore)
    assert public(Calls) == public(HttpCalls)


def test_rows_are_read_and_written_without_waiting() -> None:
    """A transaction that waits for somebody holds the one writer for everybody."""
    for name in public(WebhookRows):
        assert not inspect.iscoroutinefunction(getattr(SqlWebhookRows, name))
