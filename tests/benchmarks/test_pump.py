"""The inner loop beside a server that counts for itself."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.dialects import Plain
from benchmarks.pump import Pump, Tally, Window
from benchmarks.swarm import Crowd

pytestmark = pytest.mark.system

ROOMS, SIZE = 4, 5


class Counting:
    """A server like the peers, in a thread: rooms by path, numbers, everybody hears everything.

    `merges`: every second command is only told with the next one. `most_waiting` is how many
    commands of one room ever came before everybody had been written the one before.
    """

    def __init__(self, *, is_mute: bool = False) -> None:
        self.rooms: dict[str, list[ServerConnection]] = {}
        self.seq: dict[str, int] = {}
        self.sent = self.port = 0
        self.is_mute = is_mute
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.over: asyncio.Event | None = None

    async def live(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        path = socket.request.path
        await socket.recv()
        self.rooms.setdefault(path, []).append(socket)
        await socket.send('{"t":"welcome","seq":0}')
        async for text in socket:
            command = json.loads(text)
            self.seq[path] = seq = self.seq.get(path, 0) + 1
            hears = self.rooms[path][:-1] if self.is_mute else self.rooms[path]
            for member in hears:
                await member.send(json.dumps({**command, "t": "state", "seq": seq}))
                self.sent += 1

    async def run(self) -> None:
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        async with serve(self.live, "127.0.0.1", 0, compression=None, ping_interval=0.05) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self.ready.set()
            await self.over.wait()


@contextmanager
def counting(*, is_mute: bool = False) -> Iterator[Counting]:
    server = Counting(is_mute=is_mute)
    thread = threading.Thread(target=lambda: asyncio.run(server.run()))
    thread.start()
    try:
        assert server.ready.wait(10)
        yield server
    finally:
        assert server.loop is not None
        assert server.over is not None
        server.loop.call_soon_threadsafe(server.over.set)
        thread.join(10)


async def pumped(server: Counting, window: Window) -> tuple[Tally, list[bool], Crowd]:
    names = [[f"room{n}", *(f"p{n}-{k}" for k in range(SIZE))] for n in range(ROOMS)]
    crowd = Crowd(Plain(server.port), server.port, names)
    await crowd.connect(crowd.members, 8)
    sides: list[bool] = []
    tally = Pump(crowd, window, sides.append).run()
    return tally, sides, crowd


async def leave(crowd: Crowd) -> None:
    for member in crowd.members:
        member.cut()
    await asyncio.sleep(0)


async def test_closed_loop_counts_what_the_server_sent() -> None:
    with counting() as server:
        tally, sides, crowd = await pumped(server, Window("signal", 0, 0.1, 0.3))
        await leave(crowd)

    counts = tally.counts
    assert server.sent == counts["deliveries"] == counts["frames"]
    assert sum(server.seq.values()) * SIZE == server.sent
    assert counts["sent"] == counts["complete"] == len(tally.latencies) > 0
    assert 0 == counts["extras"] == counts["lost"] == counts["outstanding"]
    assert [True, False] == sides


async def test_pace_is_kept_whatever_becomes_of_the_commands() -> None:
    with counting() as server:
        tally, _, crowd = await pumped(server, Window("signal", 200, 0.1, 0.5))
        await leave(crowd)

    assert 100 == tally.counts["sent"] == tally.counts["complete"]
    assert 120 == sum(server.seq.values())
    assert all(0 < one < 5 for one in tally.latencies)


async def test_command_that_one_member_never_gets_is_not_complete() -> None:
    with counting(is_mute=True) as server:
        tally, _, crowd = await pumped(server, Window("signal", 100, 0.0, 0.2, drain_s=0.1))
        await leave(crowd)

    assert 0 == tally.counts["complete"]
    assert server.sent == tally.counts["deliveries"] > 0


async def test_sockets_are_given_back() -> None:
    with counting() as server:
        _, _, crowd = await pumped(server, Window("signal", 0, 0.0, 0.2))
        again = Pump(crowd, Window("signal", 0, 0.0, 0.2), lambda _: None).run()
        line = crowd.members[0].line
        assert line is not None
        rest, lent = line.rest, line.lent
        await leave(crowd)

    assert again.counts["complete"] > 0
    assert (b"", None) == (rest, lent)
