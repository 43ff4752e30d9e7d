"""One WebSocket connection: uvicorn's protocol, and what a room server cannot do without.

- Nothing a peer does or leaves undone holds a socket, a buffer or a handler task: every way to
  the end is bounded by an `abort`, because `close` waits until the peer has read everything.
- Nothing a peer sends reaches the log, and nothing it sends raises.

The base class is not a documented interface. The tests name every part of it that is used here.
"""

import logging
from asyncio import Transport as AsyncioTransport
from asyncio.transports import BaseTransport
from http import HTTPStatus
from typing import Any, ClassVar, cast

from uvicorn._types import ASGISendEvent, WebSocketAcceptEvent, WebSocketCloseEvent
from uvicorn.config import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from app.rooms.seat import HIGH_WATER
from app.web.serving.handshake import Upgrade
from app.web.serving.leaving import Leaving
from app.web.serving.refusing import POLICY, refusal
from app.web.serving.sockets import limit_silence
from app.web.serving.transport import EXTENSION, Transport
from app.web.serving.untaken import untaken_of

logger = logging.getLogger(__name__)


class SocketProtocol(Leaving):
    """Give to uvicorn as `ws`. The limits are class attributes; a subclass may set others."""

    user_timeout_ms: ClassVar[int] = 8_000
    """The kernel drops a peer that acknowledges nothing, or reads nothing, for so long. Whoever was
    in a tunnel is back sooner by a new connection than by what TCP sends again ever more rarely."""
    most_unsent: ClassVar[int] = 64 * 1024
    """Above so many bytes a `send` of the application waits, until `HIGH_WATER` are left."""
    __slots__ = ("below", "is_watched", "untaken")

    def __init__(self, config: Config, server_state: ServerState, *args: Any, **more: Any) -> None:
        super().__init__(config, server_state, *args, **more)
        self.untaken = untaken_of(server_state, self.loop)
        self.is_watched = False
        """Whether something was written to it that it may not have taken yet."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Take over the connection from the HTTP protocol."""
        super().connection_made(transport)
        limit_silence(transport, self.user_timeout_ms)
        self._take_hold()

    def upgraded(self, transport: AsyncioTransport, asked: Upgrade, **peers: Any) -> None:
        """Take it over where the upgrade was read already."""
        super().upgraded(transport, asked, **peers)
        self._take_hold()
        cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self.below

    def connection_lost(self, exc: Exception | None) -> None:
        """Release whoever waits in `receive` or `send`, and every timer."""
        super().connection_lost(exc)
        self.below.forget()
        self.untaken.forget(self)
        # The parser's frame holds the connection that holds the parser, and the request's headers.
        if self._parser is not None:
            self._parser.parser.close()

    def pause_writing(self) -> None:
        """Say that no more is to be written; `send` alone goes on for a while."""
        self.below.is_full = True

    def resume_writing(self) -> None:
        """The peer has read what was too much."""
        super().resume_writing()
        self.below.is_full = False

    def data_received(self, data: bytes) -> None:
        """Read what the peer says, unless it has been refused."""
        if self.is_refused or self.is_deaf:
            self.forgive(len(data))
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
        """Refuse a peer that broke the protocol: send the close frame, then only wait."""
        self.is_refused = True
        close = self.conn.close_sent
        if close is None:  # before the handshake was answered there is no frame to send
            self.transport.abort()
            return
        self._was_put_out(close.code)
        self.leave(close.code, close.reason, b"".join(self.conn.data_to_send()))

    def refuse(self, code: int, reason: str) -> None:
        """End the connection as for a broken rule, without a parser where none was needed yet."""
        if not self.needs_no_parser():
            super().refuse(code, reason)
            return
        self.is_refused = True
        self._was_put_out(code)
        self.say_goodbye(code, reason)

    def _was_put_out(self, code: int) -> None:
        self.below.was_refused = True
        logger.debug("refused a peer with close code %d", code)

    def handle_ping(self) -> None:
        """Answer, and see whether the answer is read."""
        super().handle_ping()
        self._watch_taking()

    def handle_close(self, event: Frame) -> None:
        """Answer the peer's close frame, and do not wait long for it to read the answer."""
        super().handle_close(event)
        self.abort_soon()

    async def send(self, message: ASGISendEvent) -> None:
        """Send for the application; a refused peer counts as gone, not as a programming error."""
        asked = None if self.handshake_complete or self.initial_response else self.upgrade
        if asked is not None and message["type"] == "websocket.accept":
            self._accept(asked, message)
            return
        if message["type"] == "websocket.close" and self._is_unanswered():
            self._turn_away(message)
            return
        if self.below.is_full and self.below.buffered() > self.most_unsent:
            self.writable.clear()
        if message["type"] == "websocket.close":
            await self.writable.wait()
            if self.may_be_deaf():
                self.say_goodbye(message.get("code", 1000), message.get("reason") or "")
                self._watch_taking()
                return
        try:
            await super().send(message)
        except RuntimeError:
            if self.is_refused:
                raise ClientDisconnected from None
            raise
        self._watch_taking()
        if self.handshake_complete and message["type"] == "websocket.accept":
            self._forget_request()

    def shutdown(self) -> None:
        """Close with 1012 (service restart), and do not wait long for a peer that does not read."""
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.transport.close()  # the peer closes already; a second close frame would raise
        else:
            super().shutdown()
        self.abort_soon()

    def on_task_complete(self, task: Any) -> None:
        """Nobody serves this connection any more: bound what is left of it."""
        super().on_task_complete(task)
        self.abort_soon()

    def _took_too_long(self) -> None:
        """As for a broken rule, but a bad line does as much."""
        super()._took_too_long()
        self.below.was_refused = False

    def _take_hold(self) -> None:
        """What either way of taking over begins with."""
        self.below = Transport(self)
        self.transport.set_write_buffer_limits(high=HIGH_WATER, low=HIGH_WATER)
        # What is unread of an answer before was told to the HTTP half; its end will be told here.
        self.below.is_full = self.below.buffered() > HIGH_WATER

    def _accept(self, asked: Upgrade, message: WebSocketAcceptEvent) -> None:
        """As uvicorn does, for an upgrade that did not come through the parser."""
        if self.disconnected:
            raise ClientDisconnected
        more = [(name.lower(), value) for name, value in self.default_headers]
        more += [(name.lower(), value) for name, value in message.get("headers", ())]
        chosen = message.get("subprotocol")
        if chosen:
            more.append((b"Sec-WebSocket-Protocol", chosen.encode()))
        if not self.transport.is_closing():
            self.handshake_complete = True
            if self._parser is not None:
                self._parser.state = State.OPEN
            self.transport.write(asked.answer(more))
            self.start_keepalive()
        self.upgrade = None
        self.scope["headers"] = []

    def _is_unanswered(self) -> bool:
        return not (self.handshake_complete or self.disconnected or self.initial_response)

    def _turn_away(self, message: WebSocketCloseEvent) -> None:
        """As uvicorn does, but without a parser, and with the status that fits the code."""
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})
        self.close_sent = self.handshake_complete = True
        self.upgrade = None
        if not self.transport.is_closing():
            self.transport.write(refusal(message.get("code", POLICY)))
            self.transport.close()

    def _forget_request(self) -> None:
        """Keep no headers for the hours that follow: read them before `websocket.accept`."""
        self.request = self.response = None  # type: ignore[assignment]  # for the handshake only
        self.scope["headers"] = []
        self.skip_head(self.conn)  # the parser's frame keeps the request that it has read

    def _watch_taking(self) -> None:
        if not self.is_watched and not self.transport.is_closing():
            self.untaken.watch(self)

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
