"""The proxy does what its weather says, and the seed alone says to whom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.fault_proxy import FATES, SIP, SIP_EVERY, Fate, FaultProxy, Weather

WITHIN = 10.0
WORD = b"x" * 1_000


class Echo:
    """A server that sends back what it hears, and keeps it."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.changed = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    def leave(self) -> None:
        """End as a process that is killed."""
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            while data := await reader.read(4_096):
                self.heard += data
                self.changed.set()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def proxied(*, seed: int = 1) -> AsyncIterator[tuple[FaultProxy, Echo]]:
    echo = Echo()
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    proxy = FaultProxy(server.sockets[0].getsockname()[1], seed)
    await proxy.start()
    try:
        async with asyncio.timeout(WITHIN):
            yield proxy, echo
    finally:
        await proxy.end()
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def called(
    proxy: FaultProxy,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)


def doomed(fate: Fate, **weather: float) -> Weather:
    return Weather(share=1.0, fates=(fate,), bytes_before=1, **weather)


async def test_clear_weather_carries_everything_and_the_end_of_it() -> None:
    async with proxied() as (proxy, _), called(proxy) as (reader, writer):
        writer.write(WORD * 100)
        writer.write_eof()

        assert WORD * 100 == await reader.read(-1)
    assert not any(proxy.met.values())


async def test_latency_makes_every_chunk_late() -> None:
    async with proxied() as (proxy, _):
        proxy.weather = Weather(latency=0.05)
        async with called(proxy) as (reader, writer):
            began = asyncio.get_running_loop().time()
            writer.write(WORD)
            await reader.readexactly(len(WORD))

            assert asyncio.get_running_loop().time() - began >= 0.1


async def test_reset_is_told_to_the_client() -> None:
    async with proxied() as (proxy, _):
        proxy.weather = doomed(Fate.RESET)
        async with called(proxy) as (reader, writer):
            writer.write(WORD)
            with pytest.raises(ConnectionResetError):
                await reader.readexactly(len(WORD))
    assert 1 == proxy.met[Fate.RESET]


async def test_half_closed_hears_nothing_more_and_is_still_heard() -> None:
    async with proxied() as (proxy, echo):
        proxy.weather = doomed(Fate.HALF_CLOSE)
        async with called(proxy) as (reader, writer):
            writer.write(WORD)
            assert not await reader.read(-1)
            writer.write(WORD)
            while len(echo.heard) < 2 * len(WORD):
                echo.changed.clear()
                await echo.changed.wait()
    assert 1 == proxy.met[Fate.HALF_CLOSE]


async def test_stalled_goes_on_after_its_time() -> None:
    async with proxied() as (proxy, _):
        proxy.weather = doomed(Fate.STALL, stall=0.2)
        async with called(proxy) as (reader, writer):
            began = asyncio.get_running_loop().time()
            writer.write(WORD)
            assert WORD == await reader.readexactly(len(WORD))

            assert asyncio.get_running_loop().time() - began >= 0.2


async def test_stalled_goes_on_at_once_when_it_is_calm() -> None:
    async with proxied() as (proxy, _):
        proxy.weather = doomed(Fate.STALL, stall=2 * WITHIN)
        async with called(proxy) as (reader, writer):
            writer.write(WORD)
            reading = asyncio.create_task(reader.readexactly(len(WORD)))
            while not proxy.met[Fate.STALL]:  # noqa: ASYNC110  # a count, not an event
                await asyncio.sleep(0.01)
            proxy.calm()

            assert WORD == await reading


@pytest.mark.parametrize("fate", [Fate.STALL, Fate.SLOW_READ])
async def test_who_was_only_late_is_told_that_the_other_end_has_gone(fate: Fate) -> None:
    async with proxied() as (proxy, echo):
        proxy.weather = doomed(fate, stall=0.01)
        async with called(proxy) as (reader, writer):
            writer.write(WORD)
            assert WORD == await reader.readexactly(len(WORD))
            echo.leave()

            assert b"" == await reader.read(-1)


async def test_slow_reader_takes_a_few_bytes_at_a_time() -> None:
    async with proxied() as (proxy, _):
        proxy.weather = doomed(Fate.SLOW_READ)
        async with called(proxy) as (reader, writer):
            began = asyncio.get_running_loop().time()
            writer.write(WORD)
            await reader.readexactly(len(WORD))
            sips = len(WORD) / SIP

            assert asyncio.get_running_loop().time() - began >= (sips - 1) * SIP_EVERY


async def test_what_a_blackhole_took_is_reset_when_it_is_calm() -> None:
    async with proxied() as (proxy, echo):
        proxy.weather = doomed(Fate.BLACKHOLE)
        async with called(proxy) as (reader, writer):
            writer.write(WORD)
            while not proxy.met[Fate.BLACKHOLE]:  # noqa: ASYNC110  # a count, not an event
                await asyncio.sleep(0.01)
            proxy.calm()
            with pytest.raises(ConnectionResetError):
                await reader.read(-1)
    assert not echo.heard


async def test_server_that_is_not_there_is_a_reset() -> None:
    async with proxied() as (proxy, _):
        proxy.target = 1
        async with called(proxy) as (reader, _):
            with pytest.raises(ConnectionResetError):
                await reader.read(-1)


def test_seed_and_number_say_what_a_connection_meets() -> None:
    first, same, other = FaultProxy(1, 7), FaultProxy(1, 7), FaultProxy(1, 8)
    for one in (first, same, other):
        one.weather = Weather(share=0.5)
    lots = [[one.lot(n)[:2] for n in range(200)] for one in (first, same, other)]

    assert lots[0] == lots[1] != lots[2]
    assert {None, *FATES} == {fate for fate, _ in lots[0]}
    assert 60 < sum(fate is None for fate, _ in lots[0]) < 140


async def test_what_is_held_stands_still_and_arrives_whole_when_it_is_calm() -> None:
    async with proxied() as (proxy, echo), called(proxy) as (reader, writer):
        writer.write(WORD)
        assert WORD == await reader.readexactly(len(WORD))

        proxy.hold()
        writer.write(WORD)
        answer = asyncio.create_task(reader.readexactly(len(WORD)))
        assert not (await asyncio.wait([answer], timeout=0.1))[0]
        assert WORD == bytes(echo.heard)

        proxy.calm()
        assert WORD == await answer
