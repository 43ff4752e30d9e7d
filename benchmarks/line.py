"""One WebSocket of the load generator: a handshake, frames in, frames out, as little as can be.

The mask of what is sent is zero, which RFC 6455 allows and which costs the generator nothing; a
server unmasks it as it would any other.
"""

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.swarm import Member

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
NO_MASK = b"\0\0\0\0"


def frame(opcode: int, payload: bytes) -> bytes:
    """A client's frame; raises `ValueError` for more than anybody here wants to say."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, 0x80 | size)) + NO_MASK + payload
    if size < 1 << 16:
        return bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big") + NO_MASK + payload
    raise ValueError("the frame is too large")


def frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames that `data` begins with, as opcode and payload, and what is left of it."""
    found: list[tuple[int, bytes]] = []
    at, size = 0, len(data)
    while size - at >= 2:
        length, start = data[at + 1] & 0x7F, at + 2
        if length > 125:
            start = at + (4 if length == 126 else 10)
            if start > size:
                break
            length = int.from_bytes(data[at + 2 : start], "big")
        end = start + length
        if end > size:
            break
        found.append((data[at] & 15, data[start:end]))
        at = end
    return found, data[at:]


class Line(asyncio.Protocol):
    """One connection of a member."""

    def __init__(self, member: "Member") -> None:
        self.member = member
        self.transport: Any = None
        self.rest = b""
        self.is_open = False
        self.lent: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        self.transport.write(self.member.crowd.dialect.handshake(self.member))

    def data_received(self, data: bytes) -> None:
        """Everything that came in one read has come at the same instant."""
        now = time.perf_counter()
        rest = self.rest + data if self.rest else data
        if not self.is_open:
            end = rest.find(b"\r\n\r\n")
            if end < 0:
                self.rest = rest
                return
            if not rest.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            self._opened(now)
            rest = rest[end + 4 :]
        found, self.rest = frames(rest)
        for opcode, payload in found:
            if opcode in {TEXT, BINARY}:
                self.member.crowd.dialect.heard(self.member, payload, now)
            elif opcode == PING:
                self.transport.write(frame(PONG, payload))
            elif opcode == CLOSE:
                self.member.close_code = int.from_bytes(payload[:2], "big")
                self.transport.close()

    def _opened(self, now: float) -> None:
        self.is_open = True
        dialect = self.member.crowd.dialect
        said = dialect.opened(self.member)
        if said:
            self.say(said)
        if dialect.is_joined_when_open:
            self.member.joined(now)

    def connection_lost(self, error: Exception | None) -> None:
        """The server, or the network, ended it."""
        self.member.lost(self)

    def say(self, payload: bytes) -> None:
        """Send a text."""
        said = frame(TEXT, payload)
        if self.lent is None:
            self.transport.write(said)
        else:
            os.write(self.lent, said)

    def lend(self) -> int:
        """The socket, for somebody else to read; nobody does here until `take_back`."""
        self.transport.pause_reading()
        self.lent = int(self.transport.get_extra_info("socket").fileno())
        return self.lent

    def take_back(self) -> None:
        """Read here again."""
        self.lent = None
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def cut(self) -> None:
        """Be gone without a goodbye."""
        if self.transport is not None:
            self.transport.abort()
