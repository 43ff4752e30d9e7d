"""Looking up names: each by one thread at a time, however many messages wait for it.

A system's resolver blocks, may hang for half a minute, and cannot be told to stop. If every message
took a thread, those of one endpoint whose name hangs would take all there are, and the messages of
every other endpoint would wait behind them until their own time was over. As little may those of
one organisation, which may have as many names as it has rooms.
"""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from app.webhooks.endpoint import MOST_ENDPOINTS

MOST_OF_ONE: Final = 2 * MOST_ENDPOINTS
"""Names of one organisation under way at a time: every endpoint, those of tests as well."""
NAMES_AT_ONCE: Final = 4 * MOST_OF_ONE
"""Threads, for those whose names all hang and for others; they are started when they are needed."""

Resolve = Callable[[str, int], Sequence[str]]


def resolved(name: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system says; blocks. Raises `OSError`."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class TooManyNames(OSError):
    """So many names of one organisation hang that the next is not looked up at all."""


class Names:
    """The addresses of names, found by `resolve` in threads of its own."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        # Not the loop's own threads: a resolver that hangs must hold up nothing but these calls.
        self._threads = ThreadPoolExecutor(NAMES_AT_ONCE, thread_name_prefix="webhook-names")
        self._asked: dict[str, asyncio.Future[Sequence[str]]] = {}
        self._running: Counter[str] = Counter()

    async def find(self, name: str, port: int, whose: str = "") -> Sequence[str]:
        """The addresses of a name now, for a call of that organisation's, by its name without a
        half; raises as `resolve`, and `TooManyNames`. Who stops waiting stops nobody else."""
        asked = self._asked.get(name)
        if asked is None:
            if self._running[whose] >= MOST_OF_ONE:
                raise TooManyNames
            loop = asyncio.get_running_loop()
            asked = loop.run_in_executor(self._threads, self._resolve, name, port)
            self._asked[name] = asked
            self._running[whose] += 1
            asked.add_done_callback(lambda done: self._found(name, whose, done))
        return await asyncio.shield(asked)

    def _found(self, name: str, whose: str, done: asyncio.Future[Sequence[str]]) -> None:
        del self._asked[name]
        self._running[whose] -= 1
        if not self._running[whose]:
            del self._running[whose]
        with contextlib.suppress(asyncio.CancelledError):
            done.exception()  # looked at here, because nobody may have waited so long
