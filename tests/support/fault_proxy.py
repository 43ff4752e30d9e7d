"""A bad network of our own: a TCP proxy whose connections suffer what a seed says.

    proxy = FaultProxy(server_port, seed=7)
    await proxy.start()
    proxy.weather = Weather(latency=0.02, jitter=0.03, share=0.3)
    ...
    proxy.calm()

`tests/support/bad_line.py` is the same for frames of a page; this one knows bytes only, so that a
connection may break in the middle of a frame, or of a handshake.
"""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

CHUNK = 16_384
SIP = 64
"""Bytes that a slow reader takes at a time, each `SIP_EVERY` seconds."""
SIP_EVERY = 0.02
NARROW = 4_096
ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER that makes a close a reset."""


class Fate(StrEnum):
    """What becomes of a connection that has carried as many bytes as it was given."""

    RESET = "reset"
    """Both ends are told that it is broken."""
    HALF_CLOSE = "half_close"
    """The client is told that nothing more comes; what it sends still arrives."""
    STALL = "stall"
    """Nothing moves for `stall` seconds, then everything does."""
    SLOW_READ = "slow_read"
    """The client takes what comes down a few bytes at a time."""
    BLACKHOLE = "blackhole"
    """What is sent vanishes, either way, and nobody is told."""


FATES = tuple(Fate)
LOSING = frozenset({Fate.BLACKHOLE, Fate.HALF_CLOSE})


@dataclass(frozen=True, slots=True)
class Weather:
    """What new connections meet: each chunk is late by `latency` and up to `jitter` seconds, in
    order; a `share` of the connections meets one of `fates` within `bytes_before` bytes."""

    latency: float = 0.0
    jitter: float = 0.0
    share: float = 0.0
    fates: tuple[Fate, ...] = FATES
    bytes_before: int = 20_000
    stall: float = 1.0


CLEAR = Weather()


@dataclass(eq=False)
class Carried:
    """One connection: its lot was drawn when it was accepted."""

    weather: Weather
    fate: Fate | None
    left: int
    chance: Random
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    has_met: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether one end learns nothing more of the other, not even that it has gone."""
        return self.has_met and self.fate in LOSING

    def reset(self) -> None:
        """Both ends are told that it is broken, and what was on the way is lost."""
        for writer in self.writers:
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.fileno() != -1:
                with contextlib.suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            writer.transport.abort()


class FaultProxy:
    """Listens on `port` of 127.0.0.1 and carries to `target`, another port there.

    The n-th connection's lot comes from the seed and n alone. `met` counts fates that came true.
    """

    def __init__(self, target: int, seed: int | str) -> None:
        self.target = target
        self.weather = CLEAR
        self.met: dict[Fate, int] = dict.fromkeys(Fate, 0)
        self.port = 0
        self._seed = seed
        self._accepted = 0
        self._open: dict[asyncio.Task[None], Carried] = {}
        self._calm = asyncio.Event()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=NARROW)
        self.port = self._server.sockets[0].getsockname()[1]

    def hold(self) -> None:
        """Nothing moves on any connection, and nobody is told, until `calm`."""
        self._flowing.clear()

    def calm(self) -> None:
        """No more faults: what stalls goes on, what is doomed or lost already is reset."""
        self.weather = CLEAR
        self._flowing.set()
        self._calm.set()
        self._calm = asyncio.Event()
        for one in self._open.values():
            if one.is_lost:
                one.reset()
            one.fate, one.weather = None, CLEAR

    def reset(self) -> None:
        """Every connection, now."""
        for one in self._open.values():
            one.reset()

    async def end(self) -> None:
        """Carry nothing more."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def lot(self, n: int) -> tuple[Fate | None, int, Random]:
        """What the n-th connection meets in this weather, and after how many bytes."""
        chance = Random(f"{self._seed}/{n}")
        is_doomed = chance.random() < self.weather.share
        left = chance.randint(1, self.weather.bytes_before)
        fate = chance.choice(self.weather.fates)
        return fate if is_doomed else None, left, chance

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate, left, chance = self.lot(self._accepted)
        self._accepted += 1
        one = Carried(self.weather, fate, left, chance, [writer])
        task = asyncio.create_task(self._carry(one, reader, writer))
        self._open[task] = one
        task.add_done_callback(self._open.pop)

    async def _carry(
        self, one: Carried, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            inner, outer = await asyncio.open_connection("127.0.0.1", self.target, limit=NARROW)
            one.writers.append(outer)
            await asyncio.gather(
                self._pump(one, reader, outer, is_down=False),
                self._pump(one, inner, writer, is_down=True),
            )
        except OSError:
            one.reset()
        finally:
            for each in one.writers:
                each.transport.abort()

    async def _pump(
        self,
        one: Carried,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        is_down: bool,
    ) -> None:
        while data := await reader.read(SIP if self._is_slow(one, is_down) else CHUNK):
            late = one.weather.latency + one.chance.random() * one.weather.jitter
            if self._is_slow(one, is_down):
                late += SIP_EVERY
            if late:
                await asyncio.sleep(late)
            await self._flowing.wait()
            if await self._arrives(one, len(data), writer, is_down=is_down):
                writer.write(data)
                await writer.drain()
        if not one.is_lost and writer.can_write_eof():
            writer.write_eof()

    def _is_slow(self, one: Carried, is_down: bool) -> bool:
        return is_down and one.has_met and one.fate is Fate.SLOW_READ

    async def _arrives(
        self, one: Carried, size: int, writer: asyncio.StreamWriter, *, is_down: bool
    ) -> bool:
        """Whether these bytes do; here the fate comes true."""
        one.left -= size
        if one.fate is None or one.left > 0:
            return True
        if not one.has_met:
            one.has_met = True
            self.met[one.fate] += 1
            if one.fate is Fate.HALF_CLOSE:
                one.writers[0].write_eof()
        match one.fate:
            case Fate.RESET:
                one.reset()
                return False
            case Fate.STALL:
                await self._stalled(one)
                return True
            case Fate.HALF_CLOSE:
                return not is_down
            case Fate.BLACKHOLE:
                return False
            case Fate.SLOW_READ:
                return True

    async def _stalled(self, one: Carried) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), one.weather.stall)
        one.fate = None
