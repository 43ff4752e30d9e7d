"""Transactions over the rows of webhooks."""

import pytest

from app.storage.database import Database
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.errors import TooManyEndpoints
from app.webhooks.ports import WebhookRows, WebhookStore
from tests.support import told


async def test_store_keeps_the_port(database: Database) -> None:
    store: WebhookStore = SqlWebhookStore(database)

    assert [] == await store.read(lambda rows: rows.list_endpoints())


async def test_what_the_work_raises_is_raised_and_undone(database: Database) -> None:
    store = SqlWebhookStore(database)

    def work(rows: WebhookRows) -> None:
        rows.add_endpoint(told.endpoint())
        raise TooManyEndpoints

    with pytest.raises(TooManyEndpoints):
        await store.write(work)

    assert [] == await store.read(lambda rows: rows.list_endpoints())
