"""Asking over HTTP until there is an answer: only for what may be asked twice."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pushback.errors import PushbackError, Refused, Unreachable
from pushback.presses import USUAL

T = TypeVar("T")

TRIES = 5
"""How often what makes or moves something is sent whose answer was lost, or that the server could
not take."""


async def answered(ask: Callable[[], Awaitable[T]]) -> T:
    """What is answered to the same asked again, where nobody answers or they say that it may be."""
    why: PushbackError = Unreachable()
    for _ in range(TRIES):
        after = USUAL
        try:
            return await ask()
        except Refused as refused:
            if not refused.retry:
                raise
            why, after = refused, refused.after_ms or USUAL
        except Unreachable as unreachable:
            why = unreachable
        await asyncio.sleep(after / 1000)
    raise why
