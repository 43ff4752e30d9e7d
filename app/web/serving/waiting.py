"""What a connection waits with: asyncio's `Queue` and `Event` as far as uvicorn uses them here.

Theirs take 3 KiB a connection, nearly all of it empty deques of 64 places; these take 200 bytes.
"""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue without bounds, for one reader."""

    __slots__ = ("_items", "_reader")

    def __init__(self) -> None:
        self._items: list[T] = []
        self._reader: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        """Whether nothing waits to be taken."""
        return not self._items

    def put_nowait(self, item: T) -> None:
        """One more, behind the others."""
        self._items.append(item)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def arrival(self) -> "asyncio.Future[None]":
        """Done when there is something; `RuntimeError` while somebody else waits for it."""
        if self._reader is not None and not self._reader.done():
            raise RuntimeError("somebody else reads here")
        self._reader = asyncio.get_running_loop().create_future()
        if self._items:
            self._reader.set_result(None)
        return self._reader

    async def get(self) -> T:
        """The first, when there is one; raises as `arrival`."""
        while not self._items:
            await self.arrival()
        return self.get_nowait()

    def get_nowait(self) -> T:
        """The first of those that are there."""
        return self._items.pop(0)


class Gate:
    """An event that is set at first; waiting costs something only while it is not."""

    __slots__ = ("_opening",)

    def __init__(self) -> None:
        self._opening: asyncio.Future[None] | None = None

    def clear(self) -> None:
        """From now on everybody waits."""
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_future()

    def set(self) -> None:
        """Nobody waits any more."""
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.set_result(None)

    async def wait(self) -> bool:
        """Until it is set."""
        while self._opening is not None:
            await asyncio.wait([self._opening])  # who gives up must not cancel what others await
        return True
