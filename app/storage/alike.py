"""Work of one kind: what stands side by side in one transaction is done with few statements.

SQLite's driver gives up the interpreter's lock for each statement, and for each row of an
`executemany`, and must have it again from a busy event loop: what an append costs is not its
statements but how many of them there are.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Self, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Alike(ABC, Generic[T]):
    """`Work` that can be done together with others of its class, on SQLite.

    Called, it is done by itself: that is what it means, on any database.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self, connection: Connection) -> T:
        """As `Work`."""

    @classmethod
    @abstractmethod
    def together(cls, connection: Connection, works: Sequence[Self]) -> list[T] | None:
        """What each came to, as if done one after the other.

        None, or an exception, when it cannot be told that each went well: then all are undone, and
        each is done by itself.
        """
