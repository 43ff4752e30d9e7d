"""uvicorn's WebSocket protocol with the state that most connections need, and no more.

uvicorn's own constructor makes a parser, a queue, an event and forty attributes for each
connection, several times of what the rest of a connection takes. Here what few of them ever change
is told once for all, and the parser of `websockets` is made when something comes that only it can
read.
"""

import asyncio
import logging
from asyncio import TimerHandle
from typing import Any, Final, Literal, cast

from uvicorn._types import ASGIReceiveEvent, WebSocketScope
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.protocol import State
from websockets.server import ServerProtocol

from app.web.serving.handshake import Upgrade
from app.web.serving.quiet_log import ErrorsOnly, WithoutTraces
from app.web.serving.waiting import Gate, Inbox

_LOG: Final = logging.getLogger("uvicorn.error")
QUIET: Final = ErrorsOnly(_LOG)
WITHOUT_TRACES: Final = WithoutTraces(_LOG)


class Lean(WebSocketsSansIOProtocol):
    """Everything that uvicorn's has, by the same names."""

    __slots__ = ("_parser", "upgrade")

    queue: Inbox[ASGIReceiveEvent]  # type: ignore[assignment]  # what is used of one

    server: tuple[str, int | None] | None = None
    client: tuple[str, int] | None = None
    handshake_initiated = handshake_complete = False
    close_sent = disconnected = read_paused = False
    close_timer: TimerHandle | None = None
    initial_response = None
    ping_timer = pong_timer = None
    pending_ping_payload: bytes | None = None
    ping_sent_at = last_ping_rtt = 0.0
    frames: list[bytes] = cast("list[bytes]", ())  # which nobody can add to
    curr_msg_data_type: Literal["text", "bytes"] = "bytes"

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        # Not `super().__init__`, which makes all that this class is there to save.
        self.config = config
        self.app = config.loaded_app
        self.loop = _loop or asyncio.get_event_loop()
        self.logger = QUIET  # type: ignore[assignment]  # used as a logger only
        self.root_path = config.root_path
        self.asgi_version = config.asgi_version
        self.app_state = app_state
        self.connections = server_state.connections
        self.tasks = server_state.tasks
        self.default_headers = server_state.default_headers
        self.ping_interval = config.ws_ping_interval
        self.ping_timeout = config.ws_ping_timeout
        self.queue = Inbox()
        self.writable = cast(asyncio.Event, Gate())  # what is used of one
        self._parser: ServerProtocol | None = None
        self.upgrade: Upgrade | None = None
        """What has been asked for and not answered yet, if it was read before it came here."""

    @property
    def conn(self) -> ServerProtocol:  # type: ignore[override]  # theirs is an attribute
        """The parser, made when it is needed; where a head was read already, behind it."""
        if self._parser is None:
            self._parser = ServerProtocol(max_size=self.config.ws_max_size, logger=WITHOUT_TRACES)
            if self.handshake_initiated:
                self.skip_head(self._parser)
        return self._parser

    def skip_head(self, parser: ServerProtocol) -> None:
        """Have it read frames from now on: it keeps no request, and what it reads is no head."""
        parser.parser.close()
        parser.state = State.OPEN
        parser.parser = parser.parse()
        next(parser.parser)
        if not self.handshake_complete:
            parser.state = State.CONNECTING

    def upgraded(self, transport: asyncio.Transport, asked: Upgrade, **peers: Any) -> None:
        """Begin where a head was read already: what `connection_made` and the parser would do.

        `peers` are `client`, `server` and `scheme` as the one who read it knows them.
        """
        self.connections.add(self)
        self.transport = transport
        self.client, self.server, self.scheme = peers["client"], peers["server"], peers["scheme"]
        self.handshake_initiated = True
        if self._parser is not None:
            self.skip_head(self._parser)
        self.upgrade = asked
        self.scope = self._scope(asked)
        self.queue.put_nowait({"type": "websocket.connect"})
        task = self.loop.create_task(self.run_asgi())
        task.add_done_callback(self.on_task_complete)
        self.tasks.add(task)

    def _scope(self, asked: Upgrade) -> WebSocketScope:
        return {
            "type": "websocket",
            "asgi": {"version": self.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": self.scheme,
            "server": self.server,
            "client": self.client,
            "root_path": self.root_path,
            "path": self.root_path + asked.path,
            "raw_path": self.root_path.encode("ascii") + asked.raw_path,
            "query_string": asked.query,
            "headers": asked.headers,
            "subprotocols": [],
            "state": self.app_state.copy(),
            "extensions": {"websocket.http.response": {}},
        }
