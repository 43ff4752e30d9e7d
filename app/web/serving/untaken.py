"""Connections whose peer takes nothing: its window has been shut since we last had to send.

Nobody else sees it in time. A peer that reads nothing while little is sent to it fills no buffer of
this process for hours, and what the kernel does by itself (`limit_silence`) must be patient with
whoever is in a tunnel. The two look different: in a tunnel something was sent that is not
acknowledged; behind a shut window everything that was sent is, and the rest waits here.

Only who was written to is looked at, so that ten thousand who sit in silence cost nothing.
"""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from math import ceil
from typing import Any, Final, NamedTuple, Protocol

SHUT_FOR: Final = 2.0
"""Seconds. A browser's network takes what comes whatever its page is busy with; a window of tens of
kilobytes that is full for so long is that of a program that has stopped reading. Should the word
that it is open again be lost, the kernel asks for it sooner than this."""
LOOK_EVERY: Final = 0.5
"""Seconds, over which the goes of one look are spread."""
AT_ONCE: Final = 16
"""Connections looked at in one go, some fifty microseconds: after a word to everybody all are
watched, and nobody's frame is to wait until the kernel was asked about ten thousand."""
INFO: Final = struct.Struct("=24xI92xQ16xI")
"""Of the kernel's `struct tcp_info`, whose fields only ever grow at its end: packets that are on
their way, bytes that have arrived, bytes that wait."""

logger = logging.getLogger(__name__)


class Sent(NamedTuple):
    """What has become of the bytes written to a peer."""

    arrived: int
    under_way: int
    waiting: int

    @property
    def is_all_there(self) -> bool:
        """Whether the peer's machine has everything."""
        return not self.under_way and not self.waiting

    @property
    def is_shut_out(self) -> bool:
        """Whether some wait though none are under way: there is no window to send into."""
        return bool(self.waiting) and not self.under_way


class Connection(Protocol):
    """One that is watched."""

    is_watched: bool
    transport: asyncio.Transport


def sent(transport: asyncio.Transport) -> Sent | None:
    """As the kernel says; None where it does not tell, and for what is no TCP connection."""
    option = getattr(socket, "TCP_INFO", None)
    connection = transport.get_extra_info("socket")
    if option is None or connection is None:
        return None
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, option, INFO.size)
    except (OSError, ValueError):  # it has ended (uvloop says so by a descriptor of -1), or no TCP
        return None
    if len(info) < INFO.size:
        return None
    under_way, arrived, waiting = INFO.unpack(info)
    return Sent(arrived, under_way, waiting)


class Untaken:
    """One for a server: looks after those that were written to, until they have it all."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        shut_for: float = SHUT_FOR,
        ask: Callable[[Any], Sent | None] = sent,
    ) -> None:
        self.shut_for = shut_for
        self._loop = loop
        self._ask = ask
        self._since: dict[Connection, tuple[int, float]] = {}
        """How much had arrived, and since when no more has."""
        self._is_looking = False

    def __len__(self) -> int:
        return len(self._since)

    def watch(self, connection: Connection) -> None:
        """Something was written to it."""
        connection.is_watched = True
        self._since[connection] = (-1, self._loop.time())
        if not self._is_looking:
            self._is_looking = True
            self._loop.call_later(LOOK_EVERY, self._look_again)

    def forget(self, connection: Connection) -> None:
        """It has ended."""
        self._since.pop(connection, None)

    def look(self, now: float) -> None:
        """Cut off whoever has taken nothing for too long; leave alone who has everything."""
        for connection in tuple(self._since):
            self._look_at(connection, now)

    def _look_again(self) -> None:
        due = list(self._since)
        self._look_on(due, LOOK_EVERY / max(1, ceil(len(due) / AT_ONCE)))

    def _look_on(self, due: list[Connection], pause: float) -> None:
        """At a few of them, and after a pause at a few others, or all again."""
        now, few = self._loop.time(), due[-AT_ONCE:]
        del due[-AT_ONCE:]
        for connection in few:
            self._look_at(connection, now)
        if due:
            self._loop.call_later(pause, self._look_on, due, pause)
            return
        self._is_looking = bool(self._since)
        if self._is_looking:
            self._loop.call_later(pause, self._look_again)

    def _look_at(self, connection: Connection, now: float) -> None:
        """At one; a fault in it must be the end of nobody's looks, so it is looked at no more."""
        try:
            self._judge(connection, now)
        except Exception as error:
            self._let_be(connection)
            logger.error("look_failed error=%s", type(error).__name__)

    def _judge(self, connection: Connection, now: float) -> None:
        if connection not in self._since:  # it has ended since the others were looked at
            return
        arrived, since = self._since[connection]
        found = self._ask(connection.transport)
        if found is None or found.is_all_there:
            self._let_be(connection)
        elif not found.is_shut_out or found.arrived != arrived:
            self._since[connection] = (found.arrived, now)
        elif now - since >= self.shut_for:
            connection.transport.abort()

    def _let_be(self, connection: Connection) -> None:
        """Until something is written to it again."""
        self._since.pop(connection, None)
        connection.is_watched = False


def untaken_of(server_state: object, loop: asyncio.AbstractEventLoop) -> Untaken:
    """The server's; its state is what all its connections have in common."""
    shared = vars(server_state)
    if "untaken" not in shared:
        shared["untaken"] = Untaken(loop)
    found: Untaken = shared["untaken"]
    return found
