"""The connection below ASGI, for who fans one frame out to many.

A frame is built once per event and the same bytes go to every member (`text_frame`,
`Transport.write_frame`); this halves the processor time per delivery. It is why compression
stays off: compressed frames differ from socket to socket.
"""

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from websockets.frames import Close, Frame, Opcode

if TYPE_CHECKING:
    from app.web.serving.socket_protocol import SocketProtocol

EXTENSION: Final = "pushback.transport"
"""Where `scope["extensions"]` holds the connection's `Transport`."""

PING_MARK: Final = b"here"
PING: Final = bytes((0x89, len(PING_MARK))) + PING_MARK


def text_frame(payload: bytes) -> bytes:
    """Return `payload` (UTF-8) as one final, unmasked text frame of RFC 6455."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def close_frame(code: int, reason: str) -> bytes:
    """Return our goodbye as a frame; raises `ProtocolError` for a code that may not be sent, or a
    reason that has no room."""
    goodbye = Frame(Opcode.CLOSE, Close(code, reason).serialize())
    goodbye.check()
    return goodbye.serialize(mask=False)


class Transport:
    """The connection below ASGI, for the one who fans out to many; safe to keep after its end.

    What `write_frame` and ASGI's `send` write leaves in the order of the calls; only a `send`
    that is still waiting for a slow peer (more than 64 KiB buffered) has not been written yet.
    """

    __slots__ = ("_protocol", "is_full", "was_refused")

    def __init__(self, protocol: "SocketProtocol") -> None:
        self._protocol: SocketProtocol | None = protocol
        self.is_full = False
        """Whether more than `HIGH_WATER` bytes wait for the peer to read: told, never asked for."""
        self.was_refused = False
        """Whether we ended it for a broken rule that no line breaks; the code of a close may be the
        peer's own."""

    def write_frame(self, prepared: bytes) -> bool:
        """Write a frame of `text_frame` and tell whether the connection was open to take it.

        Never waits: the caller watches `is_full` and gives up on who does not read.
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
        if not protocol.is_watched:
            protocol.untaken.watch(protocol)
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

    def ping(self) -> None:
        """Ask the peer's library for a sign of life (RFC 6455, 5.5.2); `is_awaited` until then."""
        if self._protocol is not None and self.write_frame(PING):
            self._protocol.pending_ping_payload = PING_MARK

    @property
    def is_awaited(self) -> bool:
        """Whether the last ping has not been answered yet."""
        protocol = self._protocol
        return protocol is not None and protocol.pending_ping_payload is not None

    def buffered(self) -> int:
        """Return how many bytes wait in this process for the peer to read."""
        protocol = self._protocol
        return 0 if protocol is None else protocol.transport.get_write_buffer_size()

    def abort(self) -> None:
        """End the connection now and drop what is buffered; `receive` then says disconnect."""
        if self._protocol is not None:
            self._protocol.transport.abort()

    def expect_hello(self, most_bytes: int) -> None:
        """Say that a hello of so many bytes at most comes first: until `let_in` whoever sends a
        larger message is refused by its first bytes."""
        if self._protocol is not None:
            self._protocol.expect_hello(most_bytes)

    def let_in(self) -> None:
        """Say that the application knows who it is: until then little is borne with."""
        if self._protocol is not None:
            self._protocol.let_in()

    def heard_by(self, hear: Callable[[str], bool]) -> None:
        """Have texts taken where they are read, unless `hear` says that one must wait.

        It is asked only while the application waits in `receive`, and must raise nothing. Whoever
        is heard so has been let in.
        """
        if self._protocol is not None:
            self._protocol.hear = hear
            self._protocol.let_in()

    def forget(self) -> None:
        """Let go of the ended connection, so that no cycle waits for the garbage collector."""
        self._protocol = None
        self.is_full = False


def transport_of(scope: MutableMapping[str, Any]) -> Transport | None:
    """Return the connection below this ASGI scope, or None under a server other than ours."""
    found = (scope.get("extensions") or {}).get(EXTENSION)
    return found if isinstance(found, Transport) else None
