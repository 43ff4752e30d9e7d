"""How long the live edge waits: for a first frame, for a database behind it, for a goodbye."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from app.rooms.errors import Unavailable

T = TypeVar("T")

TIDYING = 1.0
"""Seconds for what an admission takes back when its time is over."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for the first frame, for letting in whom it names, and for the peer to take our
    goodbye."""

    hello: float = 5.0
    admission: float = 10.0
    close: float = 2.0


async def within(seconds: float, admitting: Awaitable[T]) -> T:
    """What letting somebody in comes to; raises what it does, and `Unavailable` when it takes too
    long: each of its steps may wait for the database as long as any other call."""
    try:
        # Taking back asks the database as well. What it leaves undone is owed, and paid later.
        async with asyncio.timeout(seconds + TIDYING), asyncio.timeout(seconds):
            return await admitting
    except TimeoutError:
        raise Unavailable from None
