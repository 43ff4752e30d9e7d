"""One connection's presses that wait for their answers, while its reading goes on.

They are begun in the order in which they came, and a room's lock is fair: so are they answered.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

MOST = 16
"""Presses of one connection that may wait; then its reading waits for one of them."""
NOBODY: Final[frozenset["asyncio.Task[None]"]] = frozenset()


class Presses:
    """What one connection has pressed and not yet been answered."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = NOBODY

    def __len__(self) -> int:
        return len(self._waiting)

    async def room(self) -> None:
        """Wait until one more may wait."""
        while len(self._waiting) >= MOST:
            await asyncio.wait(self._waiting, return_when=asyncio.FIRST_COMPLETED)

    def begin(self, tasks: asyncio.TaskGroup, answering: Coroutine[Any, Any, None]) -> None:
        """Have one answered in `tasks`, and raise nothing; `RuntimeError` after their end."""
        try:
            task = tasks.create_task(answering)
        except RuntimeError:
            answering.close()
            raise
        self._waiting |= {task}
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._waiting = self._waiting - {task} or NOBODY  # not an empty set for each connection

    async def answered(self) -> None:
        """All of them have been."""
        if self._waiting:
            await asyncio.wait(self._waiting)
