"""Keeps the server's time by a line: asks for samples, hears their answers, notices sleep."""

import asyncio
from math import inf

from pushback.clock import Sample, ServerClock, Wakefulness
from pushback.frames import Frame
from pushback.line import Line
from pushback.world import World

BURST, BETWEEN = 10, 0.15
"""Clock samples at once, and the seconds between them."""
PAUSE = 1_000.0
"""Milliseconds between samples that presses ask for: a server counts each frame of a fast hand."""


class Timekeeper:
    """Over all lines, one after the other."""

    def __init__(self, world: World) -> None:
        self.clock = ServerClock()
        self._world = world
        self._awake = Wakefulness()
        self._asked = -inf
        self._wanted = asyncio.Event()

    def now(self) -> float:
        """The server's instant now."""
        return self.clock.at(self._world.steady())

    async def keep(self, line: Line) -> None:
        """Ten samples in a second and a half, as on joining; then one whenever one is wanted."""
        for _ in range(BURST):
            await self.ask(line)
            await asyncio.sleep(BETWEEN)
        while True:
            await self._wanted.wait()
            await asyncio.sleep(max(0.0, self._asked + PAUSE - self._world.steady()) / 1000)
            self._wanted.clear()
            await self.ask(line)

    def ask_soon(self) -> None:
        """One sample now, or a second after the newest: one for however many ask meanwhile."""
        self._wanted.set()

    async def ask(self, line: Line) -> None:
        """One sample."""
        self._asked = self._world.steady()
        await line.say({"t": "sync", "c0": self._asked})

    def hear(self, frame: Frame) -> None:
        """A frame of whatever kind."""
        local = self._world.steady()
        if frame["t"] == "sync":
            self.clock.add(Sample(frame["c0"], frame["s1"], frame["s2"], local))
        elif isinstance(now := frame.get("now"), int) and now:
            self.clock.hint(now, local)

    def has_slept(self) -> bool:
        """Whether the machine slept, or its clock was set: then the old samples mean nothing."""
        steady = self._world.steady()
        if not self._awake.look(steady, self._world.wall()):
            return False
        self.clock.forget(steady)
        return True
