"""Turns: so many endpoints are served at once, and of one organisation not all of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final
from weakref import WeakValueDictionary

AT_ONCE: Final = 32
"""Endpoints that are served at a time by one node."""
OF_ONE: Final = 8
"""Of them of one organisation: whose endpoints all hang leaves the others theirs."""


class Turns:
    """Who asked first has the next turn, in its organisation and then among all."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        # Of the organisations that have a turn or wait for one; whoever does so holds its own.
        self._each: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def taken(self, whose: str) -> AsyncIterator[None]:
        """A turn of this organisation's; waits for it."""
        its = self._each.get(whose)
        if its is None:
            its = self._each[whose] = asyncio.Semaphore(OF_ONE)
        async with its, self._all:
            yield
