"""One WebSocket connection: uvicorn's protocol, and what a room server cannot do without.

- A frame is built once per event and the same bytes go to every member (`text_frame`,
  `Transport.write_frame`); this halves the processor time per delivery. It is why compression
  stays off: compressed frames differ from socket to socket.
- Nothing a peer does or leaves undone holds a socket, a buffer or a handler task: every way to
  the end is bounded by an `abort`, because `close` waits until the peer has read everything.
- Nothing a peer sends reaches the log, and nothing it sends raises.

The base class is not a documented interface. The tests name every part of it that is used here.
"""

import logging
from asyncio import TimerHandle
from asyncio import Transport as AsyncioTransport
from asyncio.transports import BaseTransport
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from typing import Any, ClassVar, Final, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from app.web.serving.quiet_log import ErrorsOnly, WithoutTraces
from app.web.serving.reading import Reading
from app.web.serving.sockets import limit_silence

EXTENSION: Final = "pushback.transport"
"""Where `scope["extensions"]` holds the connection's `Transport`."""

logger = logging.getLogger(__name__)


def text_frame(payload: bytes) -> bytes:
    """Return `payload` (UTF-8) as one final, unmasked text frame of RFC 6455."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Transport:
    """The connection below ASGI, for the one who fans out to many; safe to keep after its end.

    What `write_frame` and ASGI's `send` write leaves in the order of the calls; only a `send`
    that is still waiting for a slow peer (more than 64 KiB buffered) has not been written yet.
    """

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "SocketProtocol") -> None:
        self._protocol: SocketProtocol | None = protocol

    def write_frame(self, prepared: bytes) -> bool:
        """Write a frame of `text_frame` and tell whether the connection was open to take it.

        Never waits: the caller watches `buffered` and gives up on who does not read.
        """
        protocol = self._protocol
        # As `is_open`, in one piece: this runs once for every delivery.
        if protocol is None or protocol.close_sent or not protocol.handshake_complete:
            return False
        transport = protocol.transport
        if transport.is_closing():
            return False
        if protocol.gathered is None:
            transport.write(prepared)
        else:
            protocol.gathered.append(prepared)
        return True

    @property
    def is_open(self) -> bool:
        """Whether the handshake is done and neither side, as far as was read, has said goodbye."""
        protocol = self._protocol
        if protocol is None or protocol.close_sent or not protocol.handshake_complete:
            return False
        return not protocol.transport.is_closing()

    @property
    def is_leaving(self) -> bool:
        """Whether it is not open, or the peer's goodbye waits behind what it has said before."""
        protocol = self._protocol
        return protocol is None or not self.is_open or protocol.is_going()

    def buffered(self) -> int:
        """Return how many bytes wait in this process for the peer to read."""
        protocol = self._protocol
        return 0 if protocol is None else protocol.transport.get_write_buffer_size()

    def abort(self) -> None:
        """End the connection now and drop what is buffered; `receive` then says disconnect."""
        if self._protocol is not None:
            self._protocol.transport.abort()

    def heard_by(self, hear: Callable[[str], bool]) -> None:
        """Have texts taken where they are read, unless `hear` says that one must wait.

        It is asked only while the application waits in `receive`, and must raise nothing.
        """
        if self._protocol is not None:
            self._protocol.hear = hear

    def forget(self) -> None:
        """Let go of the ended connection, so that no cycle waits for the garbage collector."""
        self._protocol = None


def transport_of(scope: MutableMapping[str, Any]) -> Transport | None:
    """Return the connection below this ASGI scope, or None under a server other than ours."""
    found = (scope.get("extensions") or {}).get(EXTENSION)
    return found if isinstance(found, Transport) else None


class SocketProtocol(Reading):
    """Give to uvicorn as `ws`. The limits are class attributes; a subclass may set others."""

    user_timeout_ms: ClassVar[int] = 8_000
    """The kernel drops a peer that acknowledges nothing, or reads nothing, for so long. Whoever was
    in a tunnel is back sooner by a new connection than by what TCP sends again ever more rarely."""
    linger_s: ClassVar[float] = 5.0
    """A connection that is being closed may take so long to flush and to say goodbye."""
    forgiven_bytes: ClassVar[int] = 1 << 20
    """So much may still arrive after a peer has been refused, until it has read why."""
    __slots__ = ("below", "forgiven", "linger_timer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = ErrorsOnly(self.logger)  # type: ignore[assignment]  # used as a logger only
        self.conn.logger = WithoutTraces(logging.getLogger("uvicorn.error"))
        self.conn.debug = False  # else it still describes every frame to that logger
        self.close_timeout = self.linger_s
        self.linger_timer: TimerHandle | None = None
        self.forgiven = self.forgiven_bytes

    def connection_made(self, transport: BaseTransport) -> None:
        """Take over the connection from the HTTP protocol."""
        super().connection_made(transport)
        limit_silence(transport, self.user_timeout_ms)
        self.below = Transport(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Release whoever waits in `receive` or `send`, and every timer."""
        super().connection_lost(exc)
        self.below.forget()
        # The parser's frame holds the connection that holds the parser, and the request's headers.
        self.conn.parser.close()
        if self.linger_timer is not None:
            self.linger_timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Read what the peer says, unless it has been refused."""
        if self.is_refused:
            self._forgive(len(data))
            return
        super().data_received(data)
        if not self.handshake_initiated:
            self._refuse_handshake()

    def handle_connect(self, event: Request) -> None:
        """Start the application, with the connection in its scope."""
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self.below

    def send_receive_event_to_app(self) -> None:
        """Pass a whole message on; refuse a text that is not UTF-8 (uvicorn logs a traceback)."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_utf8(self.frames):
            self.refuse(CloseCode.INVALID_DATA, "invalid UTF-8")
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Refuse a peer that broke the protocol: send the close frame, then only wait for the end.

        Closing at once would answer the bytes still on their way with a reset, and a reset can
        overtake the close frame: the peer would never learn why.
        """
        self.is_refused = True
        close = self.conn.close_sent
        if close is None:  # before the handshake was answered there is no frame to send
            self.transport.abort()
            return
        logger.debug("refused a peer with close code %d", close.code)
        self.queue.put_nowait(
            {"type": "websocket.disconnect", "code": close.code, "reason": close.reason}
        )
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.close_timer is not None:
            self.close_timer.cancel()
        # A timer here also tells the base class not to close when the application returns.
        self.close_timer = self.loop.call_later(self.linger_s, self.transport.abort)
        # Later, because the rest of this read may still want to answer a ping.
        self.loop.call_soon(_half_close, self.transport)

    def handle_close(self, event: Frame) -> None:
        """Answer the peer's close frame, and do not wait long for it to read the answer."""
        super().handle_close(event)
        self._abort_soon()

    async def send(self, message: ASGISendEvent) -> None:
        """Send for the application; a refused peer counts as gone, not as a programming error."""
        try:
            await super().send(message)
        except RuntimeError:
            if self.is_refused:
                raise ClientDisconnected from None
            raise
        if self.handshake_complete and message["type"] == "websocket.accept":
            self._forget_request()

    def shutdown(self) -> None:
        """Close with 1012 (service restart), and do not wait long for a peer that does not read."""
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.transport.close()  # the peer closes already; a second close frame would raise
        else:
            super().shutdown()
        self._abort_soon()

    def on_task_complete(self, task: Any) -> None:
        """Nobody serves this connection any more: bound what is left of it."""
        super().on_task_complete(task)
        self._abort_soon()

    def _forget_request(self) -> None:
        """Keep no headers for the hours that follow: read them before `websocket.accept`."""
        self.request = self.response = None  # type: ignore[assignment]  # for the handshake only
        self.scope["headers"] = []
        # The parser's frame keeps the request that it has read; one that begins now has none.
        self.conn.parser.close()
        self.conn.parser = self.conn.parse()
        next(self.conn.parser)
        self.__dict__ = dict(self.__dict__)  # what grew entry by entry has room for twice as many

    def _abort_soon(self) -> None:
        if self.linger_timer is None and not self.disconnected:
            self.linger_timer = self.loop.call_later(self.linger_s, self.transport.abort)

    def _forgive(self, size: int) -> None:
        self.forgiven -= size
        if self.forgiven < 0:
            self.transport.abort()

    def _refuse_handshake(self) -> None:
        """Send the library's answer to an unreadable upgrade; uvicorn would leave it unsent."""
        self.is_refused = True
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()


def _is_utf8(parts: list[bytes]) -> bool:
    try:
        (parts[0] if len(parts) == 1 else b"".join(parts)).decode()
    except UnicodeDecodeError:
        return False
    return True


def _half_close(transport: AsyncioTransport) -> None:
    if transport.can_write_eof() and not transport.is_closing():
        transport.write_eof()
