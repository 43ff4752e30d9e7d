"""The end of a connection that we end: a goodbye, a moment to read it, and nothing is read for it.

Closing at once would answer the bytes still on their way with a reset, and a reset can overtake the
goodbye: the peer would never learn why. So only our half is closed, and the peer is waited for. But
whoever has more on its way than an answer to a goodbye gains nothing by our reading it: that stays
in the kernel, which soon takes no more, and after a moment the connection is cut.
"""

from asyncio import TimerHandle
from asyncio import Transport as AsyncioTransport
from typing import Any, ClassVar

from websockets.protocol import State

from app.web.serving.reading import NOTHING, Reading
from app.web.serving.transport import close_frame


class Leaving(Reading):
    """uvicorn's protocol with an end that no peer can draw out."""

    linger_s: ClassVar[float] = 5.0
    """A connection that is being closed may take so long to flush and to say goodbye."""
    moment_s: ClassVar[float] = 1.0
    """So long has a peer that sends on to read why it was ended: a round trip of a slow line."""
    forgiven_bytes: ClassVar[int] = 4 * 1024
    """So much may still arrive after our goodbye: the peer's own, and what it had just said."""
    __slots__ = ("forgiven", "is_deaf", "is_held", "linger_timer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = self.linger_s
        self.linger_timer: TimerHandle | None = None
        self.forgiven = self.forgiven_bytes
        self.is_deaf = False
        """Whether we have said goodbye, and drop whatever comes."""
        self.is_held = False
        """Whether nothing is read any more until the connection is cut."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timer."""
        super().connection_lost(exc)
        if self.linger_timer is not None:
            self.linger_timer.cancel()

    def say_goodbye(self, code: int, reason: str) -> None:
        """Without a parser; the end is told by half a close, and what still comes is dropped."""
        is_going = self.is_going()
        self.is_deaf = True
        self._message_is_over()
        self.leave(code, reason, close_frame(code, reason))
        self.unparsed = NOTHING
        if is_going:
            self.transport.close()

    def leave(self, code: int, reason: str, goodbye: bytes) -> None:
        """Send a close frame, and wait for the end."""
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(goodbye)
        self.close_sent = True
        # A timer here also tells the base class not to close when the application returns.
        self._cut_in(self.linger_s)
        # Later, because the rest of this read may still want to answer a ping.
        self.loop.call_soon(_half_close, self.transport)
        self.forgive(len(self.unparsed))
        if self.read_paused:
            self._read_on()

    def forgive(self, size: int) -> None:
        """So many bytes were of no use any more; whoever sends too many is read no more."""
        self.forgiven -= size
        if self.forgiven >= 0 or self.is_held:
            return
        self.is_held = True
        self._cut_in(min(self.moment_s, self.linger_s))
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def abort_soon(self) -> None:
        """Whatever becomes of it, it is over in `linger_s`."""
        if self.linger_timer is None and not self.disconnected:
            self.linger_timer = self.loop.call_later(self.linger_s, self.transport.abort)

    def needs_no_parser(self) -> bool:
        """Whether none was needed so far, and a goodbye can be said without one."""
        return self._parser is None and self._is_open()

    def may_be_deaf(self) -> bool:
        """Whether nothing that the peer has said matters to our goodbye."""
        return (self._parser is None or self._parser.state is State.OPEN) and self._is_open()

    def _is_open(self) -> bool:
        if not self.handshake_complete or self.close_sent or self.transport.is_closing():
            return False
        return self.transport.can_write_eof()

    def _cut_in(self, seconds: float) -> None:
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(seconds, self.transport.abort)

    def _read_on(self) -> None:
        if not self.is_held:
            super()._read_on()


def _half_close(transport: AsyncioTransport) -> None:
    if transport.can_write_eof() and not transport.is_closing():
        transport.write_eof()
