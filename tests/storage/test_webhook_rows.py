"""Endpoints as rows."""

from dataclasses import replace

from app.phases.phase import Phase
from app.phases.units import Instant
from app.storage.database import Database
from app.storage.webhook_rows import SqlWebhookRows
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.ports import WebhookRows
from tests.support import told
from tests.support.clock import NOON


async def test_rows_keep_the_port(database: Database) -> None:
    def work(rows: WebhookRows) -> int:
        return len(rows.list_endpoints())

    assert 0 == await database.read(lambda connection: work(SqlWebhookRows(connection)))


async def test_endpoint_is_read_as_it_was_written(database: Database) -> None:
    made = await told.with_endpoint(database, former="whsec_QUJD", former_until=Instant(NOON + 7))

    store = SqlWebhookStore(database)

    assert made == await store.write(lambda rows: rows.find_endpoint("first"))
    assert [made] == await store.read(lambda rows: rows.list_endpoints())
    assert None is await store.write(lambda rows: rows.find_endpoint("second"))


async def test_endpoints_are_listed_oldest_first(database: Database) -> None:
    for name, at in (("a", 2), ("b", 1), ("c", 2)):
        await told.with_endpoint(database, name, created_at=Instant(at))

    found = await SqlWebhookStore(database).read(lambda rows: rows.list_endpoints())

    assert ["b", "a", "c"] == [one.id for one in found]


async def test_changed_endpoint_is_the_only_one_that_changes(database: Database) -> None:
    first, second = [await told.with_endpoint(database, name) for name in ("first", "second")]
    changed = replace(first, disabled_at=NOON, secret="whsec_QUJD", rests_until=Instant(NOON + 5))

    store = SqlWebhookStore(database)
    await store.write(lambda rows: rows.change_endpoint(changed))

    assert [changed, second] == await store.read(lambda rows: rows.list_endpoints())


async def test_deleted_endpoint_takes_its_messages_along_and_no_others(
    database: Database,
) -> None:
    for name in ("first", "second"):
        await told.with_endpoint(database, name)
    await told.room(database, Phase.OPENING)
    await told.followed(database)
    store = SqlWebhookStore(database)

    assert await store.write(lambda rows: rows.delete_endpoint("first"))

    assert not await store.write(lambda rows: rows.delete_endpoint("first"))
    assert [] == await told.listed(database)
    assert 1 == len(await told.listed(database, "second"))
