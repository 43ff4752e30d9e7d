"""A WebSocket of ours without a network: whoever drives it decides what each read brings."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Send
from uvicorn.server import ServerState

from app.web.serving.server import serve_config
from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import Room
from tests.web.serving.raw_peer import UPGRADE

TURNS = 10_000
"""Turns of the loop in which something must happen; each is nearly nothing."""


class StillTransport:
    """What is asked of a transport, and nothing behind it."""

    def __init__(self) -> None:
        self.protocol: SocketProtocol | None = None
        self.is_paused = False
        self.is_over = False
        self.written = bytearray()

    def write(self, data: bytes) -> None:
        assert not self.is_over or not data
        self.written += data

    def close(self) -> None:
        if not self.is_over:
            self.is_over = True
            asyncio.get_running_loop().call_soon(self._lost)

    abort = close

    def _lost(self) -> None:
        if self.protocol is not None:
            self.protocol.connection_lost(None)

    def is_closing(self) -> bool:
        return self.is_over

    def pause_reading(self) -> None:
        assert not self.is_paused
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None: ...

    def set_write_buffer_limits(self, high: int, low: int) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": ("127.0.0.1", 1), "peername": ("127.0.0.1", 2)}.get(name, default)


@dataclass
class Quick(Room):
    """Takes some texts where they are read: those of which `takes` says so."""

    takes: Callable[[], bool] = bool

    async def listen(self, receive: Receive, send: Send) -> None:
        self.transports[0].heard_by(self._hear)
        await super().listen(receive, send)

    def _hear(self, text: str) -> bool:
        if not self.takes():
            return False
        self.heard.append(text)
        return True


async def hear(
    reads: Iterable[bytes], kind: type[SocketProtocol], room: Room | None = None
) -> tuple[list[Any], int | None]:
    """What the application is told of these reads after the handshake, and the code of our close
    frame, None if there is none. Each read comes when the one before has been taken."""
    room = room or Room()
    config = serve_config(room.app, "127.0.0.1", 0)
    config.load()
    connection = kind(config, ServerState(), {})
    transport = StillTransport()
    connection.connection_made(transport)  # type: ignore[arg-type]  # all that is asked of one
    transport.protocol = connection
    connection.data_received(UPGRADE % (b"/", b""))
    await _turns(transport)
    for data in reads:
        if transport.is_over:
            break
        connection.data_received(data)
        await _turns(transport)
    close = connection.conn.close_sent
    transport.close()
    await asyncio.sleep(0)
    await asyncio.gather(*connection.tasks)
    return room.heard, None if close is None else close.code


async def _turns(transport: StillTransport) -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(TURNS):
        if not transport.is_paused:
            return
        await asyncio.sleep(0)
    raise AssertionError("nothing was read any more")
