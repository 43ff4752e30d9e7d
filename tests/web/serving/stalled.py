"""A peer that has stopped reading, and what to fill its buffers with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.web.serving.transport import Transport, text_frame
from tests.web.serving.edge import Edge, Room, edge, until
from tests.web.serving.raw_peer import RawPeer, peer

BIG_FRAME = text_frame(b"x" * 65_000)
SMALL_WINDOW = 4096


@asynccontextmanager
async def stalled(room: Room, **settings: Any) -> AsyncIterator[tuple[Edge, RawPeer]]:
    """A server and a peer of it that has stopped reading, with megabytes waiting for it."""
    async with (
        edge(room.app, **settings) as here,
        peer(here.address, receive_buffer=SMALL_WINDOW) as client,
    ):
        await client.upgrade()
        await until(lambda: bool(room.transports))
        fill(room.transports[0])
        yield here, client


def fill(transport: Transport) -> None:
    """Write more than the buffers of the kernel hold on both sides."""
    for _ in range(200):
        assert transport.write_frame(BIG_FRAME)
    assert transport.buffered() > 1 << 20


def url(address: tuple[str, int]) -> str:
    return f"ws://{address[0]}:{address[1]}/"
