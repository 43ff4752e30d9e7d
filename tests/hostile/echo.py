"""What a conformance suite expects behind a WebSocket: each message comes back as it came."""

from typing import Any, ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config

from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import with_lifespan

LARGER = 1 << 20


class Patient(SocketProtocol):
    """Ours, for a suite that sends more parts and pings and larger messages than any client of
    ours: only these bounds are wider, the reading itself is the same."""

    most_asides: ClassVar[int] = 1_000_000
    most_asides_before_hello: ClassVar[int] = 1_000_000
    most_pieces: ClassVar[int] = 1_000_000

    def __init__(self, config: Config, *args: Any, **kwargs: Any) -> None:
        config.ws_max_size = LARGER
        super().__init__(config, *args, **kwargs)


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        sent = {kind: message[kind] for kind in ("text", "bytes") if message.get(kind) is not None}
        await send({"type": "websocket.send", **sent})


echo: ASGIApp = with_lifespan(_echo)
