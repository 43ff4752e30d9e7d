"""Bad peers, in a process of their own: so many of one kind at a time, who come back when evicted.

Those with connections to keep come from twelve addresses, those that ask over HTTP as fast as they
are answered from one, and those that come at a pace (a thousand a second) from one.
`python -m benchmarks.hostile_peers` reads one JSON line for each attack and answers it with what
came of it. Everything bad here is bounded in number and time, and goes to the loopback only.
"""

import asyncio
import contextlib
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.hostile_kinds import ALL, KINDS, PACED, Kind
from benchmarks.hostile_peer import Peer
from benchmarks.machine import CLIENT_CORE, allow_many_files, pin, stand_back
from benchmarks.ticker import Ticker

COME_BACK_AFTER = 2.0
"""Seconds until one who was evicted is there again."""


@dataclass
class Attack:
    """One kind of bad peer for some seconds; `people` are rooms and tickets, for a hello."""

    port: int
    kind: str
    peers: int
    seconds: float
    people: list[tuple[str, str]]
    evicted: dict[str, list[float]] = field(default_factory=dict)
    """By kind, seconds from the first bad byte, or the first missing one, to the end."""
    stayed: dict[str, list[float]] = field(default_factory=dict)
    """By kind, the same of those who were still there when it was over."""
    refused: int = 0
    tried: int = 0

    @property
    def origin(self) -> str:
        """What a page of this server would say."""
        return f"http://127.0.0.1:{self.port}"

    async def run(self) -> dict[str, Any]:
        """Do it; what came of it."""
        began, used = time.perf_counter(), time.process_time()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds), asyncio.TaskGroup() as tasks:
                if self.kind in (*KINDS, ALL):
                    for nth in range(self.peers):
                        tasks.create_task(self._again(nth))
                for kind in PACED if self.kind == ALL else {self.kind} & PACED.keys():
                    tasks.create_task(self._paced(kind))
        spent = time.perf_counter() - began
        return {
            "tried": self.tried,
            "refused": self.refused,
            "evicted": self.evicted,
            "stayed": self.stayed,
            "cpu_percent": (time.process_time() - used) / spent * 100,
        }

    async def _again(self, nth: int) -> None:
        names = tuple(KINDS)
        name = names[nth % len(names)] if self.kind == ALL else self.kind
        await asyncio.sleep(nth / self.peers)
        while True:
            await self._once(nth, name, KINDS[name])
            await asyncio.sleep(COME_BACK_AFTER)

    async def _paced(self, name: str) -> None:
        rate, kind = PACED[name]
        async with asyncio.TaskGroup() as tasks:
            is_over = False

            def due(nth: int, _: float) -> None:
                if not is_over:
                    tasks.create_task(self._once(nth, name, kind))

            loop = asyncio.get_running_loop()
            try:
                await Ticker(loop, rate, int(rate * self.seconds), due).done
            finally:
                is_over = True

    async def _once(self, nth: int, name: str, kind: Kind) -> None:
        self.tried += 1
        address = f"127.9.0.{1 + nth % 12}" if name in KINDS else "127.9.1.1"
        peer = Peer(self, nth, "127.9.2.1" if name == "asks" else address)
        try:
            async with asyncio.timeout(60):
                await peer.connect()
                await kind(peer)
        except (OSError, EOFError, TimeoutError):
            if peer.bad_at is None:
                self.refused += 1
            else:
                self.evicted.setdefault(name, []).append(time.perf_counter() - peer.bad_at)
        except asyncio.CancelledError:
            if peer.bad_at is not None and name in KINDS:
                self.stayed.setdefault(name, []).append(time.perf_counter() - peer.bad_at)
            raise
        finally:
            peer.connection.close()


async def attend() -> None:
    """Attack as each line says, until there are no more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        asked["people"] = [tuple(one) for one in asked["people"]]
        print(json.dumps(await Attack(**asked).run()), flush=True)


if __name__ == "__main__":
    pin(0, CLIENT_CORE)
    stand_back()
    allow_many_files()
    asyncio.run(attend())
