"""Tells those who wait that something has changed; a slow one hears of it once, not once each."""

import asyncio
from collections.abc import Iterable
from weakref import WeakSet


class Reader:
    """One who waits. What happened since they last looked is kept as names, each once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._because: dict[str, None] = {}

    def tell(self, because: Iterable[str]) -> None:
        """Something has changed."""
        self._because |= dict.fromkeys(because)
        self._event.set()

    async def wait(self) -> tuple[str, ...]:
        """Until something has changed since the last time; the names of what happened."""
        await self._event.wait()
        self._event.clear()
        because, self._because = tuple(self._because), {}
        return because


class News:
    """Everybody who waits. Whoever drops their reader waits no more."""

    def __init__(self) -> None:
        self._readers: WeakSet[Reader] = WeakSet()

    def reader(self) -> Reader:
        """Somebody who waits from here on."""
        reader = Reader()
        self._readers.add(reader)
        return reader

    def tell(self, because: Iterable[str] = ()) -> None:
        """Something has changed."""
        names = tuple(because)
        for reader in tuple(self._readers):
            reader.tell(names)
