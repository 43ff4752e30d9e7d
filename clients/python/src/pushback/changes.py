"""What somebody sees, look after look."""

from typing import NamedTuple, Self

from pushback.staying import Staying
from pushback.view import View

QUIET = frozenset({"closed", "left"})
"""Ends that are none of a fault: the meeting's, and our own."""


class Change(NamedTuple):
    """What is seen now, and the names of what happened since the last look: for a chime or a line
    of text, and never needed to know what is true."""

    view: View
    because: tuple[str, ...]


class Changes:
    """An iterator of looks. Whoever is slow misses steps on the way and none of the truth.

    It ends with the meeting and with the block of its room; raises `Stopped` for any other end.
    """

    def __init__(self, staying: Staying) -> None:
        self._staying = staying
        self._reader = staying.news.reader()
        self._is_first = True

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        staying = self._staying
        is_seen = self._is_first and bool(staying.view.sections)
        self._is_first = False
        if staying.stopped is None:
            because = () if is_seen else await self._reader.wait()
            if staying.stopped is None:
                return Change(staying.view, because)
        if staying.stopped.reason in QUIET:
            raise StopAsyncIteration
        raise staying.stopped.again()
