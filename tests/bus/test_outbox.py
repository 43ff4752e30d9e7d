"""What waits to leave a node has an order and a bound."""

import asyncio

from app.bus.outbox import BATCH_BYTES, MOST_WAITING, MOST_WAITING_BYTES, Outbox
from tests.support.rim import Tally


async def test_batch_is_the_oldest_in_order_as_far_as_they_fit() -> None:
    outbox = Outbox(Tally())
    half = b"x" * (BATCH_BYTES // 2)
    for data in (b"a", b"b", half, half, b"c"):
        outbox.put(data)

    assert [b"a", b"b", half] == await outbox.batch()
    assert [half, b"c"] == await outbox.batch()


async def test_largest_message_leaves_alone() -> None:
    outbox = Outbox(Tally())
    large = b"x" * BATCH_BYTES
    outbox.put(large)
    outbox.put(b"a")

    assert [large] == await outbox.batch()
    assert [b"a"] == await outbox.batch()


async def test_batch_waits_for_the_first_message() -> None:
    outbox = Outbox(Tally())
    waiting = asyncio.create_task(outbox.batch())
    await asyncio.sleep(0)
    assert not waiting.done()
    outbox.put(b"a")

    assert [b"a"] == await waiting


async def test_over_the_number_the_oldest_is_dropped_and_counted() -> None:
    meter = Tally()
    outbox = Outbox(meter)
    for n in range(MOST_WAITING + 3):
        outbox.put(b"%d" % n)

    assert b"3" == (await outbox.batch())[0]
    assert 3 == meter.labels["bus_dropped", "full"]


async def test_over_the_bytes_the_oldest_is_dropped_and_counted() -> None:
    meter = Tally()
    outbox = Outbox(meter)
    for _ in range(MOST_WAITING_BYTES // BATCH_BYTES + 2):
        outbox.put(b"x" * BATCH_BYTES)

    assert 2 == meter.labels["bus_dropped", "full"]


async def test_what_has_left_no_longer_counts() -> None:
    meter = Tally()
    outbox = Outbox(meter)
    for _ in range(3 * MOST_WAITING_BYTES // BATCH_BYTES):
        outbox.put(b"x" * BATCH_BYTES)
        await outbox.batch()

    assert not meter.counted
