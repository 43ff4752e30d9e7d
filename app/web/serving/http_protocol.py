"""One HTTP connection: uvicorn's protocol, with a deadline and a size for the head of a request.

uvicorn bounds the silence between requests (keep-alive), but neither how long a head may take nor
how large it may grow. Both are what a slow or hostile peer would use to hold sockets and memory.
"""

import asyncio
import logging
from asyncio import TimerHandle
from collections import Counter
from typing import Any, ClassVar, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.phases.units import Instant
from app.web.serving.doorstep import Doorstep
from app.web.serving.handshake import Upgrade, usual_upgrade
from app.web.serving.lean import QUIET
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.sockets import BACKLOG, limit_silence

HEAD_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\n"
    b"connection: close\r\n\r\n"
)

TOO_MANY: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\n"
    b"retry-after: 1\r\n"
    b"content-length: 0\r\n"
    b"connection: close\r\n\r\n"
)

NOT_YET: Final = b"an upgrade behind a request that has no answer yet"
"""Never sent: the connection ends, for the answer would come amid frames, or never."""

logger = logging.getLogger(__name__)


class Refused(Exception):
    """Stops the parser before the application sees the request; never leaves this module."""


class HttpProtocol(HttpToolsProtocol):
    """Give to uvicorn as `http`. The limits are class attributes; a subclass may set others."""

    header_deadline_s: ClassVar[float] = 5.0
    """From the connection, or the first byte of a later request, to the end of its head."""
    max_head_bytes: ClassVar[int] = 16 * 1024
    """Request line and header lines together."""
    user_timeout_ms: ClassVar[int] = 8_000
    """The kernel drops a peer that acknowledges nothing, or reads nothing, for so long. Set on each
    connection: what the backlog took before the server was ready inherits nothing from later."""
    most_awaited: ClassVar[int] = BACKLOG
    """Connections of one peer whose head is awaited; as many as may arrive in one accept."""
    parsed_bytes: ClassVar[int] = 1024
    """Given to the parser at a time: one read can bring thousands of requests."""
    opens_per_second: ClassVar[float] = 50.0
    """Sockets that one address may open in the long run; what else it may follows of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = QUIET  # type: ignore[assignment]  # used as a logger only
        self.access_log = False  # a request line carries its query string
        self.header_timer: TimerHandle | None = None
        # One count for the whole server: its state is what all its connections have in common.
        self.awaited: Counter[str] = vars(self.server_state).setdefault("awaited", Counter())
        self.doorstep = self._doorstep()
        self.unparsed = bytearray()
        """Bytes whose turn comes when the requests before them are answered."""
        self.head_bytes = 0
        """Bytes parsed since the last head or piece of body was complete."""
        self.upgrade: Upgrade | None = None
        """The upgrade that is asked for, where it is a usual one."""
        self.refusal = b""
        """What a request was refused with before the application could see it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base class narrows it
        """Start the clock: a peer that connects and says nothing is not welcome to stay."""
        name = transport.get_extra_info("peername")
        if not self.doorstep.may_connect(name[0] if isinstance(name, tuple) else "", self._now()):
            self.transport = transport
            transport.abort()
            return
        super().connection_made(transport)
        limit_silence(transport, self.user_timeout_ms)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the timers, and of what was not parsed."""
        self._head_arrived()
        self.unparsed.clear()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # uvicorn keeps it when the connection broke

    def data_received(self, data: bytes) -> None:
        """Parse what its turn has come for."""
        self.unparsed += data
        self._parse_all()

    def on_response_complete(self) -> None:
        """Begin what waits next; only behind it is more parsed or read."""
        super().on_response_complete()
        if self.unparsed:
            self._parse_all()

    def on_headers_complete(self) -> None:
        """Hand the request to the application, unless its head is too large or it is too much."""
        self.head_bytes = 0
        self._head_arrived()
        if self._size_of_head() > self.max_head_bytes:
            self.refusal = HEAD_TOO_LARGE
        elif not self.doorstep.may_ask(self._peer(), self._now()):
            self.refusal = TOO_MANY
        elif self._running() is not None and self.parser.should_upgrade():
            self.refusal = NOT_YET
        if self.refusal:
            raise Refused
        if self.parser.should_upgrade():
            self.upgrade = self.asked()
        if self.upgrade is None:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass a piece of body on; its size is the application's concern."""
        self.head_bytes = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """Answer a request that stopped the parser, with the reason where it was a bound of ours.

        Where an earlier one still waits for its answer nothing can be said in its place.
        """
        if self.refusal and self._running() is not None:
            self.transport.abort()
        elif self.refusal:
            self._refuse(self.refusal)
        else:
            super().send_400_response(msg)

    def handle_websocket_upgrade(self) -> None:
        """Pass the connection on and break the cycle with the parser.

        Nobody tells this object that the connection ended, so it would wait for the garbage
        collector, which rarely comes (see `collector`), with each socket ever opened.
        """
        if self.upgrade is None:
            super().handle_websocket_upgrade()
        else:
            self._hand_over(self.upgrade)
            self.upgrade = None
        self.unparsed.clear()
        self.parser = None  # type: ignore[assignment]  # as the base class does at the end

    def asked(self) -> Upgrade | None:
        """The upgrade that needs no other parser; with None the base class finds them all."""
        return usual_upgrade(self.parser.get_method(), self.url, self.headers)

    def _hand_over(self, asked: Upgrade) -> None:
        """What the base class does by writing the head anew, for another parser to read."""
        self.connections.discard(self)
        kind = cast("type[SocketProtocol]", self.ws_protocol_class)
        protocol = kind(self.config, self.server_state, self.app_state)
        if kind.user_timeout_ms != self.user_timeout_ms:
            limit_silence(self.transport, kind.user_timeout_ms)
        scheme = "wss" if self.scheme == "https" else "ws"
        protocol.upgraded(
            self.transport, asked, client=self.client, server=self.server, scheme=scheme
        )
        self.transport.set_protocol(protocol)

    def _parse_all(self) -> None:
        """One request after the other: what is behind one waits for its answer, as bytes."""
        while self.unparsed and not self._is_busy():
            if self.transport.is_closing():
                self.unparsed.clear()
                return
            piece = bytes(self.unparsed[: self.parsed_bytes])
            del self.unparsed[: self.parsed_bytes]
            self._parse(piece)
        if self.unparsed:
            self.flow.pause_reading()

    def _parse(self, piece: bytes) -> None:
        """Parse, and refuse a head that grows beyond its size.

        Any byte stops uvicorn's keep-alive timer, even a blank line that begins no request; so
        any byte that belongs to no running request starts ours.
        """
        if self._running() is None:
            self._expect_head()
        self.head_bytes += len(piece)
        super().data_received(piece)
        if self.head_bytes > self.max_head_bytes and not self.transport.is_closing():
            self._refuse(HEAD_TOO_LARGE)

    def _running(self) -> RequestResponseCycle | None:
        """The request that has not been answered yet."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return None if cycle is None or cycle.response_complete else cycle

    def _is_busy(self) -> bool:
        running = self._running()
        return bool(self.pipeline) or (running is not None and not running.more_body)

    def _expect_head(self) -> None:
        if self.header_timer is None:
            self.header_timer = self.loop.call_later(self.header_deadline_s, self._give_up)
            self.awaited[self._peer()] += 1
            if self.awaited[self._peer()] > self.most_awaited:
                self.transport.abort()

    def _head_arrived(self) -> None:
        if self.header_timer is not None:
            self.header_timer.cancel()
            self.header_timer = None
            self.awaited[self._peer()] -= 1
            if self.awaited[self._peer()] <= 0:
                del self.awaited[self._peer()]

    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    def _give_up(self) -> None:
        self._head_arrived()
        logger.debug("closed a connection whose request head did not arrive in time")
        self.transport.close()

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()

    def _doorstep(self) -> Doorstep:
        """The server's; as `awaited`."""
        shared = vars(self.server_state)
        if "doorstep" not in shared:
            trusted = list(self.config.forwarded_allow_ips or ())
            shared["doorstep"] = Doorstep(self.opens_per_second, trusted)
        found: Doorstep = shared["doorstep"]
        return found

    def _now(self) -> Instant:
        return Instant(int(self.loop.time() * 1000))

    def _size_of_head(self) -> int:
        separators = len(": \r\n")
        return len(self.url) + sum(
            len(name) + len(value) + separators for name, value in self.headers
        )
