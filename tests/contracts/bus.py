"""What every bus does; a subclass gives the fixture `wire`, to which nodes are joined.

`BusContract` holds for all, `LineContract` for those that have something between the nodes which
can break, and which strangers can write to.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from app.bus.outbox import MOST_WAITING
from app.rooms.fields import RoomId
from app.rooms.ports import Bus, Hint, Meter, Share
from tests.support.rim import Tally, soon

ROOM = RoomId("room-a")
WORDS = "Zeit · שיחה · 😀 · \n\0\N{LINE SEPARATOR} · " * 700


def hint(seq: int) -> Hint:
    return Hint(ROOM, "epoch-1", seq)


class Ear:
    """What a node has heard."""

    def __init__(self, bus: Bus) -> None:
        self.heard: list[Hint | Share] = []
        self._changed = asyncio.Event()
        self.stop = bus.subscribe(self._hear)

    def _hear(self, message: Hint | Share) -> None:
        self.heard.append(message)
        self._changed.set()

    async def hears(self, message: Hint | Share) -> list[Hint | Share]:
        """Everything heard, as soon as this is among it."""
        async with asyncio.timeout(10):
            while message not in self.heard:
                self._changed.clear()
                await self._changed.wait()
        return self.heard


class Wire(Protocol):
    """What is between nodes, or nothing."""

    def bus(self, node: str, meter: Meter) -> Bus:
        """A node's end, not running yet."""
        ...


class BreakableWire(Wire, Protocol):
    """A server between the nodes."""

    def cut(self) -> None:
        """Kill it."""
        ...

    def mend(self) -> None:
        """Start it again."""
        ...

    def stranger(self) -> AbstractAsyncContextManager["Stranger"]:
        """Somebody who can write to it and is no node of this version."""
        ...


class Stranger(Protocol):
    """Says bytes where nodes say messages."""

    async def send(self, messages: list[bytes]) -> None:
        """To every node."""
        ...


@asynccontextmanager
async def running(*buses: Bus) -> AsyncIterator[None]:
    """Each of them runs, and is up at first."""
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        await soon(lambda: all(bus.is_up for bus in buses))
        yield
        assert not [task for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class BusContract:
    async def test_what_one_publishes_the_others_hear_and_the_sender_does_not(
        self, wire: Wire
    ) -> None:
        buses = [wire.bus(f"node-{n}", Tally()) for n in range(3)]
        ears = [Ear(bus) for bus in buses]
        async with running(*buses):
            buses[0].publish(hint(1))
            for ear in ears[1:]:
                await ear.hears(hint(1))
            buses[1].publish(hint(2))
            assert [hint(2)] == await ears[0].hears(hint(2))

    async def test_messages_of_one_node_come_in_order(self, wire: Wire) -> None:
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            for seq in range(500):
                first.publish(hint(seq))

            assert [hint(seq) for seq in range(500)] == await ear.hears(hint(499))

    async def test_large_share_in_any_script_comes_whole(self, wire: Wire) -> None:
        share = Share(ROOM, "node-1", {"requests": [{"name": WORDS, "at": 1}], "away": {}})
        assert 20_000 < len(str(share.facts).encode())
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            first.publish(share)

            assert [share] == await ear.hears(share)

    async def test_who_has_stopped_listening_hears_nothing_more(self, wire: Wire) -> None:
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        deaf, ear = Ear(second), Ear(second)
        deaf.stop()
        async with running(first, second):
            first.publish(hint(1))
            await ear.hears(hint(1))

        assert [] == deaf.heard

    async def test_who_cannot_be_told_keeps_nobody_from_hearing(self, wire: Wire) -> None:
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())

        def fail(_: Hint | Share) -> None:
            raise ValueError("canary")

        second.subscribe(fail)
        ear = Ear(second)
        async with running(first, second):
            first.publish(hint(1))
            first.publish(hint(2))

            assert [hint(1), hint(2)] == await ear.hears(hint(2))

    async def test_publishing_to_nobody_and_before_the_start_is_no_error(self, wire: Wire) -> None:
        wire.bus("node-1", Tally()).publish(hint(1))

    async def test_what_cannot_travel_is_dropped_and_counted(self, wire: Wire) -> None:
        meter = Tally()
        bus, _ = wire.bus("node-1", meter), wire.bus("node-2", Tally())
        bus.publish(Share(ROOM, "node-1", {"canary": object()}))
        bus.publish(Share(ROOM, "node-1", {"canary": "x" * 70_000}))

        assert 1 == meter.labels["bus_dropped", "unencodable"]
        assert 1 == meter.labels["bus_dropped", "too_large"]


class LineContract(BusContract):
    async def test_after_a_crash_messages_flow_again_and_meanwhile_the_bus_is_not_up(
        self, wire: BreakableWire
    ) -> None:
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            first.publish(hint(1))
            await ear.hears(hint(1))
            for seq in (2, 3):
                await asyncio.to_thread(wire.cut)
                await soon(lambda: not first.is_up and not second.is_up)
                await asyncio.to_thread(wire.mend)
                await soon(lambda: first.is_up and second.is_up)
                first.publish(hint(seq))
                await ear.hears(hint(seq))

    async def test_node_waits_for_a_server_that_is_not_there_yet(self, wire: BreakableWire) -> None:
        await asyncio.to_thread(wire.cut)
        bus = wire.bus("node-1", Tally())
        task = asyncio.create_task(bus.run())
        other = wire.bus("node-2", Tally())
        bus.publish(hint(1))
        assert not bus.is_up
        await asyncio.to_thread(wire.mend)
        ear = Ear(other)
        async with running(other):
            await soon(lambda: bus.is_up)
            bus.publish(hint(2))
            await ear.hears(hint(2))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def test_outage_keeps_no_more_than_the_newest_and_counts_the_rest(
        self, wire: BreakableWire
    ) -> None:
        meter = Tally()
        first, second = wire.bus("node-1", meter), wire.bus("node-2", Tally())
        ear = Ear(second)
        async with running(first, second):
            await asyncio.to_thread(wire.cut)
            await soon(lambda: not first.is_up)
            for seq in range(MOST_WAITING + 500):
                first.publish(hint(seq))
            assert 500 == meter.labels["bus_dropped", "full"]
            await asyncio.to_thread(wire.mend)
            await soon(lambda: first.is_up and second.is_up)
            first.publish(hint(9_999))

            assert {hint(seq) for seq in range(500)}.isdisjoint(await ear.hears(hint(9_999)))

    async def test_garbage_is_dropped_and_counted_by_a_name_of_ours(
        self, wire: BreakableWire
    ) -> None:
        meter = Tally()
        first, second = wire.bus("node-1", Tally()), wire.bus("node-2", meter)
        ear = Ear(second)
        async with running(first, second), wire.stranger() as stranger:
            for words, _ in GARBAGE:
                await stranger.send([words])
            await soon(lambda: meter.counted["bus_dropped"] == len(GARBAGE))
            first.publish(hint(1))

            assert [hint(1)] == await ear.hears(hint(1))
        assert Counter(("bus_dropped", why) for _, why in GARBAGE) == meter.labels

    async def test_newer_node_may_say_more_than_this_one_knows(self, wire: BreakableWire) -> None:
        bus = wire.bus("node-1", Tally())
        ear = Ear(bus)
        newer = b'hint {"room":"room-a","epoch":"epoch-1","seq":7,"body":{"canary":[]}}'
        async with running(bus), wire.stranger() as stranger:
            await stranger.send([newer])

            assert [hint(7)] == await ear.hears(hint(7))


GARBAGE = [
    (b"canary", "unknown"),
    (b'gossip {"canary":1}', "unknown"),
    (b"hint", "malformed"),
    (b"hint canary", "malformed"),
    (b'hint {"room":"room-a","epoch":"canary","seq":"7"}', "malformed"),
    (b'share {"room":"room-a","node":"n","facts":["canary"]}', "malformed"),
    (b"share \xff\xfe", "malformed"),
    (b"share " + b"[" * 5_000, "malformed"),
]
