"""What everything in storage needs from a database, whichever it is."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from app.phases.units import Instant

T = TypeVar("T")
Work = Callable[[Connection], T]
"""A function of a connection, run in one transaction; it neither commits nor rolls back itself.

It may be run again when a neighbour in the same transaction failed: what it knows it brings along,
what it finds out it returns."""


class Database(Protocol):
    """Transactions off the event loop; each method raises `LogUnavailable` as `RoomLog` does."""

    async def write(self, work: Work[T]) -> T:
        """What `work` returns, once its transaction is durable.

        An exception of `work` undoes what it did and is raised here. After `LogUnavailable` and
        after a cancellation the outcome is unknown: read before trying again.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """What `work` returns, from one snapshot; it must not write."""
        ...

    async def now(self) -> Instant:
        """The database's time."""
        ...

    async def erase_deleted(self) -> None:
        """Leave as little as the database allows of rows already deleted in its files."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the database; later calls raise `LogUnavailable`."""
        ...
