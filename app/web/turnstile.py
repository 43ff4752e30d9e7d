"""A few HTTP requests, or hellos, at a time: between them the loop looks after live sockets.

An answer mostly waits for nothing, so that of hundreds who ask in the same instant each is answered
before anybody else has a turn: a leader's press would wait for all of them. The same goes for
hundreds who say hello. Each kind has a line of its own, so that neither waits for the other.
"""

import asyncio
from collections import deque

AT_A_TIME = 1
"""Begun in one turn of the loop. 240 connections that asked again as soon as they were answered
made the 99th percentile of presses 5 to 16 times what it was without them."""

CROWD = 16
"""So many who wait for an answer over HTTP are a crowd: no page asks for as much at once."""
BREATH_S = 0.001
"""Seconds that the loop has for others between two of a crowd. Without one it never sleeps, and the
thread that writes to the database has to wrest the interpreter from it each time, 5 ms a time."""


class Turnstile:
    """Whoever asks enters at once, or after those before them, in order.

    With `crowd` it takes a breath before the next while as many or more wait. Hellos have none:
    five thousand who come back after a cut would be kept waiting for seconds.
    """

    def __init__(self, at_a_time: int = AT_A_TIME, *, crowd: int | None = None) -> None:
        self.at_a_time = at_a_time
        self.crowd = crowd
        self._left = at_a_time
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> None:
        """When it is this one's turn."""
        if self._left:
            self._let_in()
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        await waiting

    def _let_in(self) -> None:
        if self._left == self.at_a_time:
            self._turn_soon()
        self._left -= 1

    def _turn_soon(self) -> None:
        loop = asyncio.get_running_loop()
        if self.crowd is not None and len(self._waiting) >= self.crowd:
            loop.call_later(BREATH_S, self._turn)
        else:
            loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._left = self.at_a_time
        while self._left and self._waiting:
            first = self._waiting.popleft()
            if not first.done():  # whoever has gone meanwhile is not waited for
                first.set_result(None)
                self._let_in()
