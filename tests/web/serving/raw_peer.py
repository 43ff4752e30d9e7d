"""A peer that speaks bytes: it can stop reading, stop writing, and break every rule."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
PATIENCE_S = 10.0

UPGRADE = (
    b"GET %s HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n"
)


def masked(opcode: int, payload: bytes, *, is_final: bool = True) -> bytes:
    """A client's frame; its mask is zero, which changes nothing but the header."""
    head = bytes((opcode | (0x80 if is_final else 0),))
    if len(payload) < 126:
        size = bytes((0x80 | len(payload),))
    elif len(payload) < 1 << 16:
        size = b"\xfe" + len(payload).to_bytes(2, "big")
    else:
        size = b"\xff" + len(payload).to_bytes(8, "big")
    return head + size + bytes(4) + payload


class RawPeer:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.loop = asyncio.get_running_loop()
        self.unread = bytearray()
        self.was_reset = False

    async def send(self, data: bytes) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.loop.sock_sendall(self.connection, data)

    async def upgrade(self, path: bytes = b"/", headers: bytes = b"") -> bytes:
        await self.send(UPGRADE % (path, headers))
        return await self.head()

    async def head(self) -> bytes:
        while b"\r\n\r\n" not in self.unread:
            assert await self.more(), f"closed after {bytes(self.unread)!r}"
        head, _, rest = bytes(self.unread).partition(b"\r\n\r\n")
        self.unread[:] = rest
        return head

    async def exactly(self, size: int) -> bytes:
        while len(self.unread) < size:
            assert await self.more(), f"closed after {bytes(self.unread)!r}"
        data = bytes(self.unread[:size])
        del self.unread[:size]
        return data

    async def frame(self) -> tuple[int, bytes]:
        """The next server frame, which must be final and unmasked."""
        first, size = await self.exactly(2)
        assert first & 0xF0 == 0x80
        if size == 126:
            size = int.from_bytes(await self.exactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.exactly(8), "big")
        return first & 0x0F, await self.exactly(size)

    async def close_code(self) -> int:
        """The code of the close frame, which follows nothing but pongs."""
        while (frame := await self.frame())[0] == PONG:
            pass
        opcode, payload = frame
        assert opcode == CLOSE
        return int.from_bytes(payload[:2], "big")

    async def rest(self) -> bytes:
        """Everything until the server has closed the connection."""
        while await self.more():
            pass
        return bytes(self.unread)

    async def more(self) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            try:
                data = await self.loop.sock_recv(self.connection, 1 << 16)
            except ConnectionError:
                self.was_reset = True
                return False
        self.unread += data
        return bool(data)


@asynccontextmanager
async def peer(
    address: tuple[str, int], *, receive_buffer: int | None = None, at: str = ""
) -> AsyncIterator[RawPeer]:
    """A connection to `address`, from any loopback address `at`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        if at:
            connection.bind((at, 0))
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.setblocking(False)
        raw = RawPeer(connection)
        async with asyncio.timeout(PATIENCE_S):
            await raw.loop.sock_connect(connection, address)
        yield raw
