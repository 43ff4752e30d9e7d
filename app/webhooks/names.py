"""Looking up names: each by one thread at a time, however many messages wait for it.

A system's resolver blocks, may hang for half a minute, and cannot be told to stop. If every message
took a thread, those of one endpoint whose name hangs would take all there are, and the messages of
every other endpoint would wait behind them until their own time was over.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from app.webhooks.endpoint import MOST_ENDPOINTS

NAMES_AT_ONCE: Final = MOST_ENDPOINTS
"""One thread for each name there can be; they are started when they are needed."""

Resolve = Callable[[str, int], Sequence[str]]


def resolved(name: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system says; blocks. Raises `OSError`."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class Names:
    """The addresses of names, found by `resolve` in threads of its own."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        # Not the loop's own threads: a resolver that hangs must hold up nothing but webhooks.
        self._threads = ThreadPoolExecutor(NAMES_AT_ONCE, thread_name_prefix="webhook-names")
        self._asked: dict[tuple[str, int], asyncio.Future[Sequence[str]]] = {}

    async def find(self, name: str, port: int) -> Sequence[str]:
        """The addresses of a name now; raises as `resolve`. Who stops waiting stops nobody else."""
        place = name, port
        asked = self._asked.get(place)
        if asked is None:
            loop = asyncio.get_running_loop()
            asked = loop.run_in_executor(self._threads, self._resolve, name, port)
            self._asked[place] = asked
            asked.add_done_callback(lambda done: self._found(place, done))
        return await asyncio.shield(asked)

    def _found(self, place: tuple[str, int], done: asyncio.Future[Sequence[str]]) -> None:
        del self._asked[place]
        with contextlib.suppress(asyncio.CancelledError):
            done.exception()  # looked at here, because nobody may have waited so long
